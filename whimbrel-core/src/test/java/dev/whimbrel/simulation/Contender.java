package dev.whimbrel.simulation;

import dev.whimbrel.Rig;
import dev.whimbrel.Whimbrel;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.Journal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.Grouping;
import dev.whimbrel.run.Retries;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.Runner;
import dev.whimbrel.run.StepResult;
import dev.whimbrel.simulation.Script.Attempt;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Starts runs, one after the other, whatever becomes of them. */
final class Contender {
  private static final Duration LOCK_WAIT = Duration.ofSeconds(30);
  private static final Duration LONGEST_LOCK = Duration.ofMillis(500);
  private static final Retries RETRIES = new Retries(Duration.ofMillis(40), LONGEST_LOCK, Duration.ofSeconds(8), 3);

  private final Arena arena;
  private final Script script;
  private final String name;
  private final Workshop workshop;
  private final List<Claims> history = new ArrayList<>();

  /** How a run ended. */
  enum End {
    SUCCESS, FAILURE, REFUSAL, DEATH
  }

  /** One of those that share a workshop. */
  Contender(Arena arena, Script script, String name, Workshop workshop) {
    this.arena = arena;
    this.script = script;
    this.name = name;
    this.workshop = workshop;
  }

  void run(List<Attempt> attempts) {
    attempts.forEach(this::run);
  }

  End run(Attempt attempt) {
    String run = "sim-" + script.seed() + "-" + name + (history.size() + 1);
    Faults faults = new Faults(attempt.faults(), arena, run);
    Claims claims = new Claims(script.migrations(), run, faults);
    history.add(claims);
    claims.ended("goal " + attempt.goal() + ", " + attempt.grouping() + ", " + workshop.condition());
    try (Connection witness = arena.connect("witness")) {
      return run(attempt, run, faults, claims, witness);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private End run(Attempt attempt, String run, Faults faults, Claims claims, Connection witness) {
    SessionSettings settings = new SessionSettings(Duration.ofSeconds(5), LONGEST_LOCK, Duration.ZERO, run);
    Optional<Database> open = Optional.empty();
    try {
      Database database = Database.open(Rig.url(arena.url()), settings, waiting -> {}, faults);
      open = Optional.of(database);
      RunReport report = up(database, attempt, event -> hear(event, claims, witness));
      claims.ended("report: " + report.results().size() + " steps, " + report.problems().size() + " problems");
      close(database);
      return report.isSuccess() ? End.SUCCESS : End.FAILURE;
    } catch (SimulatedDeath e) {
      claims.ended("died");
      return End.DEATH;
    } catch (WhimbrelException e) {
      claims.refused(e.problems(), arena.ledger(witness));
      open.ifPresent(Contender::close);
      return End.REFUSAL;
    } catch (RuntimeException e) {
      claims.violated("thrown: " + e + " at " + List.of(e.getStackTrace()).subList(0, 4));
      open.ifPresent(Contender::close);
      return End.FAILURE;
    }
  }

  private static void close(Database database) {
    database.close();
  }

  private RunReport up(Database database, Attempt attempt, Consumer<RunEvent> events) {
    Journal journal = Journal.of(database, Whimbrel.JOURNAL_SCHEMA, "", new Author("simulator", "here", "test"));
    String[] files = script.migrations().files(workshop.condition()).toArray(String[]::new);
    return database.locked(journal.lockKey(), LOCK_WAIT, holder -> {}, () -> {
      Plan plan = Planner.plan(Rig.set(files), journal.read(), attempt.goal(), Policy.strict()).orThrow();
      Grouping grouping = attempt.grouping().against(plan).isEmpty() ? attempt.grouping() : Grouping.standard();
      return new Runner(database, journal, RETRIES, grouping).run(plan, events);
    });
  }

  private void hear(RunEvent event, Claims claims, Connection witness) {
    if (event instanceof RunEvent.StepFinished finished) {
      claims.hear(finished.result(), arena.ledger(witness));
      if (finished.result() instanceof StepResult.Failed failed) {
        workshop.hear(failed.problem());
      }
    }
  }

  List<Claims> history() {
    return history;
  }
}
