package dev.whimbrel.run;

import dev.whimbrel.database.Blocker;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.Vigil;
import dev.whimbrel.history.Journal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the steps of one run work with.
 *
 * @param vigil over the session of the database
 * @param plan that is being carried out
 * @param events is told what happens
 */
record Bench(Database database, Journal journal, Retries retries, Vigil vigil, Plan plan,
    Consumer<RunEvent> events) {
  /**
   * One transaction, tried as often as it is worth it. After a failure that is not the last, and after none else, it is rolled back.
   *
   * @param step whose attempt it was that failed
   * @param undoing our commands that end a transaction that failed
   * @param attempt does it, given how long a statement may wait for a lock
   */
  Outcome transact(Supplier<Step> step, List<String> undoing, Function<Duration, Outcome> attempt) {
    Attempts attempts = new Attempts(retries);
    while (true) {
      Outcome outcome = attempt.apply(attempts.lockWait());
      if (!(outcome instanceof Outcome.Refused refused)) {
        return outcome;
      }
      List<Blocker> blockers = waited(refused.failure()) ? vigil.blockers() : List.of();
      Optional<Duration> pause = attempts.next(refused.failure());
      Hindrance hindrance = new Hindrance(blockers, attempts.made(), attempts.since());
      if (pause.isEmpty()) {
        return refused.after(hindrance);
      }
      database.tidy(undoing);
      events.accept(new RunEvent.Retrying(step.get(), refused.failure(), blockers, attempts.made(), pause.get()));
      if (isInterruptedWithin(pause.get())) {
        return refused.after(hindrance);
      }
    }
  }

  /**
   * Our commands in the transaction of a script, after its statements. What it left in the session is removed in there, too: what
   * follows the commit in a message would be part of the next transaction.
   *
   * @param rows the journal's, which nothing in the file decides
   */
  List<String> closing(List<String> rows) {
    List<String> commands = new ArrayList<>(database.state().settings());
    commands.addAll(rows);
    commands.addAll(database.state().residue());
    return commands;
  }

  /** Our commands that end a transaction that failed. */
  List<String> undoing() {
    List<String> commands = new ArrayList<>(List.of("ROLLBACK"));
    commands.addAll(database.state().settings());
    commands.addAll(database.state().residue());
    return commands;
  }

  /** Sleeps; an interrupt ends it, and is kept. */
  static boolean isInterruptedWithin(Duration pause) {
    try {
      Thread.sleep(pause);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Who was waited for says something only of a wait that was in vain: for a lock, or until somebody cancelled it. */
  private static boolean waited(ServerFailure failure) {
    return failure.sqlState().equals("55P03") || failure.sqlState().equals("57014");
  }
}
