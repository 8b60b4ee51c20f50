package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a query of somebody's says of a database. */
sealed interface Asking {
  /** Deadlock and serialization, no room, a lock that was not to be had, cancelled or timed out, a server that goes down or comes up. */
  Pattern PASSING = Pattern.compile("40...|53...|55P03|57014|57P0.");
  /** More schemas than anybody has in one database, and little enough for a small heap. */
  int MOST_ROWS = 10_000;
  int MOST_BYTES = 1 << 20;

  /** The first column. */
  record Said(List<String> values) implements Asking {}

  /** It is not asked, or the server refuses it, or it says too much. */
  record Refused(List<Problem> problems) implements Asking {
    String said() {
      return problems.stream()
          .map(problem -> (problem.at() == null ? "" : problem.at() + ": ") + problem.message()
              + (problem.remedy() == null ? "" : "; " + problem.remedy()))
          .collect(Collectors.joining(". "));
    }
  }

  /** There was no answer. */
  record Silent(String why) implements Asking {}

  /**
   * Asks in a transaction that changes nothing. What is asked is the query of a cursor, which no other statement can be, and one statement,
   * as a second one could end the transaction.
   *
   * @param url where what the address names is reached
   * @param mask for what is said
   * @param field of the resource that holds the query
   */
  static Asking of(DatabaseUrl url, Mask mask, SessionSettings session, String field, String query) {
    return switch (Source.of(field, query.getBytes(StandardCharsets.UTF_8))
        .then(source -> SqlScanner.scan(source, Lexicon.standard()))) {
      case Result.Rejected<List<Statement>> rejected -> new Refused(rejected.problems());
      case Result.Ok<List<Statement>> scanned when scanned.value().size() != 1 -> refused(ProblemCode.BAD_SQL,
          field + " holds " + scanned.value().size() + " statements", "write one query that only reads");
      case Result.Ok<List<Statement>> scanned -> asked(url, mask, session, field, scanned.value().getFirst().text());
    };
  }

  private static Asking asked(DatabaseUrl url, Mask mask, SessionSettings session, String field, String query) {
    try (Database database = Database.open(limited(url), session)) {
      List<List<@Nullable String>> rows = List.of();
      for (String command : List.of("SET default_transaction_read_only TO on", "START TRANSACTION READ ONLY",
          "DECLARE whimbrel NO SCROLL CURSOR FOR " + query, "FETCH FORWARD " + (MOST_ROWS + 1) + " FROM whimbrel")) {
        Answer answer = database.send(command);
        if (answer.failure() != null) {
          return failed(answer.failure(), mask, field);
        }
        rows = answer.rows(0);
      }
      return rows.size() > MOST_ROWS
          ? tooMuch(field + " gives more than " + MOST_ROWS + " rows")
          : new Said(rows.stream().filter(row -> !row.isEmpty()).map(List::getFirst).filter(Objects::nonNull)
              .map(value -> Objects.requireNonNull(value)).toList());
    } catch (WhimbrelException e) {
      List<Problem> problems = mask.ofProblems(e.problems());
      Refused refused = new Refused(problems);
      return problems.stream().allMatch(Asking::isForGood) ? refused : new Silent(refused.said());
    }
  }

  /** What is no answer to the query itself may be another the next time: somebody held a lock, or it took too long. */
  private static boolean isForGood(Problem problem) {
    boolean isPassing = problem.server() != null && PASSING.matcher(problem.server().sqlState()).matches();
    return problem.code().kind() == ProblemCode.Kind.FAILED && !isPassing;
  }

  /** The driver looks at the length of a row before it takes the row in. */
  private static DatabaseUrl limited(DatabaseUrl url) {
    Map<String, String> properties = new HashMap<>(url.properties());
    properties.put("maxResultBuffer", String.valueOf(MOST_BYTES));
    return new DatabaseUrl(url.hosts(), url.database(), url.user(), url.password(), properties);
  }

  private static Asking failed(ServerFailure failure, Mask mask, String field) {
    if (failure.sqlState().equals("08S01")) { // the driver's word for more than it may take in
      return tooMuch(field + " gives more than " + (MOST_BYTES >> 20) + " MiB");
    }
    String said = mask.of(failure.error().message());
    if (failure.connection() == ServerFailure.Link.LOST || PASSING.matcher(failure.sqlState()).matches()) {
      return new Silent(said + " (SQLSTATE " + failure.sqlState() + ")");
    }
    return refused(ProblemCode.DATABASE_ERROR,
        "the server refuses " + field + ": " + said + " (SQLSTATE " + failure.sqlState() + ")",
        "mend it: one SELECT that only reads, and that the role of the URL may run");
  }

  private static Asking tooMuch(String fact) {
    return refused(ProblemCode.UNSUPPORTED, fact, "let it give less: only its first column is read");
  }

  private static Asking refused(ProblemCode code, String fact, String remedy) {
    return new Refused(List.of(Problem.of(code, fact).remedy(remedy)));
  }
}
