package dev.whimbrel.database;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Literal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * What an application's session had set before we borrowed it, to be set again when it is given back. Settings with a name of the
 * application's own ({@code my.setting}) are not to be listed, and are gone afterwards.
 *
 * @param locks the advisory locks that it held
 */
record Borrowed(List<List<@Nullable String>> settings, List<List<@Nullable String>> locks) {
  /** In the order in which they are set again: who it is comes before what that role may set, the role that it plays comes last. */
  private static final String ASK = """
      SELECT 'session_authorization', SESSION_USER::pg_catalog.text
      UNION ALL SELECT s.name, s.setting FROM pg_catalog.pg_settings s WHERE s.source OPERATOR(pg_catalog.=) 'session'
      UNION ALL SELECT 'role', pg_catalog.current_setting('role')""";

  private static final String HELD = """
      SELECT l.classid, l.objid, l.objsubid, l.mode FROM pg_catalog.pg_locks l
      WHERE l.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() AND l.locktype OPERATOR(pg_catalog.=) 'advisory'
        AND l.granted""";

  Borrowed {
    settings = List.copyOf(settings);
    locks = List.copyOf(locks);
  }

  /** A connection in the middle of something is not to be used for something else. */
  static void refuseBusy(BaseConnection connection, String label) {
    if (connection.getTransactionState() != TransactionState.IDLE) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE, label + " is inside a transaction")
          .remedy("hand in a connection outside a transaction"), null);
    }
  }

  static Borrowed from(BaseConnection connection, String label) {
    refuseBusy(connection, label);
    Answer answer = SimpleProtocol.send(connection, ASK + ";\n" + HELD);
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw Database.failed(failure);
    }
    return new Borrowed(answer.rows(0), answer.rows(1));
  }

  /** The condition under which a row of pg_locks named l is of a lock that the session held; how often it did, the server does not tell. */
  String held() {
    return Stream.concat(Stream.of("false"), locks.stream().map(lock -> """
        (l.classid::pg_catalog.int8 OPERATOR(pg_catalog.=) %s AND l.objid::pg_catalog.int8 OPERATOR(pg_catalog.=) %s
          AND l.objsubid OPERATOR(pg_catalog.=) %s AND l.mode OPERATOR(pg_catalog.=) %s)"""
        .formatted(lock.get(0), lock.get(1), lock.get(2), Literal.of(lock.get(3)))))
        .collect(Collectors.joining(" OR "));
  }

  /** The SQL that makes the session what it was. */
  String restoring(SessionState state) {
    return String.join(";\n", state.reset()) + ";\n"
        + settings.stream().map(Borrowed::set).collect(Collectors.joining());
  }

  /**
   * Makes the session what it was, or ends it: nobody is to work on with what we set.
   *
   * @throws WhimbrelException if the server refuses that
   */
  void restore(BaseConnection connection) {
    ServerFailure failure = null;
    try {
      failure = SimpleProtocol.send(connection, restoring(SessionState.untouched())).failure();
    } finally {
      if (failure != null) {
        connection.getQueryExecutor().abort();
      }
    }
    if (failure != null) {
      throw Database.failed(failure);
    }
  }

  private static String set(List<@Nullable String> row) {
    return "SELECT pg_catalog.set_config(" + Literal.of(Objects.requireNonNull(row.get(0))) + ", "
        + Literal.of(row.get(1))
        + ", false);\n";
  }
}
