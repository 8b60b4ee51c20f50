/**
 * A real PostgreSQL without an installation: the binaries come packed in a jar, are unpacked once per user, and run as a
 * server of their own on the loopback interface. {@link dev.whimbrel.embedded.EmbeddedPostgres} is the door: it gives
 * either a server that vanishes when it is closed, or one that keeps its data in a directory and is shared by all
 * processes that name that directory. This package knows nothing of migrations and talks no SQL.
 */
@NullMarked
package dev.whimbrel.embedded;

import org.jspecify.annotations.NullMarked;
