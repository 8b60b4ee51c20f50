/**
 * What can be wrong and how it is said: every stage reports its mistakes as {@link dev.whimbrel.problem.Problem}s, collected in a
 * {@link dev.whimbrel.problem.Result}. Imports nothing of ours.
 */
@NullMarked
package dev.whimbrel.problem;

import org.jspecify.annotations.NullMarked;
