package dev.whimbrel.peer;

import dev.whimbrel.sql.Literal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A version as Flyway compares it: numbers between dots, where neither zeros before a number nor numbers of zero at the end count.
 *
 * @param key the same text for all spellings of a version; any other text stands for itself
 */
record FlywayVersion(String key) {
  private static final String LEADING = "(^|[.])0+(?=[0-9])";
  private static final String TRAILING = "([.]0+)+$";
  private static final Pattern NUMBERS = Pattern.compile("[0-9]+([.][0-9]+)*");

  static FlywayVersion of(String text) {
    return new FlywayVersion(text.replaceAll(LEADING, "$1").replaceAll(TRAILING, ""));
  }

  /** The same of a column, as SQL of type text. */
  static String key(String column) {
    return "pg_catalog.regexp_replace(pg_catalog.regexp_replace(" + column + ", " + Literal.of(LEADING) + ", "
        + Literal.of("\\1") + ", 'g'), " + Literal.of(TRAILING) + ", '')";
  }

  /** SQL of a type whose order is that of versions. */
  static String order(String column) {
    return "pg_catalog.string_to_array(" + key(column) + ", '.')::pg_catalog.numeric[]";
  }

  boolean isNumbers() {
    return NUMBERS.matcher(key).matches();
  }

  /** Whether it is before another one, or the same; texts that are no numbers are before none. */
  boolean isUpTo(FlywayVersion other) {
    return isNumbers() && other.isNumbers() && Arrays.compare(numbers(), other.numbers()) <= 0;
  }

  private BigInteger[] numbers() {
    return Arrays.stream(key.split("\\.", -1)).map(BigInteger::new).toArray(BigInteger[]::new);
  }

  /** As SQL of the type of {@link #order}. */
  String literal() {
    return List.of(numbers()).stream().map(BigInteger::toString).collect(Collectors.joining(",", "'{", "}'"))
        + "::pg_catalog.numeric[]";
  }
}
