package dev.whimbrel.schema.rollback;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.database.Database;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.Journal;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.run.Runner;
import java.util.List;

/** Runs migrations as any run does, with a journal. */
final class Replay {
  private static final Policy POLICY = Policy.strict().withOutOfOrder(Policy.OutOfOrder.APPLY);

  private Replay() {}

  /** What is in the way, if anything is. */
  static List<Problem> run(Database database, MigrationSet set, Goal goal) {
    Journal journal = Journal.of(database, Whimbrel.JOURNAL_SCHEMA, "",
        new Author("", "", "whimbrel " + Whimbrel.version()));
    Result<Plan> plan = Planner.plan(set, journal.read(), goal, POLICY);
    return plan.problems().isEmpty()
        ? new Runner(database, journal).run(plan.orThrow(), event -> {}).problems()
        : plan.problems();
  }
}
