/**
 * The migrations of five teams, and what these teams type, as tests: each directory under {@code seeds} and the shop are
 * applied, reverted and verified on a database of their own.
 */
@NullMarked
package dev.whimbrel.cli.seeds;

import org.jspecify.annotations.NullMarked;
