/**
 * Reads a database into the records of {@link dev.whimbrel.schema.model}: one snapshot, a handful of messages, the answers mapped
 * row by row. The questions are the .sql files beside this package; a line that ends in {@code -- since 15} or {@code -- before 15} is only
 * for servers of these versions.
 */
@NullMarked
package dev.whimbrel.schema.inspect;

import org.jspecify.annotations.NullMarked;
