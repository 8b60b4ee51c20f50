package dev.whimbrel.schema.inspect;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.Dialect;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answers to all questions, of one moment, in a few messages: what was read out of one is let go when the next is asked, since of ten
 * thousand tables there are a million values.
 */
final class Snapshot implements AutoCloseable {
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

  /** What is asked together, in the order in which it is read. */
  private static final List<Set<Query>> MESSAGES = List.of(
      EnumSet.range(Query.MEMBERS, Query.SEQUENCES),
      EnumSet.range(Query.SCHEMAS, Query.DEFAULT_PRIVILEGES),
      EnumSet.range(Query.CONSTRAINTS, Query.INDEX_PARTS),
      EnumSet.of(Query.PARTS),
      EnumSet.range(Query.DEPENDENCIES, Query.SETTINGS));

  private final Database database;
  private final int major;
  private final boolean isInside;
  private final Map<Query, List<List<@Nullable String>>> answers = new EnumMap<>(Query.class);
  private int next;
  private boolean isOpen;

  private Snapshot(Database database, int major) {
    this.database = database;
    this.major = major;
    this.isInside = database.isInTransaction();
  }

  /** Of a lock that was waited for too long. */
  private static final String LOCKED = "55P03";

  /** In a transaction that is open already, this is a part of it that leaves no trace. */
  static Snapshot of(Database database) {
    return new Snapshot(database, switch (database.dialect()) {
      case Dialect.Postgres postgres -> postgres.major();
    });
  }

  int major() {
    return major;
  }

  /** What belongs to an earlier message than the last cannot be had any more. */
  List<Row> rows(Query query) {
    while (!answers.containsKey(query)) {
      Set<Query> questions = MESSAGES.get(next++);
      answers.clear();
      List<String> texts = questions.stream().map(one -> one.sql(major)).toList();
      Answer answer = send(texts, next == 1, next == MESSAGES.size());
      int from = answer.completed().size() - texts.size() - (next == MESSAGES.size() ? end().size() : 0);
      for (Query question : questions) {
        answers.put(question, answer.rows(from++));
      }
    }
    return rows(Objects.requireNonNull(answers.get(query)));
  }

  /** Another question, later than those of the snapshot. */
  static List<Row> later(Database database, String question) {
    Snapshot later = of(database);
    Answer answer = later.send(List.of(question), true, true);
    return rows(answer.rows(answer.completed().size() - 1 - later.end().size()));
  }

  private static List<Row> rows(List<List<@Nullable String>> rows) {
    return rows.stream().map(Row::new).toList();
  }

  private Answer send(List<String> questions, boolean isFirst, boolean isLast) {
    List<String> all = new ArrayList<>();
    if (isFirst) {
      isOpen = true;
      all.add(isInside
          ? "savepoint whimbrel_inspection"
          : "begin transaction isolation level repeatable read, read only");
      all.addAll(SETTINGS);
    }
    all.addAll(questions);
    if (isLast) {
      all.addAll(end());
    }
    Answer answer = database.send(String.join("\n;\n", all));
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw failed(failure);
    }
    isOpen = !isLast;
    return answer;
  }

  /** Whatever became of whoever asked: the session must not stay in a transaction that can only read. */
  @Override
  public void close() {
    if (isOpen) {
      isOpen = false;
      database.send(String.join(";\n", end()));
    }
  }

  private List<String> end() {
    return isInside
        ? List.of("rollback to savepoint whimbrel_inspection", "release savepoint whimbrel_inspection")
        : List.of("rollback");
  }

  private WhimbrelException failed(ServerFailure failure) {
    if (failure.connection() == ServerFailure.Link.LOST) {
      isOpen = false;
      return new WhimbrelException(Problem.of(ProblemCode.UNREACHABLE,
          database.label() + " was lost while its catalogs were read").server(failure.error()), null);
    }
    close();
    Problem refused = Problem.of(ProblemCode.DATABASE_ERROR, database.label() + " refused to tell what is in it")
        .server(failure.error());
    return new WhimbrelException(failure.sqlState().equals(LOCKED) ? LockedOut.of(database, refused) : refused, null);
  }
}
