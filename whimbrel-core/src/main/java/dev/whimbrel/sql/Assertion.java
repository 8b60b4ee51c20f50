package dev.whimbrel.sql;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Queries as a statement that fails unless they give a true value, so that they can be checked on the way, in the same message as
 * what follows them. Plain SQL alone can fail on purpose in one way: by reading what is no value as one. PL/pgSQL, which knows
 * another, may be missing or forbidden.
 */
public final class Assertion {
  private static final Pattern RETURNED = Pattern.compile("\\[whimbrel check: (.*?)\\]", Pattern.DOTALL);
  private static final String INVALID_TEXT = "22P02";

  private Assertion() {}

  /** What stands before the first query. */
  public static String opening() {
    return "WITH c AS MATERIALIZED (SELECT (";
  }

  /**
   * What stands between two queries.
   *
   * @param number of the query before it, from 1
   */
  public static String between(int number) {
    return ") AS v" + number + ", (";
  }

  /**
   * What stands behind the last query; one of them must be true.
   *
   * @param count how many queries there are
   */
  public static String closing(int count) {
    return ") AS v" + count + ") SELECT CASE WHEN " + joined(count, "c.v%d", " OR ")
        + " THEN true ELSE CAST(pg_catalog.concat('[whimbrel check: ', "
        + joined(count, "COALESCE(CAST(c.v%d AS pg_catalog.text), 'null')", ", ', ', ")
        + ", ']') AS pg_catalog.bool) END FROM c";
  }

  private static String joined(int count, String each, String separator) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> each.replace("%d", String.valueOf(i)))
        .collect(Collectors.joining(separator));
  }

  /** What the queries gave instead of true, if it is for this that the server refused a statement. */
  public static Optional<String> returned(String sqlState, String message) {
    Matcher matcher = RETURNED.matcher(message);
    return sqlState.equals(INVALID_TEXT) && matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
