package dev.whimbrel.database;

import java.time.Duration;
import java.util.Objects;

/**
 * What a session of ours asks of the server. The settings of roles and databases do not count for migrations, these do.
 *
 * @param connectTimeout how long to wait for a server that is not there yet
 * @param loginTimeout how long a server that took the connection may take for each of its first answers, until the session is ready
 * @param lockTimeout how long a statement inside a transaction may wait for a lock; zero waits for ever
 * @param statementTimeout how long one statement may run; zero sets no limit
 * @param applicationName what the server's activity view shows
 */
public record SessionSettings(
    Duration connectTimeout, Duration loginTimeout, Duration lockTimeout, Duration statementTimeout,
    String applicationName) {
  public SessionSettings {
    Objects.requireNonNull(connectTimeout);
    Objects.requireNonNull(loginTimeout);
    Objects.requireNonNull(lockTimeout);
    Objects.requireNonNull(statementTimeout);
    Objects.requireNonNull(applicationName);
  }

  /** One time for a server that is not there and for the answers of one that is. */
  public SessionSettings(Duration connectTimeout, Duration lockTimeout, Duration statementTimeout,
      String applicationName) {
    this(connectTimeout, connectTimeout, lockTimeout, statementTimeout, applicationName);
  }

  /** Five seconds for a server that is not there, thirty for the login, two for locks, no limit for a statement. */
  public static SessionSettings standard() {
    return new SessionSettings(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ZERO,
        "whimbrel");
  }

  /** The same time for the login, too: who names one means that nothing takes longer. */
  public SessionSettings withConnectTimeout(Duration timeout) {
    return new SessionSettings(timeout, timeout, lockTimeout, statementTimeout, applicationName);
  }

  public SessionSettings withLoginTimeout(Duration timeout) {
    return new SessionSettings(connectTimeout, timeout, lockTimeout, statementTimeout, applicationName);
  }

  public SessionSettings withStatementTimeout(Duration timeout) {
    return new SessionSettings(connectTimeout, loginTimeout, lockTimeout, timeout, applicationName);
  }

  public SessionSettings withApplicationName(String name) {
    return new SessionSettings(connectTimeout, loginTimeout, lockTimeout, statementTimeout, name);
  }
}
