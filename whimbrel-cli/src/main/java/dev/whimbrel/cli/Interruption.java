package dev.whimbrel.cli;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGINT and SIGTERM: the statement that runs is cancelled on the server, the run rolls back and tells in one line where it was, and the
 * process ends with the code that the signal asks for. State of the process, hence static.
 */
public final class Interruption {
  /** A pod is killed for good after some more seconds than this. */
  private static final int PATIENCE_SECONDS = 8;

  /** A cancel that came between two statements found nothing to cancel. */
  private static final int AGAIN_SECONDS = 2;

  private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

  private static final CountDownLatch FINISHED = new CountDownLatch(1);
  private static volatile int signal;
  private static volatile boolean asking;
  private static final Set<Runnable> CANCELS = new CopyOnWriteArraySet<>();

  private Interruption() {}

  static void install(Surroundings surroundings) {
    Thread working = Thread.currentThread();
    SIGNALS.forEach((name, number) -> Signals.handle(name, () -> interrupt(surroundings, working, number)));
  }

  /** Until it is closed, this too is done when a signal comes. */
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** What to do when a signal comes, beside all else that is to be done then. */
  public static Watch cancelWith(Runnable action) {
    CANCELS.add(action);
    return () -> CANCELS.remove(action);
  }

  /** Whether a signal asked for an end. */
  public static boolean came() {
    return signal != 0;
  }

  /** While somebody is asked nothing runs, and a read from the terminal cannot be interrupted. */
  public static void asking() {
    asking = true;
  }

  public static void answered() {
    asking = false;
  }

  /** What the process is to end with. */
  static int exitCode(int otherwise) {
    return signal == 0 ? otherwise : 128 + signal;
  }

  /** What is told after a signal: where it found the run, whatever the server called that. */
  static List<Problem> told(List<Problem> problems) {
    if (problems.isEmpty()) {
      return List.of(Problem.of(ProblemCode.INTERRUPTED, "interrupted when the command had done its work"));
    }
    Problem first = problems.getFirst();
    String message = first.message();
    return List.of(new Problem(ProblemCode.INTERRUPTED,
        message.startsWith("interrupted") ? message : "interrupted: " + message, first.at(), null, first.server(),
        first.state(), first.remedy()));
  }

  private static void interrupt(Surroundings surroundings, Thread working, int number) {
    if (came()) {
      return;
    }
    signal = number;
    if (asking) {
      surroundings.err().println("interrupted while asking: nothing was changed");
      System.exit(exitCode(0));
    }
    working.interrupt(); // it may be waiting for a server or for the lock
    for (int waited = 0; waited < PATIENCE_SECONDS; waited += AGAIN_SECONDS) {
      cancelOnServer(surroundings);
      if (finished()) {
        return;
      }
    }
    surroundings.err()
        .println("interrupted: the server did not answer in time; it rolls back when it sees that we are gone");
    Runtime.getRuntime().halt(exitCode(0));
  }

  private static void cancelOnServer(Surroundings surroundings) {
    CANCELS.forEach(cancel -> cancelOnServer(surroundings, cancel));
  }

  private static void cancelOnServer(Surroundings surroundings, Runnable cancel) {
    try {
      cancel.run();
    } catch (WhimbrelException e) {
      surroundings.err()
          .println("interrupted: " + e.getMessage() + "; the server rolls back when it sees that we are gone");
    }
  }

  private static boolean finished() {
    try {
      return FINISHED.await(AGAIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Ends the process. */
  static void leave(int exitCode) {
    FINISHED.countDown();
    System.exit(exitCode);
  }
}
