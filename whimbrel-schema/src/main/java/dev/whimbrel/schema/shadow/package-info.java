/**
 * Databases to try things in, and which are gone afterwards: empty ones, those that a directory of migrations makes, and those that an
 * SQL file makes. {@link dev.whimbrel.schema.shadow.Shadows} is the door; {@link dev.whimbrel.schema.shadow.Place} says where they are
 * made. Nothing here looks at what a schema holds: that is {@code inspect}.
 */
@NullMarked
package dev.whimbrel.schema.shadow;

import org.jspecify.annotations.NullMarked;
