/** What is in a database, as a list that can be compared. Knows nothing of migrations, and nothing of connections. */
@NullMarked
package dev.whimbrel.catalog;

import org.jspecify.annotations.NullMarked;
