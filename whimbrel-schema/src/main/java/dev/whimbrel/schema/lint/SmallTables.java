package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.forecast.Statistics;
import java.util.Set;

/** What hurts the more the larger a table is, weighs little on a small one. */
final class SmallTables {
  private static final long FEW_ROWS = 10_000;
  private static final long FEW_BYTES = 10_000_000;

  private static final Set<String> GROWING = Set.of("WB101", "WB103", "WB104", "WB110", "WB111", "WB112", "WB113",
      "WB114", "WB115", "WB116", "WB119", "WB120", "WB121", "WB122", "WB124", "WB125", "WB126", "WB127", "WB128",
      "WB129",
      "WB130", "WB131", "WB140", "WB143", "WB152", "WB402", "WB403", "WB404", "WB407");

  private SmallTables() {}

  static Finding weigh(Finding finding) {
    Statistics.Size size = finding.size();
    return size != null && isSmall(size) && GROWING.contains(finding.rule())
        ? finding.weighing(Severity.NOTE)
        : finding;
  }

  static boolean isSmall(Statistics.Size size) {
    return size.rows() >= 0 && size.rows() < FEW_ROWS && size.bytes() < FEW_BYTES;
  }
}
