package dev.whimbrel.run;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.Vigil;
import dev.whimbrel.history.Journal;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.migration.Work;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ServerError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Carries out plans. The caller holds the migration lock, and has read the history after it got it. */
public final class Runner {
  private static final Pattern ADVISORY = Pattern.compile("advisory", Pattern.CASE_INSENSITIVE);

  private static final String CANCELLED = "57014";

  private final Database database;
  private final Journal journal;
  private final Retries retries;

  /** With the retries that the settings of the session suggest. */
  public Runner(Database database, Journal journal) {
    this(database, journal, Retries.of(database.settings().lockTimeout(), Retries.BUDGET));
  }

  public Runner(Database database, Journal journal, Retries retries) {
    this.database = database;
    this.journal = journal;
    this.retries = retries;
  }

  /**
   * Does all steps until one fails.
   *
   * @param events is told of every step on this thread. If it throws, the step that is under way ends as it would, and nothing further
   *     begins
   * @throws dev.whimbrel.problem.WhimbrelException if the journal cannot be made, or with what {@code events} threw as its cause
   */
  public RunReport run(Plan plan, Consumer<RunEvent> events) {
    if (plan.isEmpty()) {
      return new RunReport(plan, RunReport.Manner.REAL, List.of());
    }
    journal.create();
    Listening listening = new Listening(events);
    try (Vigil vigil = database.watch()) {
      return listening
          .orThrow(run(plan, new Bench(database, journal, retries, vigil, plan, listening), listening));
    }
  }

  private static RunReport run(Plan plan, Bench bench, Listening listening) {
    List<StepResult> results = new ArrayList<>();
    for (Step step : plan.steps()) {
      if (!failed(results) && !listening.isOver()) {
        bench.events().accept(new RunEvent.StepStarted(step, results.size() + 1, plan.steps().size()));
      }
      if (failed(results) || listening.isOver()) {
        results.add(new StepResult.NotReached(step));
        continue;
      }
      StepResult result = Thread.currentThread().isInterrupted()
          ? interrupted(step)
          : cancelled(run(bench, step, plan.batch()));
      results.add(result);
      if (mayHoldLocks(step) && !bench.database().isClosed()) {
        bench.database().dropForeignLocks();
      }
      bench.events().accept(new RunEvent.StepFinished(result));
    }
    return new RunReport(plan, RunReport.Manner.REAL, results);
  }

  /** To ask the server after each step would cost a round trip for what hardly any script does. */
  private static boolean mayHoldLocks(Step step) {
    return step.script().isCode()
        || step.script().statements().stream().anyMatch(statement -> ADVISORY.matcher(statement.text()).find());
  }

  /** A migration that has begun ends by itself or is cancelled; the next one need not begin. */
  private static StepResult interrupted(Step step) {
    return new StepResult.Failed(step,
        Problem.of(ProblemCode.INTERRUPTED, "interrupted before " + step.script().file())
            .state("nothing of " + step.script().file() + " ran")
            .remedy("go on with the same command"),
        Duration.ZERO);
  }

  /** What ended because this thread was interrupted was not the statement's fault, nor the server's. */
  private static StepResult cancelled(StepResult result) {
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

  private static StepResult run(Bench bench, Step step, long batch) {
    Rows rows = new Rows(bench.journal(), step, batch);
    return switch (step.script().work()) {
      case Work.Statements statements -> step.script().mode() == TransactionMode.WHOLE
          ? new WholeScript(bench, rows, step).run()
          : new PiecemealScript(bench, rows, step).run();
      case Work.Call call -> new CodeScript(bench, rows, step, call.code()).run();
    };
  }

  /**
   * Tries all steps in one transaction that is rolled back. What cannot run in a transaction is not tried, nor is code, which may do
   * something outside the database; and what fails after that may fail for want of it.
   */
  public RunReport dryRun(Plan plan, Consumer<RunEvent> events) {
    Listening listening = new Listening(events);
    try (Vigil vigil = database.watch()) {
      return listening.orThrow(new DryRun(database, plan, listening).run());
    }
  }

  private static boolean failed(List<StepResult> results) {
    return !results.isEmpty() && !(results.get(results.size() - 1) instanceof StepResult.Done);
  }
}
