package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Shortened;
import dev.whimbrel.sql.Statement;
import java.util.List;

/** A plan for people to read in a terminal. */
final class PlanText {
  private static final int LONGEST = 8000;
  private static final int WIDEST = 200;

  private PlanText() {}

  /**
   * Each step with the beginning of its statements.
   *
   * @param before what is done before the first of them
   */
  static String of(Plan plan, List<String> before) {
    StringBuilder text = new StringBuilder();
    before.forEach(line -> text.append(line).append('\n'));
    for (Step step : plan.steps()) {
      text.append(step instanceof Step.Apply ? "apply " : "revert ").append(step.migration().id()).append("  ")
          .append(step.script().file()).append('\n');
      for (Statement statement : step.remaining()) {
        text.append("  ").append(statement.brief(WIDEST)).append('\n');
      }
      if (text.length() > LONGEST) {
        break;
      }
    }
    return Shortened.to(LONGEST, text.toString());
  }
}
