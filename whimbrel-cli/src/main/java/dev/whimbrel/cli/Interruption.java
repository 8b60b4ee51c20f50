package dev.whimbrel.cli;

import dev.whimbrel.problem.WhimbrelException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGINT and SIGTERM: the statement that runs is cancelled on the server, the run rolls back and reports as after any failure, and the
 * process ends with the code that the signal asks for. State of the process, hence static.
 */
public final class Interruption {
  /** A pod is killed for good after some more seconds than this. */
  private static final long PATIENCE_SECONDS = 8;

  private static final CountDownLatch FINISHED = new CountDownLatch(1);
  private static volatile boolean interrupted;
  private static volatile Runnable cancel = () -> {};

  private Interruption() {}

  static void install(Surroundings surroundings) {
    Thread working = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(surroundings, working), "interruption"));
  }

  /** What to do when a signal comes; replaces what was to be done before. */
  public static void cancelWith(Runnable action) {
    cancel = action;
  }

  private static void interrupt(Surroundings surroundings, Thread working) {
    if (FINISHED.getCount() == 0) {
      return;
    }
    interrupted = true;
    surroundings.err().println("interrupted: cancelling what runs on the server");
    working.interrupt(); // it may be waiting for a server or for the lock
    try {
      cancel.run();
    } catch (WhimbrelException e) {
      surroundings.err()
          .println("interrupted: " + e.getMessage() + "; the server rolls back when it sees that we are gone");
    }
    try {
      if (!FINISHED.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        surroundings.err()
            .println("interrupted: the server did not answer in time; it rolls back when it sees that we are gone");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the process, or lets the signal end it. */
  static void leave(int exitCode) {
    FINISHED.countDown();
    if (!interrupted) {
      System.exit(exitCode);
    }
  }
}
