package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.KubeDuration;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long to wait. */
final class Wait {
  static final Duration FIRST = Duration.ofSeconds(5);
  static final Duration LONGEST = Duration.ofMinutes(5);
  static final Duration RESYNC = Duration.ofMinutes(10);
  /** A Job is watched; this is for an event that got lost. */
  static final Duration WHILE_RUNNING = Duration.ofSeconds(30);
  /** Until a Job that does not begin is more than one that is about to. */
  static final Duration UNTIL_BLOCKED = Duration.ofMinutes(2);
  static final Duration AT_ONCE = Duration.ofSeconds(1);
  /** What is missing is watched, too. */
  static final Duration WHILE_MISSING = Duration.ofMinutes(1);
  private static final Duration SHORTEST_RESYNC = Duration.ofSeconds(10);
  private static final int DOUBLINGS = 10;

  private Wait() {}

  /** After so many failures in a row; between half of what is due and all of it, so that many do not come back at once. */
  static Duration after(int failures, double jitter) {
    int doublings = Math.min(Math.max(0, failures - 1), DOUBLINGS);
    Duration due = FIRST.multipliedBy(1L << doublings);
    Duration capped = due.compareTo(LONGEST) > 0 ? LONGEST : due;
    return Duration.ofMillis((long) (capped.toMillis() * (0.5 + jitter / 2)));
  }

  /** Until the next look where nothing changes. */
  static Duration resync(@Nullable String interval, double jitter) {
    Duration said = interval == null ? RESYNC : KubeDuration.parse(interval).orElse(RESYNC);
    Duration bounded = said.compareTo(SHORTEST_RESYNC) < 0 ? SHORTEST_RESYNC : said;
    return Duration.ofMillis((long) (bounded.toMillis() * (0.9 + jitter / 10)));
  }

  /** Never so short that somebody spins. */
  static Duration until(@Nullable Instant then, Instant now) {
    Duration left = then == null ? FIRST : Duration.between(now, then);
    return left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
  }
}
