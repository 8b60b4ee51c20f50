package dev.whimbrel.run;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.ServerFailure.Link;
import dev.whimbrel.plan.Attempt;
import dev.whimbrel.sql.Effect;
import dev.whimbrel.sql.QualifiedName;
import dev.whimbrel.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement that runs alone, with a look into the catalog before it and after it. May be run as often as is needed, also on another
 * session after one that was lost.
 */
final class LoneStatement {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Database database;
  private final Catalog catalog;
  private final Statement statement;
  private final Convergence convergence;
  private final Patience patience;
  private final Duration longestWait;
  private final List<String> notices = new ArrayList<>();

  /** How long the statement itself may wait for locks. */
  enum Patience {
    /** As the session is set. */
    AS_SET,
    /** As long as it takes: nobody queues behind it. */
    UNBOUNDED
  }

  /** How it ended. */
  sealed interface Ending {
    /** It is in effect, and the catalog agrees. */
    record InEffect(List<String> notices) implements Ending {}

    /** The server refused it. */
    record Refused(Outcome.Refused refused, Finding found) implements Ending {}

    /**
     * It was not run, or the server ran it and the catalog does not agree.
     *
     * @param remedy what to do first, or an empty text
     */
    record Stopped(Reached reached, String message, String remedy) implements Ending {}

    /** The thread was interrupted while the statement waited for its turn. */
    record Interrupted(Reached reached) implements Ending {}

    /** The connection broke while it may have been taking effect. */
    record Unknown(ServerFailure failure) implements Ending {}
  }

  /** Whether the statement was sent. */
  enum Reached {
    LOOKED, RAN
  }

  LoneStatement(Database database, Statement statement, Patience patience) {
    this(database, statement, patience, LONGEST_WAIT);
  }

  LoneStatement(Database database, Statement statement, Patience patience, Duration longestWait) {
    this.database = database;
    this.catalog = new Catalog(database);
    this.statement = statement;
    this.convergence = Convergence.of(Effect.of(statement), catalog);
    this.patience = patience;
    this.longestWait = longestWait;
  }

  Ending run(Attempt attempt) {
    if (patience == Patience.UNBOUNDED) {
      catalog.set(database.state().patience());
    }
    Ending ending = carryOut(decide(attempt));
    catalog.flush();
    return ending;
  }

  private Verdict decide(Attempt attempt) {
    long end = System.nanoTime() + longestWait.toNanos();
    Verdict verdict = convergence.look(attempt);
    while (verdict instanceof Verdict.Wait wait && System.nanoTime() - end < 0 && !Bench.isInterruptedWithin(PAUSE)) {
      String waited = StepResult.NOTE + "waited for " + wait.worker().describe();
      if (!notices.contains(waited)) {
        notices.add(waited);
      }
      verdict = convergence.look(attempt);
    }
    return verdict;
  }

  private Ending carryOut(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Run run -> runAndCheck(itself());
      case Verdict.Done done -> {
        notices.add(StepResult.NOTE + done.notice());
        restore();
        yield new Ending.InEffect(notices);
      }
      case Verdict.DropThenRun drop -> drop(drop.indexes());
      case Verdict.RunInstead instead -> {
        notices.add(StepResult.NOTE + instead.notice());
        yield runAndCheck(own(instead.command()));
      }
      case Verdict.Wait wait -> stopped("pid " + wait.worker().pid() + " still builds an index on "
          + wait.worker().table() + " after " + longestWait.toSeconds() + " s of waiting",
          "wait for it, or end it with: psql -c 'select pg_terminate_backend(" + wait.worker().pid() + ")'");
      case Verdict.Refuse refuse -> stopped(refuse.message(), refuse.remedy());
      case Verdict.Unanswered unanswered -> unanswered(unanswered.failure(), Reached.LOOKED);
    };
  }

  private Ending stopped(String message, String remedy) {
    restore();
    return new Ending.Stopped(Reached.LOOKED, message, remedy);
  }

  private Ending unanswered(ServerFailure failure, Reached reached) {
    return failure.connection() == Link.LOST
        ? new Ending.Unknown(failure)
        : new Ending.Stopped(reached, "the catalog could not be asked what became of the statement: SQLSTATE "
            + failure.sqlState() + ": " + failure.error().message(), "");
  }

  private Ending drop(List<QualifiedName> indexes) {
    for (QualifiedName index : indexes) {
      Flight drop = own("DROP INDEX CONCURRENTLY IF EXISTS " + index);
      Answer answer = send(drop);
      if (answer.failure() != null) {
        restore();
        return ended(drop, answer, answer.failure());
      }
      notices.add(StepResult.NOTE + "dropped " + index + ", an INVALID index that an earlier attempt had left");
    }
    return runAndCheck(itself());
  }

  private Flight itself() {
    Flight flight = new Flight();
    flight.add(statement);
    return flight;
  }

  private static Flight own(String command) {
    Flight flight = new Flight();
    flight.add(command);
    return flight;
  }

  /** As the only command of its message: some refuse to run beside others. */
  private Answer send(Flight flight) {
    catalog.flush();
    return database.send(flight.only());
  }

  private Ending runAndCheck(Flight flight) {
    Answer answer = send(flight);
    restore();
    notices.addAll(answer.notices());
    ServerFailure failure = answer.failure();
    return failure == null ? checked() : ended(flight, answer, failure);
  }

  private void restore() {
    if (patience == Patience.UNBOUNDED) {
      catalog.set(database.state().impatience());
    }
  }

  private Ending checked() {
    return switch (convergence.check()) {
      case Finding.InEffect inEffect -> new Ending.InEffect(notices);
      case Finding.Lacking lacking -> disagreed(lacking.what());
      case Finding.Left left -> disagreed(left.what());
      case Finding.Unanswered unanswered -> unanswered(unanswered.failure(), Reached.RAN);
    };
  }

  private static Ending disagreed(String what) {
    return new Ending.Stopped(Reached.RAN, "the server reported no error, but " + what, "");
  }

  private Ending ended(Flight flight, Answer answer, ServerFailure failure) {
    return failure.connection() == Link.LOST
        ? new Ending.Unknown(failure)
        : new Ending.Refused(new Outcome.Refused(failure, flight.place(answer, failure), null), convergence.check());
  }
}
