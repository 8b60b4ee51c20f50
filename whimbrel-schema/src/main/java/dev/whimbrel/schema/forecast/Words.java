package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.rehearse.LockMode;
import java.util.List;
import java.util.Locale;

/** Amounts and times as people read them. */
final class Words {
  private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB");
  private static final int STEP = 1024;

  private Words() {}

  /** Such as {@code 512 bytes}, {@code 3.2 MB}, {@code 12 GB}. */
  static String bytes(long bytes) {
    if (bytes < STEP) {
      return bytes + (bytes == 1 ? " byte" : " bytes");
    }
    double amount = bytes;
    int unit = -1;
    while (amount >= STEP && unit + 1 < UNITS.size()) {
      amount /= STEP;
      unit++;
    }
    return short3(amount) + " " + UNITS.get(unit);
  }

  /** Such as {@code 1 row}, {@code 5100 rows}, {@code 80 million rows}. */
  static String rows(long rows) {
    if (rows < 0) {
      return "rows not counted";
    }
    if (rows < 10_000) {
      return rows + (rows == 1 ? " row" : " rows");
    }
    return rows < 1_000_000
        ? Math.round(rows / 1e3) + " thousand rows"
        : rows < 1_000_000_000 ? short3(rows / 1e6) + " million rows" : short3(rows / 1e9) + " billion rows";
  }

  /** Such as {@code 0.4s}, {@code 12s}, {@code 4m05s}, {@code 2h10m}. */
  static String seconds(double seconds) {
    if (seconds < 9.95) {
      return seconds < 0.05 ? "<0.1s" : String.format(Locale.ROOT, "%.1fs", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + "s";
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%dm%02ds", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%dh%02dm", whole / 3600, whole % 3600 / 60);
  }

  /** Such as {@code 2m00s (1m00s to 4m00s)}. */
  static String estimate(Estimate estimate) {
    return switch (estimate) {
      case Estimate.AtOnce none -> "short";
      case Estimate.Between between when seconds(between.high()).equals(seconds(0)) -> "short";
      case Estimate.Between between ->
        seconds(between.likely()) + " (" + seconds(between.low()) + " to " + seconds(between.high()) + ")";
      case Estimate.Unknown unknown when unknown.atLeast() < 0.05 -> "not known";
      case Estimate.Unknown unknown -> "not known, at least " + seconds(unknown.atLeast());
    };
  }

  /** As the documentation of PostgreSQL has it, such as {@code ACCESS EXCLUSIVE}. */
  static String mode(LockMode mode) {
    return mode.name().replace('_', ' ');
  }

  /** What waits for a lock. */
  static String blocks(LockMode.Blocks blocks) {
    return switch (blocks) {
      case DROPS -> "only what drops or alters it";
      case DDL -> "other changes of it";
      case WRITES -> "writes";
      case READS_AND_WRITES -> "reads and writes";
    };
  }

  private static String short3(double amount) {
    return String.format(Locale.ROOT, amount < 9.95 ? "%.1f" : "%.0f", amount);
  }
}
