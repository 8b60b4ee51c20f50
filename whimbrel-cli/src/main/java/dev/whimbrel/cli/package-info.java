/**
 * The command line: the only place that reads arguments and environment, writes to the terminal and chooses an exit code. What there is
 * to say is a table ({@link dev.whimbrel.cli.Commands}), from which parsing, help, completion and reference are made.
 */
@NullMarked
package dev.whimbrel.cli;

import org.jspecify.annotations.NullMarked;
