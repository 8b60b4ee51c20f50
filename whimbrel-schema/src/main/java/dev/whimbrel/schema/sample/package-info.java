/** A few rows for tables that have none, made so that they satisfy its constraints: what a migration does to rows is seen in them. */
@NullMarked
package dev.whimbrel.schema.sample;

import org.jspecify.annotations.NullMarked;
