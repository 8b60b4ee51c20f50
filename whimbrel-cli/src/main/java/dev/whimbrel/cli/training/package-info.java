/**
 * The run whose loaded classes are kept for the starts of later (the virtual machine's AOT cache).
 */
@NullMarked
package dev.whimbrel.cli.training;

import org.jspecify.annotations.NullMarked;
