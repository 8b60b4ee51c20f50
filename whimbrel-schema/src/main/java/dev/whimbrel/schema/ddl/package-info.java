/**
 * The texts of statements: for each object of the {@link dev.whimbrel.schema.model model}, what makes it, what drops it, and what makes
 * one out of another where the server can do that in place. Pure functions; in which order statements run, and what they cost, is decided
 * by those who ask. {@link dev.whimbrel.schema.ddl.Ddl} is the door.
 */
@NullMarked
package dev.whimbrel.schema.ddl;

import org.jspecify.annotations.NullMarked;
