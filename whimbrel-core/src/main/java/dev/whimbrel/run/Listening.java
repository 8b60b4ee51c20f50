package dev.whimbrel.run;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is told of a run, and who may throw. What is under way goes on to its end all the same, for a transaction must not hang
 * on whoever looks on; nothing further begins, nothing further is told, and the exception reaches the caller.
 */
final class Listening implements Consumer<RunEvent> {
  private final Consumer<RunEvent> listener;
  private @Nullable Throwable thrown;

  Listening(Consumer<RunEvent> listener) {
    this.listener = listener;
  }

  @Override
  public void accept(RunEvent event) {
    if (thrown != null) {
      return;
    }
    try {
      listener.accept(event);
    } catch (Throwable e) { // other languages throw checked exceptions unchecked
      thrown = e;
    }
  }

  boolean isOver() {
    return thrown != null;
  }

  /**
   * The report of a run in which nobody threw.
   *
   * @throws WhimbrelException with the cause, if the listener threw
   */
  RunReport orThrow(RunReport report) {
    Throwable cause = thrown;
    if (cause == null) {
      return report;
    }
    Problem problem = Problem.of(ProblemCode.INTERRUPTED, "the listener of the run threw " + cause.getClass().getName()
        + (cause.getMessage() == null ? "" : ": " + cause.getMessage()) + "; nothing further was begun")
        .state(report.manner() == RunReport.Manner.DRY
            ? "this was a dry run: nothing was changed"
            : report.done() + " of " + report.plan().steps().size()
                + " migrations of the run are in effect and recorded")
        .remedy("mend the listener; run again: it goes on where it stopped");
    WhimbrelException exception = new WhimbrelException(problem, cause);
    report.problems().forEach(other -> exception.addSuppressed(new WhimbrelException(other, null)));
    throw exception;
  }
}
