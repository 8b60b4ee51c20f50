package dev.whimbrel.run;

import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Effect;
import java.util.List;

/** What is said after a connection was lost. */
final class Losses {
  private Losses() {}

  /** It went well all the same. */
  static String reconnected(ServerFailure failure) {
    return "the connection was lost (" + failure.error().message()
        + "); a new session found the migration and its journal row committed";
  }

  /** What a new session found: nothing. */
  static Problem rolledBack(Step step, ServerFailure failure) {
    String file = step.script().file();
    return Problem
        .of(ProblemCode.SESSION_ENDED, "the connection was lost while " + file + " ran: " + failure.error().message())
        .inFile(file)
        .state(Failures.nothingOf(step) + "; a new session has seen that")
        .remedy(Failures.again(step));
  }

  /**
   * What a new session found of a script that is not one transaction.
   *
   * @param done how many of its statements are in effect and recorded
   */
  static Problem partWay(Step step, ServerFailure failure, int done) {
    String file = step.script().file();
    int total = step.script().statements().size();
    Problem problem = Problem.of(ProblemCode.PARTLY_APPLIED,
        "the connection was lost while " + file + " ran: " + failure.error().message());
    return (total == 0
        ? problem.inFile(file)
        : problem.at(step.script().statements().get(Math.min(done, total - 1)).at()))
        .state(done + " of its " + total + " statements " + (done == 1 ? "is" : "are") + " in effect and recorded")
        .remedy("run again: whimbrel " + Failures.command(step) + goesOn(step, done));
  }

  private static String goesOn(Step step, int done) {
    String number = "statement " + (done + 1);
    return done < step.script().statements().size()
        && Effect.of(step.script().statements().get(done)) instanceof Effect.Procedure
            ? " runs " + number + " again; if it commits for itself, look first what it did, for that is not undone"
            : "; it looks what became of " + number + " and goes on from there";
  }

  static Problem rewound(Step step, ServerFailure failure) {
    String file = step.script().file();
    return Problem
        .of(ProblemCode.UNKNOWN_OUTCOME,
            "the connection was lost while " + file + " ran, and the server that answers now is of an earlier time")
        .inFile(file)
        .server(failure.error())
        .state("its journal lacks rows that were there when this run began: a standby that lagged behind, or a backup")
        .remedy("make sure that it is the server you mean, look with: whimbrel status, then "
            + Failures.again(step));
  }

  static Problem overtaken(Step step, ServerFailure failure, JournalEntry by) {
    String file = step.script().file();
    return Problem
        .of(ProblemCode.LOCK_LOST,
            "the connection was lost while " + file + " ran, and another run went on before this one was back")
        .inFile(file)
        .server(failure.error())
        .state("the journal tells what is in effect; its last row is of the other run: " + by.event().word() + " "
            + by.version())
        .remedy("look with: whimbrel status, then " + Failures.again(step));
  }

  /** Nobody could look. */
  static Problem unknown(Step step, ServerFailure failure, List<Problem> why) {
    String file = step.script().file();
    return Problem
        .of(ProblemCode.UNKNOWN_OUTCOME,
            "the connection was lost while the server may have been committing " + file)
        .inFile(file)
        .server(failure.error())
        .state("unknown: " + file + " is either in the database as a whole and in the journal, or not at all; "
            + "no new session could look: " + why.getFirst().message())
        .remedy("run again when the server answers: whimbrel " + Failures.command(step)
            + " reads the journal first and goes on from there");
  }
}
