package dev.whimbrel.run;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.Vigil;
import dev.whimbrel.history.Journal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.WhimbrelException;
import java.util.List;
import java.util.function.Consumer;

/** Carries out plans. The caller holds the migration lock, and has read the history after it got it. */
public final class Runner {
  private final Database database;
  private final Journal journal;
  private final Retries retries;
  private final Grouping grouping;

  /** With the retries that the settings of the session suggest. */
  public Runner(Database database, Journal journal) {
    this(database, journal, Retries.of(database.settings().lockTimeout(), Retries.BUDGET));
  }

  public Runner(Database database, Journal journal, Retries retries) {
    this(database, journal, retries, Grouping.standard());
  }

  /** For migrations that share something. */
  public Runner(Database database, Journal journal, Retries retries, Grouping grouping) {
    this.database = database;
    this.journal = journal;
    this.retries = retries;
    this.grouping = grouping;
  }

  /** The same with the retries that the settings of the session suggest. */
  public Runner(Database database, Journal journal, Grouping grouping) {
    this(database, journal, Retries.of(database.settings().lockTimeout(), Retries.BUDGET), grouping);
  }

  /**
   * Does all steps until one fails.
   *
   * @param events is told of every step on this thread. If it throws, the step that is under way ends as it would, and nothing further
   *     begins
   * @throws WhimbrelException if the grouping does not allow the plan, the journal cannot be made, or with what {@code events} threw as its cause
   */
  public RunReport run(Plan plan, Consumer<RunEvent> events) {
    refuse(plan);
    if (plan.isEmpty()) {
      return new RunReport(plan, RunReport.Manner.REAL, List.of());
    }
    journal.create();
    Listening listening = new Listening(events);
    try (Vigil vigil = database.watch()) {
      return listening
          .orThrow(run(new Bench(database, journal, retries, vigil, plan, listening), listening));
    }
  }

  private RunReport run(Bench bench, Listening listening) {
    return switch (grouping) {
      case Grouping.Each each -> new Sequence(bench, listening, each.inFlight()).run();
      case Grouping.All all -> new Together(bench, listening).run();
    };
  }

  private void refuse(Plan plan) {
    List<Problem> against = grouping.against(plan);
    if (!against.isEmpty()) {
      throw new WhimbrelException(against);
    }
  }

  /**
   * Tries all steps in one transaction that is rolled back. What cannot run in a transaction is not tried, nor is code, which may do
   * something outside the database; and what fails after that may fail for want of it.
   */
  public RunReport dryRun(Plan plan, Consumer<RunEvent> events) {
    refuse(plan);
    Listening listening = new Listening(events);
    try (Vigil vigil = database.watch()) {
      return listening.orThrow(new DryRun(database, plan, listening).run());
    }
  }
}
