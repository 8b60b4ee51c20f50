/**
 * What runs in a database now, as text and as JSON.
 */
@NullMarked
package dev.whimbrel.cli.watch;

import org.jspecify.annotations.NullMarked;
