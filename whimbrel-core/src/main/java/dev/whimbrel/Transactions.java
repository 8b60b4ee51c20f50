package dev.whimbrel;

import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.util.List;

/** How much of a migration is one transaction. */
public enum Transactions {
  /** As the file says, and what its statements allow: all of it, unless something in it cannot run in one. */
  AS_WRITTEN,
  /** All of it; a run with a file that cannot be one transaction is refused before it begins. */
  REQUIRED,
  /**
   * Each statement commits by itself, with a row of the journal, so that a migration that failed goes on where it stopped. A file with
   * its own {@code BEGIN} and {@code COMMIT} stays one transaction, and so does code.
   */
  NONE;

  MigrationSet in(MigrationSet set) {
    return switch (this) {
      case AS_WRITTEN, REQUIRED -> set;
      case NONE -> set.with(Script::statementByStatement);
    };
  }

  /** What in a plan is against it. */
  List<Problem> against(Plan plan) {
    return switch (this) {
      case AS_WRITTEN, NONE -> List.of();
      case REQUIRED -> plan.steps().stream()
          .filter(step -> step.script().mode() != TransactionMode.WHOLE)
          .map(Transactions::piecemeal)
          .toList();
    };
  }

  private static Problem piecemeal(Step step) {
    return Problem
        .of(ProblemCode.MIXED_TRANSACTION,
            "is not one transaction, and this application requires that of each migration")
        .inFile(step.script().file())
        .state("nothing was changed")
        .remedy("take out what cannot run in a transaction, or apply this one with: whimbrel up");
  }
}
