package dev.whimbrel.database;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandler;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.Tuple;

/**
 * One text with any number of commands, sent as one message of the simple query protocol and answered in one round trip.
 *
 * <p>The driver's own statements would divide the text by their own idea of SQL (they break BEGIN ATOMIC bodies) and would not say
 * which command failed. This uses the driver's inner interface instead, and it is the only class that does: its contract is kept by
 * {@code SimpleProtocolTest}.
 */
final class SimpleProtocol {
  private static final int FLAGS = QueryExecutor.QUERY_EXECUTE_AS_SIMPLE | QueryExecutor.QUERY_SUPPRESS_BEGIN
      | QueryExecutor.QUERY_ONESHOT | QueryExecutor.QUERY_NO_BINARY_TRANSFER;

  private SimpleProtocol() {}

  static Answer send(BaseConnection connection, String text) {
    Collector collector = new Collector();
    try {
      QueryExecutor executor = connection.getQueryExecutor();
      Query query = executor.wrap(List.of(new NativeQuery(text, SqlCommand.BLANK)));
      executor.execute(query, null, collector, 0, 0, FLAGS);
    } catch (SQLException e) {
      collector.handleError(e);
    }
    return collector.answer(connection);
  }

  /** Hears of every completed command before it hears of the error. */
  private static final class Collector implements ResultHandler {
    private static final int NOTICES_KEPT = 100;

    /** The class of SQLSTATEs that are warnings; the word for it follows the server's language. */
    private static final String WARNINGS = "01";

    private final List<Answer.Completed> completed = new ArrayList<>();
    private final Deque<Answer.Remark> notices = new ArrayDeque<>();
    private @Nullable SQLException error;

    @Override
    public void handleResultRows(Query query, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
      List<List<@Nullable String>> rows = new ArrayList<>(tuples.size());
      for (int i = 0; i < tuples.size(); i++) {
        rows.add(i == 0 ? row(tuples.get(0), null, List.of()) : row(tuples.get(i), tuples.get(i - 1), rows.get(i - 1)));
      }
      completed.add(new Answer.Completed("SELECT", rows));
    }

    /** Values that are those of the row before are the same objects: of thousands of rows most say the same in most columns. */
    private static List<@Nullable String> row(Tuple tuple, @Nullable Tuple before, List<@Nullable String> rowBefore) {
      List<@Nullable String> row = new ArrayList<>(tuple.fieldCount());
      for (int i = 0; i < tuple.fieldCount(); i++) {
        byte @Nullable [] value = tuple.get(i);
        if (value == null) {
          row.add(null);
        } else if (before != null && Arrays.equals(value, before.get(i))) {
          row.add(rowBefore.get(i));
        } else {
          row.add(new String(value, StandardCharsets.UTF_8));
        }
      }
      return row;
    }

    @Override
    public void handleCommandStatus(String status, long updateCount, long insertOid) {
      completed.add(new Answer.Completed(status, List.of()));
    }

    @Override
    public void handleWarning(SQLWarning warning) {
      if (notices.size() == NOTICES_KEPT) {
        notices.removeFirst();
      }
      String state = String.valueOf(warning.getSQLState());
      notices.addLast(new Answer.Remark(completed.size(),
          (state.startsWith(WARNINGS) ? Answer.WARNING : "")
              + ServerFailure.cut(String.valueOf(warning.getMessage()))));
    }

    @Override
    public void handleError(SQLException newError) {
      if (error == null) {
        error = newError;
      }
    }

    @Override
    public void handleCompletion() {
      // An error is part of the answer, so nothing is thrown here.
    }

    @Override
    public void secureProgress() {
      // Only the driver's batches ask for this.
    }

    @Override
    public @Nullable SQLException getException() {
      return error;
    }

    Answer answer(BaseConnection connection) {
      if (error == null) {
        return new Answer(List.copyOf(completed), List.copyOf(notices), null);
      }
      return new Answer(List.copyOf(completed), List.copyOf(notices), ServerFailure.of(error, link(connection)));
    }

    private static ServerFailure.Link link(BaseConnection connection) {
      try {
        return connection.isClosed() ? ServerFailure.Link.LOST : ServerFailure.Link.ALIVE;
      } catch (SQLException e) {
        return ServerFailure.Link.LOST;
      }
    }
  }
}
