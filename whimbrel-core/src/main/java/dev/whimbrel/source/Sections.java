package dev.whimbrel.source;

import org.jspecify.annotations.Nullable;

/**
 * How markers divide a file.
 *
 * @param first the line of the first marker that begins a section
 * @param up what applies the migration, or null if the file has no such marker
 * @param down what reverts it, or null if the file has no such marker
 */
record Sections(int first, @Nullable Section up, @Nullable Section down) {}
