package dev.whimbrel.schema.queries;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.resource.Resource;
import dev.whimbrel.sql.Literal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prepares queries in a session and plans them; nothing is run, and nothing is left behind. */
final class QueryTrial {
  private static final String BLOCK = Resource.query(QueryTrial.class, "trial.sql");
  private static final String RESULTS = """
      SELECT r.value OPERATOR(pg_catalog.->>) 'error', r.value OPERATOR(pg_catalog.->>) 'indexed', r.value OPERATOR(pg_catalog.->>) 'types'
        FROM pg_catalog.jsonb_array_elements(pg_catalog.current_setting('whimbrel.queries')::pg_catalog.jsonb)
             WITH ORDINALITY AS r (value, place)
       ORDER BY r.place""";

  private QueryTrial() {}

  /** The search path of a session as it is set. */
  static String searchPath(Database database) {
    return Objects.requireNonNull(
        database.query("SELECT pg_catalog.current_setting('search_path')").getFirst().getFirst());
  }

  /**
   * What becomes of each, in their order.
   *
   * @param path the search path of those who run them
   */
  static List<Answered> of(Database database, String path, List<Query> queries) {
    String body = BLOCK.replace("$path$", Literal.of(path)).replace("$queries$",
        queries.stream().map(query -> Literal.of(query.text())).collect(Collectors.joining(", ")));
    Answer answer = database.send("DO " + Literal.of(body) + ";\n" + RESULTS);
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw new WhimbrelException(Problem.of(ProblemCode.DATABASE_ERROR,
          "the shadow database refuses to try queries")
          .server(failure.error()), null);
    }
    return answer.rows(1).stream().map(QueryTrial::answered).toList();
  }

  private static Answered answered(List<@Nullable String> row) {
    String error = row.get(0);
    String indexed = row.get(1);
    if (error != null) {
      return new Answered.Fails(error);
    }
    return indexed == null
        ? new Answered.Unplanned()
        : new Answered.Works(indexed.isEmpty() ? Set.of() : Set.of(indexed.split("\u001f", -1)),
            Objects.requireNonNullElse(row.get(2), ""));
  }
}
