package dev.whimbrel.run;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.migration.Work;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All steps in one transaction that is rolled back. */
final class DryRun {
  /** A value of an enum that was added in the same transaction: in a real run it is committed by then. */
  private static final String UNSAFE_NEW_ENUM_VALUE = "55P04";

  private static final String SAVEPOINT = "SAVEPOINT whimbrel_dry_run";

  private final Database database;
  private final Plan plan;
  private final Listening events;
  private final List<StepResult> results = new ArrayList<>();
  private Progress progress = Progress.ALL_TRIED;

  private enum Progress {
    ALL_TRIED, SOME_NOT_TRIED, FAILED
  }

  DryRun(Database database, Plan plan, Listening events) {
    this.database = database;
    this.plan = plan;
    this.events = events;
  }

  RunReport run() {
    if (plan.isEmpty()) {
      return new RunReport(plan, RunReport.Manner.DRY, results);
    }
    demand("BEGIN");
    for (Step step : plan.steps()) {
      if (progress == Progress.FAILED || events.isOver()) {
        results.add(new StepResult.NotReached(step));
        continue;
      }
      events.accept(new RunEvent.StepStarted(step, results.size() + 1, plan.steps().size()));
      StepResult result = tried(step);
      results.add(result);
      events.accept(new RunEvent.StepFinished(result));
    }
    rollBack();
    return new RunReport(plan, RunReport.Manner.DRY, results);
  }

  /** Without its transaction a dry run would be a real one. */
  private void demand(String command) {
    ServerFailure failure = database.send(command).failure();
    if (failure != null) {
      rollBack();
      throw new WhimbrelException(
          Problem.of(ProblemCode.DATABASE_ERROR, "the server refused \"" + command + "\" of a dry run")
              .server(failure.error())
              .state("this was a dry run: nothing was changed")
              .remedy("run it again"),
          null);
    }
  }

  private StepResult tried(Step step) {
    return switch (step.script().work()) {
      case Work.Statements statements -> step.script().mode() == TransactionMode.WHOLE
          ? attempt(step)
          : pass(step, "it does not run in one transaction, so it cannot be rolled back");
      case Work.Call call -> pass(step, "it is code, and what that does outside the database cannot be rolled back");
    };
  }

  private StepResult pass(Step step, String reason) {
    progress = Progress.SOME_NOT_TRIED;
    return new StepResult.NotTried(step, reason);
  }

  private StepResult attempt(Step step) {
    long start = System.nanoTime();
    demand(String.join(";\n", Stream.concat(Stream.of(SAVEPOINT), Enclosure.opening(step).stream()).toList()));
    Outcome outcome = Transaction.within(database, step.remainingAsOne());
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return switch (outcome) {
      case Outcome.Succeeded succeeded -> done(step, took, succeeded);
      case Outcome.Refused refused -> refused(step, took, refused);
      case Outcome.Unknown unknown -> failed(step, took, Losses.rolledBack(step, unknown.failure()));
    };
  }

  private StepResult done(Step step, Duration took, Outcome.Succeeded succeeded) {
    Flight flight = new Flight();
    flight.addAll(Enclosure.closing(step));
    flight.addAll(database.state().settings());
    flight.add("SET CONSTRAINTS ALL DEFERRED"); // for the next migration, which would begin with a transaction of its own
    flight.add("CLOSE ALL");
    flight.add("DISCARD TEMP");
    database.send(flight.text());
    return new StepResult.Done(step, took, succeeded.notices());
  }

  private StepResult refused(Step step, Duration took, Outcome.Refused refused) {
    if (UNSAFE_NEW_ENUM_VALUE.equals(refused.failure().sqlState()) && results.size() > 0) {
      progress = Progress.SOME_NOT_TRIED;
      database.send("ROLLBACK TO " + SAVEPOINT);
      return new StepResult.NotTried(step,
          "it uses an enum value that an earlier migration adds, which works only once that is committed");
    }
    Problem problem = Failures.rolledBack(step, refused).state(progress == Progress.ALL_TRIED
        ? "this was a dry run: nothing was changed"
        : "this was a dry run: nothing was changed; a migration before this one could not be tried, and this one may only miss it");
    return failed(step, took, problem);
  }

  private StepResult failed(Step step, Duration took, Problem problem) {
    progress = Progress.FAILED;
    return new StepResult.Failed(step, problem, took);
  }

  private void rollBack() {
    if (database.isClosed()) {
      return;
    }
    List<String> commands = new ArrayList<>(List.of("ROLLBACK"));
    commands.addAll(database.state().settings());
    commands.addAll(database.state().residue());
    database.tidy(commands);
  }
}
