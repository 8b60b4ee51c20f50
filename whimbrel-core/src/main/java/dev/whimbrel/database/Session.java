package dev.whimbrel.database;

import dev.whimbrel.database.Database.Identity;
import dev.whimbrel.database.Database.Writability;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Lexicon;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;

/**
 * One connection, and what its server said when we greeted it.
 *
 * @param pid the server process
 * @param startedAt when that process began, as the server writes it: a pid is used again, the two together are not; null where our
 *     role may not know
 */
record Session(BaseConnection connection, SessionState state, Dialect dialect, int pid, @Nullable String startedAt,
    Writability writability, Identity identity) {
  /** The oldest major version that is tested. */
  private static final int OLDEST = 14;

  private static final String ASK = """
      SELECT pg_catalog.current_setting('server_version_num'), pg_catalog.current_setting('server_version'),
        pg_catalog.current_setting('standard_conforming_strings'), pg_catalog.pg_is_in_recovery(),
        pg_catalog.current_setting('transaction_read_only'), pg_catalog.pg_backend_pid(), pg_catalog.current_database(),
        CURRENT_USER,
        (SELECT a.backend_start FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) a)""";

  /** A new session of ours. */
  static Session open(DatabaseUrl url, SessionSettings settings, Consumer<String> waiting) {
    return on(Connecting.connect(url, settings, waiting), url, settings);
  }

  /** The same on a connection that was just made; it is closed if it is of no use. */
  static Session on(BaseConnection connection, DatabaseUrl url, SessionSettings settings) {
    try {
      Session session = greet(connection, settings, url.label());
      Connecting.greeted(connection, url);
      Pooler.inTheWay(connection, session.pid(), settings, url.label(), url).ifPresent(problem -> {
        throw new WhimbrelException(problem, null);
      });
      return session;
    } catch (WhimbrelException e) {
      connection.getQueryExecutor().close();
      throw e;
    }
  }

  /** As it is, without a question. */
  static Session seen(BaseConnection connection) throws SQLException {
    QueryExecutor executor = connection.getQueryExecutor();
    Lexicon.Strings strings = connection.getStandardConformingStrings()
        ? Lexicon.Strings.STANDARD
        : Lexicon.Strings.BACKSLASH_ESCAPES;
    return new Session(connection, SessionState.untouched(),
        new Dialect.Postgres(executor.getServerVersionNum(), executor.getServerVersion(), new Lexicon(strings)),
        connection.getBackendPID(), null, Writability.WRITABLE,
        new Identity(executor.getDatabase(), executor.getUser()));
  }

  /** Learns what server it is and puts the session into its known state. */
  static Session greet(BaseConnection connection, SessionSettings settings, String label) {
    SessionState.Greeting greeting = SessionState.greeting(connection, settings, ASK);
    Session session = greeting.state() == null
        ? greetInParts(connection, settings, label)
        : of(connection, greeting.state(), greeting.answer().rows(greeting.question()).get(0));
    session.refuseOld();
    return session;
  }

  private static Session greetInParts(BaseConnection connection, SessionSettings settings, String label) {
    SessionState state = SessionState.supportedBy(connection, settings);
    Answer answer = SimpleProtocol.send(connection, String.join(";\n", state.settings()) + ";\n" + ASK);
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.UNREACHABLE, "the server at " + label + " does not answer as expected")
              .server(failure.error())
              .state("nothing was changed")
              .remedy(
                  "run it again, or wait longer with --connect-timeout 60s; a pooler whose pool is full lets clients wait "
                      + "for their first answer"),
          null);
    }
    return of(connection, state, answer.rows(state.settings().size()).get(0));
  }

  private static Session of(BaseConnection connection, SessionState state, List<@Nullable String> facts) {
    Lexicon.Strings strings = "off".equals(facts.get(2)) ? Lexicon.Strings.BACKSLASH_ESCAPES : Lexicon.Strings.STANDARD;
    Writability writability = "t".equals(facts.get(3))
        ? Writability.STANDBY
        : "on".equals(facts.get(4))
            ? Writability.READ_ONLY
            : Writability.WRITABLE;
    return new Session(connection, state,
        new Dialect.Postgres(Integer.parseInt(text(facts, 0)), text(facts, 1), new Lexicon(strings)),
        Integer.parseInt(text(facts, 5)), facts.get(8), writability, new Identity(text(facts, 6), text(facts, 7)));
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column), () -> String.format(Locale.ROOT, "column %d is null", column));
  }

  private void refuseOld() {
    if (dialect instanceof Dialect.Postgres postgres && postgres.major() < OLDEST) {
      throw new WhimbrelException(Problem.of(ProblemCode.UNSUPPORTED_SERVER,
          "the server is " + dialect.label() + ", and " + OLDEST + " is the oldest version supported"), null);
    }
  }

  /** Whether something between us and the server answers in its place. */
  boolean isPooled() {
    return connection.getBackendPID() != pid;
  }

  /** Closes the connection without a word to the server. May be called by another thread. */
  void sever() {
    connection.getQueryExecutor().abort();
  }

  boolean isClosed() {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }
}
