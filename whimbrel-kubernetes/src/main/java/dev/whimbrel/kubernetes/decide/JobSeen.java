package dev.whimbrel.kubernetes.decide;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest Job of a resource.
 *
 * @param name of the Job
 * @param plan the digest that it was started for
 * @param phase what became of it
 * @param exitCode of the container that ended it, null if it runs, or if none did: a deadline, a lost node
 * @param message the last words of that container, or why there is none; of one that is not over, what it waits for, null if it does not
 * @param since when it came into that phase
 */
public record JobSeen(String name, String plan, Phase phase, @Nullable Integer exitCode, @Nullable String message,
    Instant since) {
  /** What became of a Job. */
  public enum Phase {
    /** No container of it ever ran: it waits for a node, an image, a Secret. */
    WAITING,
    /** It has not ended. */
    RUNNING, SUCCEEDED, FAILED
  }

  /** Whether it has ended. */
  boolean isOver() {
    return switch (phase) {
      case WAITING, RUNNING -> false;
      case SUCCEEDED, FAILED -> true;
    };
  }
}
