/** What lint found, for people and for the programs that show it to them. Pure: a {@link dev.whimbrel.cli.lint.Linted} to a text. */
@NullMarked
package dev.whimbrel.cli.lint;

import org.jspecify.annotations.NullMarked;
