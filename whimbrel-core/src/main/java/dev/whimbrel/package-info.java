/**
 * The front door for an application: from a directory and a connection to a migrated database. The packages below are the stages, in the
 * order in which data flows: source, migration, plan, run, with history and database beside them.
 */
@NullMarked
package dev.whimbrel;

import org.jspecify.annotations.NullMarked;
