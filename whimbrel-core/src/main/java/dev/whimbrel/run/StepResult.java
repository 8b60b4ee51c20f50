package dev.whimbrel.run;

import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import java.time.Duration;
import java.util.List;

/** What became of a step. */
public sealed interface StepResult {
  /**
   * It is in effect, and the journal says so.
   *
   * @param took by this machine's clock
   * @param notices what the server remarked
   */
  record Done(Step step, Duration took, List<String> notices) implements StepResult {}

  /** It is not; the problem says what is left of it. */
  record Failed(Step step, Problem problem, Duration took) implements StepResult {}

  /** One before it failed. */
  record NotReached(Step step) implements StepResult {}

  /** A dry run could not try it. */
  record NotTried(Step step, String reason) implements StepResult {}

  Step step();
}
