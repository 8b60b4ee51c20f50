package dev.whimbrel.database;

import java.time.Duration;
import java.util.Objects;

/**
 * What a session of ours asks of the server. The settings of roles and databases do not count for migrations, these do.
 *
 * @param connectTimeout how long to wait for a server that is not there yet
 * @param lockTimeout how long a statement inside a transaction may wait for a lock; zero waits for ever
 * @param statementTimeout how long one statement may run; zero sets no limit
 * @param applicationName what the server's activity view shows
 */
public record SessionSettings(
    Duration connectTimeout, Duration lockTimeout, Duration statementTimeout, String applicationName) {
  public SessionSettings {
    Objects.requireNonNull(connectTimeout);
    Objects.requireNonNull(lockTimeout);
    Objects.requireNonNull(statementTimeout);
    Objects.requireNonNull(applicationName);
  }

  /** Five seconds for the server, two for locks, no limit for a statement. */
  public static SessionSettings standard() {
    return new SessionSettings(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ZERO, "whimbrel");
  }

  public SessionSettings withConnectTimeout(Duration timeout) {
    return new SessionSettings(timeout, lockTimeout, statementTimeout, applicationName);
  }

  public SessionSettings withApplicationName(String name) {
    return new SessionSettings(connectTimeout, lockTimeout, statementTimeout, name);
  }
}
