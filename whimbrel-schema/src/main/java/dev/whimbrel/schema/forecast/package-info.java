/** What a rehearsed statement will take where the tables are large. */
@NullMarked
package dev.whimbrel.schema.forecast;

import org.jspecify.annotations.NullMarked;
