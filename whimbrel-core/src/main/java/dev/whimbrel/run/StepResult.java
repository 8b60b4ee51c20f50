package dev.whimbrel.run;

import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a step. What the server said of it is without the secrets of its script, and of a length that can be read. */
public sealed interface StepResult {
  /** What a notice of our own begins with: something was done, or left out, that the file does not say. */
  String NOTE = "note: ";

  /**
   * It is in effect, and the journal says so.
   *
   * @param took by this machine's clock
   * @param notices what the server remarked, and we
   */
  record Done(Step step, Duration took, List<String> notices) implements StepResult {
    public Done {
      notices = notices.stream().map(notice -> step.script().source().redaction().shown(notice)).toList();
    }
  }

  /**
   * It is not; the problem says what is left of it.
   *
   * @param cause what the code of an application threw, as it was thrown, or null
   */
  record Failed(Step step, Problem problem, Duration took, @Nullable Throwable cause) implements StepResult {
    public Failed {
      problem = step.script().source().redaction().in(problem);
    }

    public Failed(Step step, Problem problem, Duration took) {
      this(step, problem, took, null);
    }
  }

  /** One before it failed. */
  record NotReached(Step step) implements StepResult {}

  /**
   * It was in the same transaction as another one, or sent in the same message, and what is known of that is known of it.
   *
   * @param with the other one, which failed
   */
  record SharedFate(Step step, Step with, Fate fate) implements StepResult {}

  /** What became of one that did not succeed. */
  enum Fate {
    /** Nothing of it is in effect. */
    ROLLED_BACK,
    /** All of it is in effect and in the journal, or nothing is. */
    UNKNOWN
  }

  /** A dry run could not try it. */
  record NotTried(Step step, String reason) implements StepResult {}

  Step step();
}
