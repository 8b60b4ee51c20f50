/**
 * The log file: what goes on in a run, a line each, for those who read it later. It is told the same events as the screen, and keeps
 * nothing of its own.
 */
@NullMarked
package dev.whimbrel.cli.log;

import org.jspecify.annotations.NullMarked;
