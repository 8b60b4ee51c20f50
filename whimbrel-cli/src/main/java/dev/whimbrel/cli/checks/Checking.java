package dev.whimbrel.cli.checks;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Shortened;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the queries, each in a transaction of its own that can change nothing. */
public final class Checking {
  private static final String TRUE = "t";
  private static final int SHOWN = 100;
  private static final int LONGEST_VALUE = 60;

  private final Database database;
  private final ProblemCode code;

  /**
   * A way to ask.
   *
   * @param code what it is called if a check is not true
   */
  public Checking(Database database, ProblemCode code) {
    this.database = database;
    this.code = code;
  }

  /**
   * Every check that is not true, or that the server refuses.
   *
   * @throws WhimbrelException if the connection is lost
   */
  public List<Problem> ask(Checks checks) {
    List<Problem> problems = new ArrayList<>();
    checks.queries().forEach(query -> ask(query).ifPresent(problems::add));
    List<String> tidying = new ArrayList<>(database.state().settings());
    tidying.addAll(database.state().residue());
    database.tidy(tidying);
    database.dropForeignLocks();
    return problems;
  }

  private Optional<Problem> ask(Statement query) {
    demand("BEGIN READ ONLY");
    Answer answer = database.send(query.text());
    demand("ROLLBACK");
    ServerFailure failure = answer.failure();
    return (failure == null ? judged(query, answer.rows(0)) : Optional.of(refused(query, failure)))
        .map(query.source().redaction()::in);
  }

  /** Without the transaction a check could change something. */
  private void demand(String command) {
    ServerFailure failure = database.send(command).failure();
    if (failure != null) {
      throw new WhimbrelException(Problem.of(
          failure.connection() == ServerFailure.Link.LOST ? ProblemCode.UNREACHABLE : ProblemCode.DATABASE_ERROR,
          "the server refused \"" + command + "\" of a check").server(failure.error()), null);
    }
  }

  private Problem refused(Statement query, ServerFailure failure) {
    return at(query, failure.position() > 0 ? query.at(failure.position()) : query.at(),
        "the server refused the check " + query.brief(SHOWN)).server(failure.error());
  }

  private Problem at(Statement query, Position at, String fact) {
    return Problem.of(code, fact).at(at).excerpt(query.source().excerpt(at));
  }

  private Optional<Problem> judged(Statement query, List<List<@Nullable String>> rows) {
    List<Integer> wrong = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).isEmpty() || !rows.get(i).stream().allMatch(TRUE::equals)) {
        wrong.add(i);
      }
    }
    if (rows.isEmpty()) {
      return Optional.of(at(query, query.at(), "the check gave no row, so it has shown nothing: "
          + query.brief(SHOWN)));
    }
    if (wrong.isEmpty()) {
      return Optional.empty();
    }
    int first = wrong.getFirst();
    String which = rows.size() == 1
        ? "it gave "
        : wrong.size() + " of its " + rows.size() + " rows are not, first row " + (first + 1) + ": ";
    return Optional.of(at(query, query.at(), "the check is not true: " + query.brief(SHOWN) + "; " + which
        + shown(rows.get(first))));
  }

  private static String shown(List<@Nullable String> row) {
    return row.stream().map(value -> value == null ? "null" : switch (value) {
      case TRUE -> "true";
      case "f" -> "false";
      default -> "'" + Shortened.to(LONGEST_VALUE, value) + "'";
    }).collect(Collectors.joining(", ", "(", ")"));
  }
}
