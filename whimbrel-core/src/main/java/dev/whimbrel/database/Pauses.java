package dev.whimbrel.database;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses between two looks at something that another process does. */
public final class Pauses {
  private Pauses() {}

  /**
   * Sleeps.
   *
   * @throws WhimbrelException with {@code INTERRUPTED} and that fact if the thread is interrupted, which it stays
   */
  public static void pause(Duration pause, String fact) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WhimbrelException(Problem.of(ProblemCode.INTERRUPTED, fact), e);
    }
  }

  /** Between half of a pause and the whole, so that a crowd does not ask in step. */
  public static Duration jittered(Duration pause) {
    long half = pause.toNanos() / 2;
    return Duration.ofNanos(half + ThreadLocalRandom.current().nextLong(half + 1));
  }

  /** Twice as long, up to the longest. */
  public static Duration longer(Duration pause, Duration longest) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(longest) > 0 ? longest : twice;
  }
}
