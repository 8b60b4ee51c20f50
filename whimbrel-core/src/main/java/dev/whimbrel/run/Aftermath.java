package dev.whimbrel.run;

import dev.whimbrel.database.Pauses;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.Standing;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.time.Duration;
import java.util.List;

/**
 * What is true after the connection was lost in the middle of a step: asked by a new session, which holds the lock again, when the
 * lost one has ended on the server.
 */
sealed interface Aftermath {
  /** The step is in effect: its row is there, which commits with it. */
  record Concluded() implements Aftermath {}

  /**
   * It is not.
   *
   * @param done how many of its statements are in effect and recorded
   */
  record Open(int done) implements Aftermath {}

  /** The server that answers now lacks rows that were there when the run began: a standby that lagged behind, or a backup. */
  record Rewound() implements Aftermath {}

  /** Another run had the lock in between and went on. */
  record Overtaken(JournalEntry by) implements Aftermath {}

  /** Nobody knows, since there is no new session. */
  record Unknown(List<Problem> why) implements Aftermath {}

  /** How long to try, with the time that the server needs to come back. */
  Duration PATIENCE = Duration.ofSeconds(60);

  /** Between two looks, so that a server in trouble is not stormed. */
  Duration PAUSE = Duration.ofMillis(500);

  static Aftermath of(Bench bench, Step step) {
    boolean interrupted = Thread.interrupted(); // what is true is worth knowing, also when the run is to end
    try {
      return ask(bench, step);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Of a step after the one that was asked about, in the same session unless that is lost, too. */
  static Aftermath further(Bench bench, Step step) {
    try {
      return judge(bench, step, bench.journal().read());
    } catch (WhimbrelException e) {
      return of(bench, step);
    }
  }

  private static Aftermath ask(Bench bench, Step step) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        bench.database().recover(waiting -> bench.events().accept(new RunEvent.Recovering(step, waiting)));
        return judge(bench, step, bench.journal().read());
      } catch (WhimbrelException e) {
        // a connection that was lost once may be lost again
        boolean again = e.problems().stream().anyMatch(problem -> problem.code() == ProblemCode.UNREACHABLE);
        if (!again || !bench.database().isReplaceable() || System.nanoTime() - deadline > 0) {
          return new Unknown(e.problems());
        }
        if (Bench.isInterruptedWithin(Pauses.jittered(PAUSE))) {
          return new Unknown(e.problems());
        }
      }
    }
  }

  private static Aftermath judge(Bench bench, Step step, History history) {
    List<JournalEntry> before = history.entries().stream().filter(entry -> !isOurs(bench, entry)).toList();
    if (before.size() < History.entriesOf(bench.plan().madeFor())) {
      return new Rewound();
    }
    if (!History.of(before).fingerprint().equals(bench.plan().madeFor())) {
      return new Overtaken(before.getLast());
    }
    Standing standing = history.standing(step.migration().id());
    if (standing.generation() >= step.generation()) {
      return new Concluded();
    }
    return new Open(standing.partial()
        .filter(attempt -> attempt.generation() == step.generation() && attempt.direction() == step.direction())
        .map(JournalEntry::statementsDone)
        .orElse(0));
  }

  private static boolean isOurs(Bench bench, JournalEntry entry) {
    return bench.journal().run().equals(entry.run()) && entry.batch() == bench.plan().batch();
  }
}
