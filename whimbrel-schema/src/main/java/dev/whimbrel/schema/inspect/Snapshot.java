package dev.whimbrel.schema.inspect;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.Dialect;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The answers to all questions, of one moment. */
final class Snapshot {
  /**
   * With the catalog first and temporary objects last, whatever they are called, nobody can put something of his own in the place of what
   * we ask; all else comes out with its schema. The plans must stay linear on catalogs that nobody has analyzed.
   */
  private static final List<String> SETTINGS = List.of(
      "set local search_path = pg_catalog, pg_temp",
      "set local timezone = 'UTC'",
      "set local datestyle = 'ISO, YMD'",
      "set local intervalstyle = 'postgres'",
      "set local extra_float_digits = 1",
      "set local bytea_output = 'hex'",
      "set local xmloption = 'content'",
      "set local quote_all_identifiers = off",
      "set local row_security = off",
      "set local jit = off",
      "set local enable_nestloop = off");

  /** What is dropped while we look makes a function of the server fail, and is gone at the next attempt. */
  private static final int ATTEMPTS = 3;

  private final int major;
  private final Map<Query, List<List<@Nullable String>>> answers;

  private Snapshot(int major, Map<Query, List<List<@Nullable String>>> answers) {
    this.major = major;
    this.answers = answers;
  }

  static Snapshot take(Database database) {
    int major = switch (database.dialect()) {
      case Dialect.Postgres postgres -> postgres.major();
    };
    List<String> questions = Arrays.stream(Query.values()).map(query -> query.sql(major)).toList();
    Answer answer = ask(database, questions);
    Map<Query, List<List<@Nullable String>>> answers = new EnumMap<>(Query.class);
    for (Query query : Query.values()) {
      answers.put(query, answer.rows(answers.size()));
    }
    return new Snapshot(major, answers);
  }

  int major() {
    return major;
  }

  List<Row> rows(Query query) {
    return rows(Objects.requireNonNull(answers.get(query)));
  }

  /** Another question, later than those of the snapshot. */
  static List<Row> later(Database database, String question) {
    return rows(ask(database, List.of(question)).rows(0));
  }

  private static List<Row> rows(List<List<@Nullable String>> rows) {
    return rows.stream().map(Row::new).toList();
  }

  /** In a transaction that is open already, this is a part of it that leaves no trace. */
  private static Answer ask(Database database, List<String> questions) {
    boolean isInside = database.isInTransaction();
    List<String> begin = new ArrayList<>(isInside
        ? List.of("savepoint whimbrel_inspection")
        : List.of("begin transaction isolation level repeatable read, read only"));
    begin.addAll(SETTINGS);
    String end = isInside
        ? "rollback to savepoint whimbrel_inspection; release savepoint whimbrel_inspection"
        : "rollback";
    List<String> all = new ArrayList<>(begin);
    all.addAll(questions);
    all.add(end);
    String text = String.join("\n;\n", all);
    Answer answer = database.send(text);
    for (int attempt = 1; attempt < ATTEMPTS && isWorthAnother(answer.failure()); attempt++) {
      database.send(end);
      answer = database.send(text);
    }
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw failed(database, failure, end);
    }
    int from = begin.size();
    return new Answer(answer.completed().subList(from, from + questions.size()), List.of(), null);
  }

  private static boolean isWorthAnother(@Nullable ServerFailure failure) {
    return failure != null && failure.connection() == ServerFailure.Link.ALIVE
        && (failure.sqlState().startsWith("XX") || failure.sqlState().startsWith("42"));
  }

  private static WhimbrelException failed(Database database, ServerFailure failure, String end) {
    if (failure.connection() == ServerFailure.Link.LOST) {
      return new WhimbrelException(Problem.of(ProblemCode.UNREACHABLE,
          database.label() + " was lost while its catalogs were read").server(failure.error()), null);
    }
    database.send(end);
    return new WhimbrelException(Problem.of(ProblemCode.DATABASE_ERROR,
        database.label() + " refused to tell what is in it").server(failure.error()), null);
  }
}
