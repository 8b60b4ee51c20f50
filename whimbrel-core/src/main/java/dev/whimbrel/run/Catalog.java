package dev.whimbrel.run;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the catalog in the session of the script, so that names mean there what they mean in the file. Each question is one round trip,
 * and takes along what is to be set anyway.
 */
final class Catalog {
  private final Database database;
  private final List<String> waiting = new ArrayList<>();

  Catalog(Database database) {
    this.database = database;
  }

  Database database() {
    return database;
  }

  /** The rows of each query, or why there are none. */
  record Reply(List<List<List<@Nullable String>>> results, @Nullable ServerFailure failure) {}

  /** Sets something, at the latest with {@link #flush}. */
  void set(String command) {
    waiting.add(command);
  }

  void flush() {
    if (!waiting.isEmpty() && !database.isClosed()) {
      ask(List.of());
    }
  }

  /** What the file says of timeouts holds for its statements, not for questions. */
  Reply ask(List<String> queries) {
    Flight flight = new Flight();
    flight.addAll(waiting);
    flight.add("SET LOCAL statement_timeout = 0");
    flight.addAll(queries);
    int before = waiting.size() + 1;
    waiting.clear();
    Answer answer = database.send(flight.text());
    ServerFailure failure = answer.failure();
    return failure == null
        ? new Reply(answer.completed().stream().skip(before).map(Answer.Completed::rows).toList(), null)
        : new Reply(List.of(), failure);
  }
}
