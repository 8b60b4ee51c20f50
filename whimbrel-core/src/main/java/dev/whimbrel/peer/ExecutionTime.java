package dev.whimbrel.peer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a column holds how long a migration took: as a number, as an interval, or as a text like {@code 145ms}.
 *
 * @param unit of a number
 */
record ExecutionTime(Unit unit) {
  /** What a number counts. */
  enum Unit {
    MILLISECONDS(1_000_000), NANOSECONDS(1);

    private final long nanoseconds;

    Unit(long nanoseconds) {
      this.nanoseconds = nanoseconds;
    }
  }

  /**
   * No migration takes less than this many nanoseconds, and a database in which each took as many milliseconds, almost two minutes,
   * is unheard of.
   */
  private static final BigDecimal LEAST = BigDecimal.valueOf(100_000);

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(?:\\.\\d+)?");
  private static final Pattern WITH_UNIT = Pattern.compile("(\\d{1,9}(?:\\.\\d+)?)(µs|ms|s)");
  private static final Pattern CLOCK = Pattern.compile("(\\d{1,6}):(\\d\\d):(\\d\\d(?:\\.\\d+)?)");

  /** As the values that are there show it. */
  static ExecutionTime of(List<String> values) {
    List<BigDecimal> numbers = values.stream().filter(value -> NUMBER.matcher(value).matches()).map(BigDecimal::new)
        .filter(number -> number.signum() > 0).toList();
    boolean large = !numbers.isEmpty() && numbers.stream().allMatch(number -> number.compareTo(LEAST) >= 0);
    return new ExecutionTime(large ? Unit.NANOSECONDS : Unit.MILLISECONDS);
  }

  /** Zero if the text cannot be understood. */
  Duration read(@Nullable String text) {
    if (text == null) {
      return Duration.ZERO;
    }
    if (NUMBER.matcher(text).matches()) {
      return nanoseconds(text, unit.nanoseconds);
    }
    Matcher withUnit = WITH_UNIT.matcher(text);
    if (withUnit.matches()) {
      return nanoseconds(withUnit.group(1), switch (withUnit.group(2)) {
        case "ms" -> 1_000_000L;
        case "s" -> 1_000_000_000L;
        default -> 1_000L;
      });
    }
    Matcher clock = CLOCK.matcher(text);
    return clock.matches()
        ? Duration.ofHours(Long.parseLong(clock.group(1))).plusMinutes(Long.parseLong(clock.group(2)))
            .plus(nanoseconds(clock.group(3), 1_000_000_000L))
        : Duration.ZERO;
  }

  private static Duration nanoseconds(String number, long factor) {
    return Duration.ofNanos(new BigDecimal(number).multiply(BigDecimal.valueOf(factor))
        .setScale(0, RoundingMode.DOWN).longValue());
  }

  /**
   * The SQL of how long something took.
   *
   * @param type of the column
   */
  String of(Change change, String type) {
    return switch (type) {
      case "interval" -> "(" + change.end() + " OPERATOR(pg_catalog.-) " + change.start() + ")";
      case "int2", "int4", "int8", "numeric", "float4", "float8" -> unit == Unit.MILLISECONDS
          ? change.milliseconds()
          : "(" + change.milliseconds() + " OPERATOR(pg_catalog.*) 1000000)";
      default -> "(" + change.milliseconds() + "::pg_catalog.text OPERATOR(pg_catalog.||) 'ms')";
    };
  }
}
