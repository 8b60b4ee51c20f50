package dev.whimbrel.doctor;

/** How long something has lasted, as people say it. */
final class Ages {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Ages() {}

  static String of(long seconds) {
    if (seconds < 2 * MINUTE) {
      return Math.max(0, seconds) + " s";
    }
    if (seconds < 2 * HOUR) {
      return seconds / MINUTE + " min";
    }
    return seconds < 2 * DAY ? seconds / HOUR + " h" : seconds / DAY + " days";
  }
}
