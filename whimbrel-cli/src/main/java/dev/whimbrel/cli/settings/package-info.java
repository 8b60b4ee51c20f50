/**
 * Flags, environment and whimbrel.yaml, read once and turned into values.
 */
@NullMarked
package dev.whimbrel.cli.settings;

import org.jspecify.annotations.NullMarked;
