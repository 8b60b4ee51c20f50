package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a query of somebody's says of a database. */
sealed interface Asking {
  /** Deadlock and serialization, no room, a lock that was not to be had, cancelled or timed out, a server that goes down or comes up. */
  Pattern PASSING = Pattern.compile("40...|53...|55P03|57014|57P0.");

  /** The first column. */
  record Said(List<String> values) implements Asking {}

  /** The server refuses it. */
  record Refused(List<Problem> problems) implements Asking {
    String said() {
      return problems.stream().map(problem -> problem.server() == null
          ? problem.message()
          : problem.message() + ": " + problem.server().message()).collect(Collectors.joining("; "));
    }
  }

  /** There was no answer. */
  record Silent(String why) implements Asking {}

  /**
   * Asks in a transaction that changes nothing.
   *
   * @param url where what the address names is reached
   * @param mask for what is said
   */
  static Asking of(DatabaseUrl url, Mask mask, SessionSettings session, String query) {
    try (Database database = Database.open(url, session)) {
      database.query("START TRANSACTION READ ONLY");
      List<List<@Nullable String>> rows = database.query(query);
      database.query("ROLLBACK");
      return new Said(rows.stream().filter(row -> !row.isEmpty()).map(List::getFirst).filter(Objects::nonNull)
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
}
