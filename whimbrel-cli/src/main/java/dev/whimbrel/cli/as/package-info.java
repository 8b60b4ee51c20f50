/**
 * The command lines of other tools: understood as those tools do, carried out by Whimbrel's own commands, and answered in those tools'
 * words. A translation is a pure function from words to a {@link dev.whimbrel.cli.as.Line}.
 */
@NullMarked
package dev.whimbrel.cli.as;

import org.jspecify.annotations.NullMarked;
