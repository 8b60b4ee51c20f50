package dev.whimbrel.database;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Literal;
import java.time.Duration;
import java.util.function.Consumer;

/** The server's end of a session whose client's end, ours, is gone. It may still work, and commit. */
final class Orphan {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Database database;
  private final Session lost;

  /** The orphan of a lost session, as seen from the one that replaces it. */
  Orphan(Database database, Session lost) {
    this.database = database;
    this.lost = lost;
  }

  /** Ends it and waits until it has ended: by then its transaction is either committed or rolled back. */
  void end(Duration patience, Consumer<String> waiting) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (isThere()) {
      waiting.accept("waiting for the lost session to end on the server: pid " + lost.pid());
      if (System.nanoTime() > deadline) {
        throw new WhimbrelException(Problem.of(ProblemCode.LOCKED,
            "the lost session still works on the server: pid " + lost.pid()), null);
      }
      Pauses.pause(PAUSE, "interrupted while waiting for the lost session to end");
    }
  }

  /** Asks it to end with the same question: nobody but ourselves waits for what it does. */
  private boolean isThere() {
    if (lost.startedAt() == null) {
      return false; // then the migration lock tells: the orphan holds it until it has ended
    }
    return !database.query("""
        SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_get_activity(%d) a
        WHERE a.backend_start OPERATOR(pg_catalog.=) %s::pg_catalog.timestamptz"""
        .formatted(lost.pid(), Literal.of(lost.startedAt()))).isEmpty();
  }
}
