package dev.whimbrel.run;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.ServerError;
import org.jspecify.annotations.Nullable;

/** What is said of a migration that failed in one transaction with others. */
final class TogetherFailures {
  private TogetherFailures() {}

  /**
   * The same problem with what became of the others, and with what only this way of running is to blame for.
   *
   * @param before how many migrations ran before it
   */
  static Problem told(StepResult.Failed failed, int before) {
    Problem problem = failed.problem();
    boolean isRolledBack = problem.code() == ProblemCode.STATEMENT_FAILED || problem.code() == ProblemCode.SESSION_ENDED
        || problem.code() == ProblemCode.INTERRUPTED;
    Problem stated = before == 0 || problem.state() == null || !isRolledBack
        ? problem
        : problem.state(problem.state() + "; " + (before == 1
            ? "the migration before it was"
            : "the " + before
                + " migrations before it were")
            + " rolled back with it, since the run is one transaction");
    @Nullable
    String own = remedy(failed.step(), problem.server());
    return own == null ? again(failed.step(), stated) : stated.remedy(own);
  }

  /** What to type is what was meant, and not a run in another way. */
  private static Problem again(Step step, Problem problem) {
    String command = "run again: whimbrel " + Failures.command(step);
    return problem.remedy() == null
        ? problem
        : problem.remedy(problem.remedy().replace(command, command + " --tx all"));
  }

  /** Classified by SQLSTATE: the text follows the server's language. */
  private static @Nullable String remedy(Step step, @Nullable ServerError server) {
    String each = "give each migration a transaction of its own: whimbrel " + Failures.command(step) + " --tx each";
    return switch (server == null ? "" : server.sqlState()) {
      case "53200" -> "the server has no room for the locks of so much in one transaction (max_locks_per_transaction); "
          + each;
      case "55P04" -> "a value added to an enum can be used only after its migration is committed; " + each;
      case "25001" -> "the statement cannot run in a transaction that has begun before it; " + each;
      case "55006" ->
        "a constraint that is deferred because the run is one transaction keeps the table in use; " + each;
      default -> null;
    };
  }
}
