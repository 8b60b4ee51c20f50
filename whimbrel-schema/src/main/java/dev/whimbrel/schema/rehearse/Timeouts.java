package dev.whimbrel.schema.rehearse;

/**
 * What ends a statement that takes too long, as the server says it: {@code 0}, {@code 5s}, {@code 1min}.
 *
 * @param lock {@code lock_timeout}
 * @param statement {@code statement_timeout}
 * @param idle {@code idle_in_transaction_session_timeout}
 */
public record Timeouts(String lock, String statement, String idle) {
  /** Whether a statement that waits for a lock gives up some time. */
  public boolean limitsWaiting() {
    return !lock.equals("0") || !statement.equals("0");
  }
}
