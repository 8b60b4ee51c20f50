/**
 * A session with a server: the address, what product answers there, one round trip, the migration lock, and the state a session is
 * put back into between migrations. Everything that touches a connection is here.
 */
@NullMarked
package dev.whimbrel.database;

import org.jspecify.annotations.NullMarked;
