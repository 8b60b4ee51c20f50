package dev.whimbrel.run;

import dev.whimbrel.database.Blocker;
import java.time.Duration;
import java.util.List;

/**
 * What was known about a failure beside the server's words.
 *
 * @param blockers who stood in the way when it was last looked at; empty if nobody knows
 * @param attempts how often it was tried
 * @param took how long all attempts took
 */
record Hindrance(List<Blocker> blockers, int attempts, Duration took) {
  static final Hindrance NONE = new Hindrance(List.of(), 1, Duration.ZERO);

  Hindrance {
    blockers = List.copyOf(blockers);
  }
}
