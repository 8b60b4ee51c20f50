package dev.whimbrel.database;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The session advisory lock of one migration history. */
final class MigrationLock {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private final Database database;
  private final LockKey key;

  MigrationLock(Database database, LockKey key) {
    this.database = database;
    this.key = key;
  }

  void acquire(Duration wait, Consumer<LockHolder> waiting) {
    long deadline = System.nanoTime() + wait.toNanos();
    Duration pause = FIRST_PAUSE;
    while (!tried()) {
      Optional<LockHolder> holder = holder();
      holder.ifPresent(waiting);
      if (System.nanoTime() > deadline) {
        throw new WhimbrelException(busy(wait, holder), null);
      }
      sleep(pause);
      pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }
  }

  private boolean tried() {
    return isTrue(database.query("SELECT pg_catalog.pg_try_advisory_lock(" + arguments() + ")"));
  }

  /**
   * Gives the lock back; false from the server means that it was not ours any more. A session that ended took the lock with it, not
   * before the work ended, and the work has told that.
   */
  void release() {
    Answer answer = database.send("SELECT pg_catalog.pg_advisory_unlock(" + arguments() + ")");
    ServerFailure failure = answer.failure();
    if (failure != null && failure.connection() == ServerFailure.Link.LOST) {
      return;
    }
    if (failure != null) {
      throw Database.failed(failure);
    }
    if (!isTrue(answer.rows(0))) {
      throw new WhimbrelException(Problem.of(ProblemCode.LOCK_LOST,
          "the migration lock was gone when the run gave it back, so another run may have worked at the same time")
          .state("what this run reported as applied is committed")
          .remedy(
              "compare with: whimbrel status; a migration that unlocks all advisory locks, or a pooler, is the usual cause"),
          null);
    }
  }

  /** After a failure, which is what matters then: a lost session has lost its lock, too. */
  void releaseQuietly() {
    if (!database.isClosed()) {
      database.send("SELECT pg_catalog.pg_advisory_unlock(" + arguments() + ")");
    }
  }

  private Optional<LockHolder> holder() {
    return database.query(holderQuery()).stream().findFirst().map(MigrationLock::holder);
  }

  private String holderQuery() {
    return """
        SELECT l.pid, CASE WHEN a.application_name OPERATOR(pg_catalog.=) '' THEN 'no name' ELSE a.application_name END,
          CASE WHEN a.client_addr IS NULL THEN 'local' ELSE pg_catalog.host(a.client_addr) END,
          pg_catalog.to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ'),
          CASE WHEN a.state IS NULL THEN 'state unknown' ELSE a.state END,
          pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) a.state_change)::pg_catalog.int8,
          pg_catalog.left(pg_catalog.regexp_replace(a.query, '\\s+', ' ', 'g'), 80)
        FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid
        WHERE l.locktype OPERATOR(pg_catalog.=) 'advisory' AND l.granted
          AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d
            WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
          AND l.classid::pg_catalog.int8 OPERATOR(pg_catalog.=) %d AND l.objid::pg_catalog.int8 OPERATOR(pg_catalog.=) %d
          AND l.objsubid OPERATOR(pg_catalog.=) 2"""
        .formatted(Integer.toUnsignedLong(LockKey.NAMESPACE), Integer.toUnsignedLong(key.object()));
  }

  private static LockHolder holder(List<@Nullable String> row) {
    String seconds = Objects.requireNonNullElse(row.get(5), "?");
    String doing = text(row, 4) + " for " + seconds + " s: " + text(row, 6);
    return new LockHolder(Integer.parseInt(text(row, 0)), text(row, 1), text(row, 2), text(row, 3), doing);
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNullElse(row.get(column), "unknown");
  }

  private Problem busy(Duration wait, Optional<LockHolder> holder) {
    Problem problem = Problem.of(ProblemCode.LOCKED, holder
        .map(h -> "another run holds the migration lock: " + h.describe())
        .orElse("another run held the migration lock until a moment ago"))
        .state("nothing was changed; waited " + wait.toSeconds() + " s");
    return holder
        .map(h -> problem.remedy("wait for it with --lock-wait 10m, or, if it is sure to be dead, end it with: "
            + "psql -c 'select pg_terminate_backend(" + h.pid() + ")'"))
        .orElse(problem.remedy("run it again"));
  }

  private String arguments() {
    return LockKey.NAMESPACE + ", " + key.object();
  }

  private static boolean isTrue(List<List<@Nullable String>> rows) {
    return "t".equals(rows.get(0).get(0));
  }

  /** With jitter, so that a crowd of runs does not ask in step. */
  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis() / 2 + ThreadLocalRandom.current().nextLong(pause.toMillis() / 2 + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WhimbrelException(Problem.of(ProblemCode.LOCKED, "interrupted while waiting for the migration lock"),
          e);
    }
  }
}
