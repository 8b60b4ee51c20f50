package dev.whimbrel.kubernetes.api;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as resources of a cluster have them: {@code 30s}, {@code 10m}, {@code 1h30m}, {@code 500ms}. */
public final class KubeDuration {
  /** What the API server lets in. */
  public static final String PATTERN = "^([0-9]{1,9}(h|m|s|ms))+$";

  private static final Pattern WHOLE = Pattern.compile(PATTERN);
  private static final Pattern PART = Pattern.compile("([0-9]+)(ms|h|m|s)");

  /** More than this a server cannot count: it has 31 bits for milliseconds. */
  public static final Duration LONGEST = Duration.ofHours(596);

  private KubeDuration() {}

  /** How long it is; empty if the text is not a duration. */
  public static Optional<Duration> parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    Duration sum = Duration.ZERO;
    for (Matcher part = PART.matcher(text); part.find();) {
      sum = sum.plus(one(Long.parseLong(part.group(1)), part.group(2)));
    }
    return Optional.of(sum);
  }

  /** The same in one unit, as the command line takes it: {@code 1h30m} as {@code 5400s}; what is no duration stays as it is. */
  public static String inOneUnit(String text) {
    return parse(text).map(KubeDuration::inOneUnit).orElse(text);
  }

  /** A length as text that {@link #parse} and the command line read alike. */
  public static String inOneUnit(Duration length) {
    return length.toMillisPart() == 0 ? length.toSeconds() + "s" : length.toMillis() + "ms";
  }

  private static Duration one(long amount, String unit) {
    return switch (unit) {
      case "h" -> Duration.ofHours(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMillis(amount);
    };
  }
}
