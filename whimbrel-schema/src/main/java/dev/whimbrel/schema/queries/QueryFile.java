package dev.whimbrel.schema.queries;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Queries in a file: SQL, a semicolon after each, values as {@code $1}. */
public final class QueryFile {
  /** What can be prepared. */
  private static final Set<String> VERBS = Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "WITH",
      "TABLE", "(");

  private QueryFile() {}

  /** The queries, or every mistake. */
  public static Result<List<Query>> read(Source file) {
    return SqlScanner.scan(file, Lexicon.standard()).then(statements -> {
      List<Problem> wrong = statements.stream().filter(one -> !isQuery(one.text())).map(QueryFile::wrong).toList();
      return wrong.isEmpty()
          ? Result.ok(statements.stream().map(one -> new Query(one.text(), one.at().toString())).toList())
          : Result.rejected(wrong);
    });
  }

  /** Whether it can be prepared, by its first word behind comments: some programs write there where a query is from. */
  public static boolean isQuery(String text) {
    Result<List<Statement>> scanned = SqlScanner.scan(Source.ofText("", text), Lexicon.standard());
    String start = scanned.problems().isEmpty() && !scanned.orThrow().isEmpty()
        ? scanned.orThrow().getFirst().text()
        : text.stripLeading();
    return start.startsWith("(") || VERBS.contains(start.split("\\W", 2)[0].toUpperCase(Locale.ROOT));
  }

  private static Problem wrong(Statement statement) {
    return Problem.of(ProblemCode.BAD_SQL, "\"" + statement.brief(40) + "\" is no query").at(statement.at())
        .excerpt(statement.source().excerpt(statement.start()))
        .remedy("leave in the file what reads or changes rows: SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES");
  }
}
