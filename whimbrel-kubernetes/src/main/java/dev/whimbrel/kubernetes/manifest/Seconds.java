package dev.whimbrel.kubernetes.manifest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times such as {@code 30s}, {@code 10m} or {@code 1h30m}. */
final class Seconds {
  private static final Pattern TIME = Pattern.compile("(?:(\\d{1,5})h)?(?:(\\d{1,6})m)?(?:(\\d{1,8})s)?");

  private Seconds() {}

  static long of(String text) {
    Matcher time = TIME.matcher(text);
    if (text.isEmpty() || !time.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is not a time such as 10m");
    }
    return number(time.group(1)) * 3600 + number(time.group(2)) * 60 + number(time.group(3));
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
