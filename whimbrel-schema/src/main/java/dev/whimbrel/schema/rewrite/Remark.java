package dev.whimbrel.schema.rewrite;

import dev.whimbrel.problem.Position;

/**
 * Why a statement was left as it was, or what has to be known of one that was not.
 *
 * @param at where the statement stands in the migration
 * @param sentence without a final full stop
 */
public record Remark(Position at, String sentence) {
  @Override
  public String toString() {
    return at + " " + sentence;
  }
}
