package dev.whimbrel.doctor;

import java.time.Duration;
import java.util.Objects;

/**
 * From when on something counts as long.
 *
 * @param idle a session of ours that does nothing
 * @param longRun a statement of ours
 * @param idleInTransaction a transaction in which nothing happens
 * @param oldTransaction one in which something does
 * @param prepared a prepared transaction
 * @param waiting a session of others that waits for a lock
 * @param clocks how far two clocks may differ
 * @param farClocks how far at the most
 */
public record Limits(Duration idle, Duration longRun, Duration idleInTransaction, Duration oldTransaction,
    Duration prepared, Duration waiting, Duration clocks, Duration farClocks) {
  public Limits {
    Objects.requireNonNull(idle);
    Objects.requireNonNull(longRun);
    Objects.requireNonNull(idleInTransaction);
    Objects.requireNonNull(oldTransaction);
    Objects.requireNonNull(prepared);
    Objects.requireNonNull(waiting);
    Objects.requireNonNull(clocks);
    Objects.requireNonNull(farClocks);
  }

  /** One minute of idleness, an hour of work, five minutes of a transaction, ten seconds of waiting. */
  public static Limits standard() {
    return new Limits(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofMinutes(5),
        Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(5));
  }

  /** Everything counts as long. */
  public static Limits none() {
    return new Limits(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO,
        Duration.ofSeconds(5), Duration.ofMinutes(5));
  }

  static boolean reached(long seconds, Duration limit) {
    return seconds >= limit.toSeconds();
  }
}
