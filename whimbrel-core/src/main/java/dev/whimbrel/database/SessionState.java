package dev.whimbrel.database;

import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/** The SQL that puts a session into a known state; command by command. */
public final class SessionState {
  private static final List<String> RESET = List.of("RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL");

  /** A server that watches the connection ends what it runs for a client that is gone, within this time. */
  private static final String WATCH_CLIENT = "SET client_connection_check_interval = 500";

  /**
   * The driver gives each session the time zone of the machine it runs on, so that the same migration would write other times from a
   * laptop than from a container. What the role or the database is meant to have can be read; the server's own default cannot, once
   * it is overridden. But whoever makes a cluster sets log_timezone to the same.
   */
  private static final String TIME_ZONE = """
      SELECT COALESCE(
        (SELECT pg_catalog.substr(c.setting, 10) FROM pg_catalog.pg_db_role_setting s
         JOIN pg_catalog.pg_database d ON d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
           AND s.setdatabase OPERATOR(pg_catalog.=) ANY (ARRAY[0::pg_catalog.oid, d.oid])
         LEFT JOIN pg_catalog.pg_roles r ON r.rolname OPERATOR(pg_catalog.=) SESSION_USER,
         LATERAL pg_catalog.unnest(s.setconfig) c(setting)
         WHERE (s.setrole OPERATOR(pg_catalog.=) 0 OR s.setrole OPERATOR(pg_catalog.=) r.oid)
           AND pg_catalog.lower(c.setting) OPERATOR(pg_catalog.~~) 'timezone=%'
         ORDER BY s.setrole OPERATOR(pg_catalog.=) 0, s.setdatabase OPERATOR(pg_catalog.=) 0 LIMIT 1),
        pg_catalog.current_setting('log_timezone'))""";

  private static final int TRANSACTION_TIMEOUT_SINCE = 170_000;

  private final SessionSettings settings;
  private final List<String> known;

  private SessionState(SessionSettings settings, List<String> known) {
    this.settings = settings;
    this.known = known;
  }

  /** Of a session that stays as it is. */
  static SessionState untouched() {
    return new SessionState(SessionSettings.standard(), List.of());
  }

  /**
   * Puts a session into its known state and asks something in the same message. A server that refuses a part of it has done nothing of
   * it, and {@link #supportedBy} finds out what it can do.
   */
  static Greeting greeting(BaseConnection connection, SessionSettings settings, String question) {
    List<String> known = known(connection, settings);
    int zone = known.size();
    List<String> commands = new ArrayList<>(known);
    commands.add("SELECT pg_catalog.set_config('TimeZone', (" + TIME_ZONE + "), false)");
    commands.add(WATCH_CLIENT);
    commands.add(question);
    Answer answer = SimpleProtocol.send(connection, String.join(";\n", commands));
    if (answer.failure() != null) {
      return new Greeting(null, answer, 0);
    }
    known.add("SET TimeZone = " + Literal.of(answer.rows(zone).get(0).get(0)));
    known.add(WATCH_CLIENT);
    return new Greeting(new SessionState(settings, List.copyOf(known)), answer, zone + 2);
  }

  /**
   * What a server said to a greeting.
   *
   * @param state the session is in, or null if the server refused a part of it
   * @param question where in the answer that to the question stands
   */
  record Greeting(@Nullable SessionState state, Answer answer, int question) {}

  /** Not every platform's server can watch its clients; one that cannot is used all the same. */
  static SessionState supportedBy(BaseConnection connection, SessionSettings settings) {
    Answer answer = SimpleProtocol.send(connection, TIME_ZONE + ";\n" + WATCH_CLIENT);
    if (answer.completed().isEmpty()) { // the question was refused, and the command behind it not heard
      answer = SimpleProtocol.send(connection, WATCH_CLIENT);
    }
    List<String> known = known(connection, settings);
    if (!answer.completed().isEmpty() && !answer.rows(0).isEmpty()) {
      known.add("SET TimeZone = " + Literal.of(answer.rows(0).get(0).get(0)));
    }
    if (answer.failure() == null) {
      known.add(WATCH_CLIENT);
    }
    return new SessionState(settings, List.copyOf(known));
  }

  private static List<String> known(BaseConnection connection, SessionSettings settings) {
    List<String> known = new ArrayList<>(RESET);
    known.add("SET lock_timeout = " + settings.lockTimeout().toMillis());
    known.add("SET statement_timeout = " + settings.statementTimeout().toMillis());
    known.add("SET idle_in_transaction_session_timeout = 0");
    known.add("SET idle_session_timeout = 0");
    if (connection.haveMinimumServerVersion(TRANSACTION_TIMEOUT_SINCE)) {
      known.add("SET transaction_timeout = 0");
    }
    return known;
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
   * Stands in the transaction of a migration, behind everything else of it: what would stand behind its commit would be the beginning
   * of the next transaction in the same message.
   */
  public List<String> residue() {
    return List.of("CLOSE ALL", "UNLISTEN *", "DEALLOCATE ALL", "DISCARD SEQUENCES", "DISCARD TEMP");
  }
}
