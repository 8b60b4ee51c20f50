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
 * @param message the last words of that container, or why there is none
 * @param since when it came into that phase
 */
public record JobSeen(String name, String plan, Phase phase, @Nullable Integer exitCode, @Nullable String message,
    Instant since) {
  /** What became of a Job. */
  public enum Phase {
    /** It has not ended: it may still wait for a node or an image. */
    RUNNING, SUCCEEDED, FAILED
  }
}
