package dev.whimbrel.run;

import dev.whimbrel.plan.Plan;
import dev.whimbrel.problem.Problem;
import java.util.List;
import java.util.Objects;

/**
 * What became of a plan; complete, also after a failure.
 *
 * @param results one for each step of the plan, in order
 */
public record RunReport(Plan plan, Manner manner, List<StepResult> results) {
  /** Whether it was meant. */
  public enum Manner {
    REAL,
    /** Everything was rolled back. */
    DRY
  }

  public RunReport {
    Objects.requireNonNull(plan);
    Objects.requireNonNull(manner);
    results = List.copyOf(results);
  }

  public List<Problem> problems() {
    return results.stream()
        .filter(StepResult.Failed.class::isInstance)
        .map(result -> ((StepResult.Failed) result).problem())
        .toList();
  }

  public boolean isSuccess() {
    return problems().isEmpty();
  }

  /** How many steps are in effect. */
  public int done() {
    return (int) results.stream().filter(StepResult.Done.class::isInstance).count();
  }
}
