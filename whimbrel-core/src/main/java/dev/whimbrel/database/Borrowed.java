package dev.whimbrel.database;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Literal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * What an application's session had set before we borrowed it, to be set again when it is given back. Settings with a name of the
 * application's own ({@code my.setting}) are not to be listed, and are gone afterwards.
 */
record Borrowed(List<List<@Nullable String>> settings) {
  /** In the order in which they are set again: who it is comes before what that role may set, the role that it plays comes last. */
  private static final String ASK = """
      SELECT 'session_authorization', SESSION_USER::pg_catalog.text
      UNION ALL SELECT s.name, s.setting FROM pg_catalog.pg_settings s WHERE s.source OPERATOR(pg_catalog.=) 'session'
      UNION ALL SELECT 'role', pg_catalog.current_setting('role')""";

  Borrowed {
    settings = List.copyOf(settings);
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
    Answer answer = SimpleProtocol.send(connection, ASK);
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw Database.failed(failure);
    }
    return new Borrowed(answer.rows(0));
  }

  /** The SQL that makes the session what it was. */
  String restoring(SessionState state) {
    return String.join(";\n", state.reset()) + ";\n"
        + settings.stream().map(Borrowed::set).collect(Collectors.joining());
  }

  private static String set(List<@Nullable String> row) {
    return "SELECT pg_catalog.set_config(" + Literal.of(Objects.requireNonNull(row.get(0))) + ", "
        + Literal.of(row.get(1))
        + ", false);\n";
  }
}
