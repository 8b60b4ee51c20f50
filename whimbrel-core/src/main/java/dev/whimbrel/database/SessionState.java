package dev.whimbrel.database;

import java.time.Duration;
import org.postgresql.core.BaseConnection;

/** The SQL that puts a session into a known state; all of it may stand in one text with other commands. */
public final class SessionState {
  private static final String RESET = "RESET SESSION AUTHORIZATION;\nRESET ROLE;\nRESET ALL;\n";

  /** A server that watches the connection ends what it runs for a client that is gone, within this time. */
  private static final String WATCH_CLIENT = ";\nSET client_connection_check_interval = 500";

  private final SessionSettings settings;
  private final String watchClient;

  private SessionState(SessionSettings settings, String watchClient) {
    this.settings = settings;
    this.watchClient = watchClient;
  }

  /** Not every platform's server can watch its clients; one that cannot is used all the same. */
  static SessionState supportedBy(BaseConnection connection, SessionSettings settings) {
    Answer answer = SimpleProtocol.send(connection, WATCH_CLIENT.substring(2));
    return new SessionState(settings, answer.failure() == null ? WATCH_CLIENT : "");
  }

  /**
   * Ends what a migration may have set, with our own settings on top. Legal inside a transaction, and belongs before the journal
   * row: a role or a search_path of the migration must not decide who writes it and where.
   */
  public String settings() {
    return RESET + own(settings.lockTimeout());
  }

  /** The same for statements outside a transaction, which hold no lock while they wait and so may wait as long as it takes. */
  public String patientSettings() {
    return RESET + own(Duration.ZERO);
  }

  /**
   * Removes what a migration may have left in the session. Not {@code DISCARD ALL}: that would drop the migration lock, too.
   * Belongs after the commit.
   */
  public String residue() {
    return "CLOSE ALL;\nUNLISTEN *;\nDEALLOCATE ALL;\nDISCARD SEQUENCES;\nDISCARD TEMP";
  }

  private String own(Duration lockTimeout) {
    return "SET lock_timeout = " + lockTimeout.toMillis()
        + ";\nSET statement_timeout = " + settings.statementTimeout().toMillis()
        + ";\nSET idle_in_transaction_session_timeout = 0"
        + watchClient;
  }
}
