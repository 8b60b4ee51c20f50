/**
 * What each command does.
 */
@NullMarked
package dev.whimbrel.cli.command;

import org.jspecify.annotations.NullMarked;
