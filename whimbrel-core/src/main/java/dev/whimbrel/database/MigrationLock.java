package dev.whimbrel.database;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The lock of one migration history: ours, or that of another tool. */
final class MigrationLock {
  private static final String INTERRUPTED = "interrupted while waiting for the migration lock";
  private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  /** How often it is tried to give the lock back. */
  private static final int ATTEMPTS = 3;

  private final Database database;
  private final Lock lock;

  /** The session that holds it: one that is lost has lost it, too. */
  private int holder;

  MigrationLock(Database database, Lock lock) {
    this.database = database;
    this.lock = lock;
  }

  void acquire(Duration wait, Consumer<LockHolder> waiting) {
    try {
      poll(wait, waiting);
    } catch (WhimbrelException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new WhimbrelException(Problem.of(ProblemCode.INTERRUPTED, INTERRUPTED), e); // a question of ours was cancelled
      }
      throw e;
    }
  }

  private void poll(Duration wait, Consumer<LockHolder> waiting) {
    long deadline = System.nanoTime() + wait.toNanos();
    Duration pause = FIRST_PAUSE;
    while (!lock.take(database)) {
      Optional<LockHolder> other = lock.holder(database);
      other.ifPresent(waiting);
      if (System.nanoTime() > deadline) {
        throw new WhimbrelException(busy(wait, other), null);
      }
      pause(pause);
      pause = Pauses.longer(pause, LONGEST_PAUSE);
    }
    holder = database.pid();
  }

  /**
   * Gives the lock back; false from the server means that it was not ours any more. A session that ended took the lock with it, not
   * before the work ended, and the work has told that.
   */
  void release() {
    if (holder != database.pid()) {
      return;
    }
    Answer answer = unlock();
    for (int attempt = 1; attempt < ATTEMPTS && isRefused(answer); attempt++) {
      answer = unlock(); // a cancel that was meant for a migration may come as late as this
    }
    ServerFailure failure = answer.failure();
    if (failure != null && failure.connection() == ServerFailure.Link.LOST) {
      return;
    }
    if (failure != null) {
      throw Database.failed(failure);
    }
    if (!Lock.isTrue(answer.rows(0))) {
      throw new WhimbrelException(Problem.of(ProblemCode.LOCK_LOST,
          lock.name() + " was gone when the run gave it back, so another run may have worked at the same time")
          .state("what this run reported as applied is committed")
          .remedy(
              "compare with: whimbrel status; " + lock.thief() + " is the usual cause"),
          null);
    }
  }

  private Answer unlock() {
    return database.send(lock.giving());
  }

  private static boolean isRefused(Answer answer) {
    ServerFailure failure = answer.failure();
    return failure != null && failure.connection() == ServerFailure.Link.ALIVE;
  }

  /**
   * After a failure, which is what matters then. A lost session has lost its lock, too; a row that it leaves behind is recognised by
   * the next run.
   */
  void releaseQuietly() {
    if (database.isClosed() || holder != database.pid()) {
      return;
    }
    if (!lock.isCounted() || database.isInTransaction()) {
      database.send("ROLLBACK"); // in a transaction that failed no lock is given back; a row that is given back in a transaction that fails is not given back
    }
    Answer answer = unlock();
    for (int attempt = 1; attempt < ATTEMPTS && isRefused(answer); attempt++) {
      answer = unlock();
    }
  }

  Lock lock() {
    return lock;
  }

  private Problem busy(Duration wait, Optional<LockHolder> holder) {
    Problem problem = Problem.of(ProblemCode.LOCKED, holder
        .map(h -> "another run holds " + lock.name() + ": " + h.describe())
        .orElse("another run held " + lock.name() + " until a moment ago"))
        .state("nothing was changed; waited " + wait.toSeconds() + " s");
    return holder
        .map(h -> problem.remedy("wait for it with --lock-wait 10m, or, if it is sure to be dead, end it with: "
            + h.ending()))
        .orElse(problem.remedy("run it again"));
  }

  private static void pause(Duration pause) {
    Pauses.pause(Pauses.jittered(pause), INTERRUPTED);
  }
}
