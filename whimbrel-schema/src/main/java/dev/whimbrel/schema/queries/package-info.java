/** What a migration does to the queries of those who do not know of it yet. */
@NullMarked
package dev.whimbrel.schema.queries;

import org.jspecify.annotations.NullMarked;
