package dev.whimbrel.run;

import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ServerError;
import java.time.Duration;

/** What is said when the thread of a run is interrupted. */
final class Interrupts {
  private static final String CANCELLED = "57014";

  private Interrupts() {}

  /** A migration that has begun ends by itself or is cancelled; the next one need not begin. */
  static StepResult before(Step step) {
    return new StepResult.Failed(step,
        Problem.of(ProblemCode.INTERRUPTED, "interrupted before " + step.script().file())
            .state("nothing of " + step.script().file() + " ran")
            .remedy("go on with the same command"),
        Duration.ZERO);
  }

  /** What ended because this thread was interrupted was not the statement's fault, nor the server's. */
  static StepResult told(StepResult result) {
    if (!(result instanceof StepResult.Failed failed) || !Thread.currentThread().isInterrupted()
        || !isCancel(failed.problem())) {
      return result;
    }
    Problem problem = failed.problem();
    Position at = problem.at();
    Step step = failed.step();
    String where = problem.code() == ProblemCode.SESSION_ENDED || at == null
        ? ""
        : ", statement " + step.script().numberAt(at);
    return new StepResult.Failed(step,
        new Problem(ProblemCode.INTERRUPTED, "interrupted in " + step.script().file() + where, at, null,
            problem.server(), problem.state(), problem.remedy()),
        failed.took(), failed.cause());
  }

  private static boolean isCancel(Problem problem) {
    ServerError server = problem.server();
    boolean cancelled = problem.code() == ProblemCode.STATEMENT_FAILED && server != null
        && server.sqlState().equals(CANCELLED);
    return cancelled || problem.code() == ProblemCode.SESSION_ENDED;
  }
}
