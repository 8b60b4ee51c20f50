package dev.whimbrel.history;

import java.time.Instant;
import java.time.LocalDate;

/** Reads times as the journal is asked for them, thousands in the time that the platform takes for a few. */
final class Times {
  private static final String LIKE = "0000-00-00T00:00:00.000000Z";
  private static final int SECONDS_OF_DAY = 86_400;

  private Times() {}

  /**
   * What a text in UTC says.
   *
   * @throws java.time.DateTimeException if it is no time
   */
  static Instant parse(String text) {
    if (!isLike(text)) {
      return Instant.parse(text);
    }
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (hour > 23 || minute > 59 || second > 59) {
      return Instant.parse(text);
    }
    LocalDate day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    return Instant.ofEpochSecond(day.toEpochDay() * SECONDS_OF_DAY + hour * 3600L + minute * 60L + second,
        number(text, 20, 26) * 1000L);
  }

  private static boolean isLike(String text) {
    if (text.length() != LIKE.length()) {
      return false;
    }
    for (int i = 0; i < LIKE.length(); i++) {
      char c = text.charAt(i);
      boolean fits = LIKE.charAt(i) == '0' ? c >= '0' && c <= '9' : c == LIKE.charAt(i);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = 10 * number + text.charAt(i) - '0';
    }
    return number;
  }
}
