package dev.whimbrel.run;

import java.time.Duration;

/**
 * How often a transaction is tried again that the server rolled back for what other sessions did: a lock that they hold, a deadlock, a
 * serialisation failure. What somebody wanted (a cancel, the end of the session) and what the script is to blame for is not tried
 * again.
 *
 * <p>While a statement waits for a strong lock, everybody else queues behind it. So the first wait is short, and after one that was in
 * vain comes a pause in which the queue runs dry.
 *
 * @param firstWait how long a statement of the first attempt waits for a lock; each attempt waits twice as long as the one before
 * @param longestWait the longest that a statement waits; zero waits for ever
 * @param budget after this time since the first wait that was in vain began, no other attempt begins
 * @param conflicts how often a deadlock or a serialisation failure is tried again
 */
public record Retries(Duration firstWait, Duration longestWait, Duration budget, int conflicts) {
  /** How long a lock is tried for where nobody says otherwise. */
  public static final Duration BUDGET = Duration.ofSeconds(60);

  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final int CONFLICTS = 3;

  /**
   * A ladder of waits up to the longest.
   *
   * @param longestWait zero waits for ever
   * @param budget zero tries nothing again
   */
  public static Retries of(Duration longestWait, Duration budget) {
    boolean single = longestWait.isZero() || budget.isZero();
    Duration first = single || longestWait.compareTo(FIRST_WAIT) < 0 ? longestWait : FIRST_WAIT;
    return new Retries(first, longestWait, budget, budget.isZero() ? 0 : CONFLICTS);
  }
}
