package dev.whimbrel.database;

import java.util.ArrayList;
import java.util.List;
import org.postgresql.core.BaseConnection;

/** The SQL that puts a session into a known state; command by command. */
public final class SessionState {
  private static final List<String> RESET = List.of("RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL");

  /** A server that watches the connection ends what it runs for a client that is gone, within this time. */
  private static final String WATCH_CLIENT = "SET client_connection_check_interval = 500";

  private final SessionSettings settings;
  private final List<String> known;

  private SessionState(SessionSettings settings, List<String> known) {
    this.settings = settings;
    this.known = known;
  }

  /** Not every platform's server can watch its clients; one that cannot is used all the same. */
  static SessionState supportedBy(BaseConnection connection, SessionSettings settings) {
    Answer answer = SimpleProtocol.send(connection, WATCH_CLIENT);
    List<String> known = new ArrayList<>(RESET);
    known.add("SET lock_timeout = " + settings.lockTimeout().toMillis());
    known.add("SET statement_timeout = " + settings.statementTimeout().toMillis());
    known.add("SET idle_in_transaction_session_timeout = 0");
    known.add("SET idle_session_timeout = 0");
    if (answer.failure() == null) {
      known.add(WATCH_CLIENT);
    }
    return new SessionState(settings, List.copyOf(known));
  }

  /**
   * Ends what a migration may have set, with our own settings on top. Legal inside a transaction, and belongs before the journal
   * row: a role or a search_path of the migration must not decide who writes it and where.
   */
  public List<String> settings() {
    return known;
  }

  /** What undoes all of ours, too. */
  List<String> reset() {
    return RESET;
  }

  /**
   * For statements that cannot run in a transaction: they wait for old snapshots by waiting for locks, and nothing queues behind
   * them while they do.
   */
  public String patience() {
    return "SET lock_timeout = 0";
  }

  /** Ends {@link #patience}. */
  public String impatience() {
    return "SET lock_timeout = " + settings.lockTimeout().toMillis();
  }

  /**
   * Removes what a migration may have left in the session. Not {@code DISCARD ALL}: that would drop the migration lock, too.
   * Belongs after the commit.
   */
  public List<String> residue() {
    return List.of("CLOSE ALL", "UNLISTEN *", "DEALLOCATE ALL", "DISCARD SEQUENCES", "DISCARD TEMP");
  }
}
