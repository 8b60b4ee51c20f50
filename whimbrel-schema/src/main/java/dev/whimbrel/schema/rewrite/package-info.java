/**
 * An unsafe migration becomes the safe sequence that does the same. {@link dev.whimbrel.schema.rewrite.Rewriting} is pure: statements and
 * what was seen of them in, parts out. {@link dev.whimbrel.schema.rewrite.Rewriter} runs both on shadow databases and offers only what
 * {@link dev.whimbrel.schema.rewrite.Proving} found equal.
 */
@NullMarked
package dev.whimbrel.schema.rewrite;

import org.jspecify.annotations.NullMarked;
