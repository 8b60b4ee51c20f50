/** Migrations in a cluster. */
@NullMarked
package dev.whimbrel.kubernetes;

import org.jspecify.annotations.NullMarked;
