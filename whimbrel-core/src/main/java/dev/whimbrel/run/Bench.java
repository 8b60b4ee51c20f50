package dev.whimbrel.run;

import dev.whimbrel.database.Blocker;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.Vigil;
import dev.whimbrel.history.Journal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

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
   * @param undoing our commands that end a transaction that failed
   * @param attempt does it, given how long a statement may wait for a lock
   */
  Outcome transact(Step step, List<String> undoing, Function<Duration, Outcome> attempt) {
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
      events.accept(new RunEvent.Retrying(step, refused.failure(), blockers, attempts.made(), pause.get()));
      if (isInterruptedWithin(pause.get())) {
        return refused.after(hindrance);
      }
    }
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
