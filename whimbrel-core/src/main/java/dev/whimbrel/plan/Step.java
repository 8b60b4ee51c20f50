package dev.whimbrel.plan;

import dev.whimbrel.history.Direction;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Script;

/** What is to be done to one migration. */
public sealed interface Step {
  /**
   * Runs the up part.
   *
   * @param generation the turn that this concludes
   * @param from how many statements are in effect already and are passed over
   */
  record Apply(Migration migration, int generation, int from) implements Step {
    @Override
    public Script script() {
      return migration.up();
    }

    @Override
    public Direction direction() {
      return Direction.UP;
    }
  }

  /**
   * Runs the down part.
   *
   * @param script the down part
   * @param generation the turn that this concludes
   * @param from how many statements are in effect already and are passed over
   */
  record Revert(Migration migration, Script script, int generation, int from) implements Step {
    @Override
    public Direction direction() {
      return Direction.DOWN;
    }
  }

  Migration migration();

  Script script();

  int generation();

  int from();

  Direction direction();
}
