package dev.whimbrel.cli.screen;

import java.util.List;
import java.util.Locale;

/** Amounts of data as people read them. */
public final class Sizes {
  private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB");
  private static final int STEP = 1024;

  private Sizes() {}

  /** Such as {@code 512 bytes}, {@code 3.2 MB}. */
  public static String brief(long bytes) {
    if (bytes < STEP) {
      return bytes + (bytes == 1 ? " byte" : " bytes");
    }
    double amount = bytes;
    int unit = -1;
    while (amount >= STEP && unit + 1 < UNITS.size()) {
      amount /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", amount, UNITS.get(unit));
  }
}
