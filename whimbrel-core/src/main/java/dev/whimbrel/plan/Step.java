package dev.whimbrel.plan;

import dev.whimbrel.history.Direction;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Script;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What is to be done to one migration. */
public sealed interface Step {
  /**
   * Runs the up part.
   *
   * @param generation the turn that this concludes
   * @param from how many statements are in effect already and are passed over
   * @param attempt what is known of an earlier run of the statement after those
   */
  record Apply(Migration migration, int generation, int from, Attempt attempt) implements Step {
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
   * @param attempt what is known of an earlier run of the statement after those
   */
  record Revert(Migration migration, Script script, int generation, int from, Attempt attempt) implements Step {
    @Override
    public Direction direction() {
      return Direction.DOWN;
    }
  }

  Migration migration();

  Script script();

  int generation();

  int from();

  Attempt attempt();

  /** The statements that are not in effect yet. */
  default List<Statement> remaining() {
    return script().statements().subList(from(), script().statements().size());
  }

  /** The same with the settings that they need, for a script that became one transaction since its first attempt. */
  default List<Statement> remainingAsOne() {
    List<Statement> all = new ArrayList<>(script().settingsBefore(from()));
    all.addAll(remaining());
    return all;
  }

  Direction direction();
}
