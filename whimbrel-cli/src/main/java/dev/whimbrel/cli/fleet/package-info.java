/** Commands for all services of whimbrel.yaml at once. */
@NullMarked
package dev.whimbrel.cli.fleet;

import org.jspecify.annotations.NullMarked;
