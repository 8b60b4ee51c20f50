/** The command lines of other tools, as tables. */
@NullMarked
package dev.whimbrel.cli.as;

import org.jspecify.annotations.NullMarked;
