/**
 * The lexical structure of PostgreSQL: bytes in, statements with exact positions and kinds out. Pure.
 */
@NullMarked
package dev.whimbrel.sql;

import org.jspecify.annotations.NullMarked;
