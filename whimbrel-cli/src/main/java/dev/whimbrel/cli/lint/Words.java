package dev.whimbrel.cli.lint;

import dev.whimbrel.cli.screen.Sizes;
import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.lint.Certainty;
import dev.whimbrel.schema.lint.Finding;
import dev.whimbrel.schema.lint.Severity;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.Observation.Lock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The words that all reports have in common. */
final class Words {
  /** What proves a constraint is not to share a transaction with what adds it. */
  private static final Pattern VALIDATES = Pattern.compile("(?is)ALTER\\s.*\\bVALIDATE\\s+CONSTRAINT\\b");

  private Words() {}

  static String of(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  static String of(Certainty certainty) {
    return certainty.name().toLowerCase(Locale.ROOT);
  }

  /** As the documentation of PostgreSQL writes it. */
  static String of(LockMode mode) {
    return mode.name().replace('_', ' ');
  }

  static String of(LockMode.Blocks blocks) {
    return switch (blocks) {
      case DROPS -> "what drops it or takes all of it waits";
      case DDL -> "other changes of it wait";
      case WRITES -> "writes wait";
      case READS_AND_WRITES -> "reads and writes wait";
    };
  }

  static String of(Lock lock) {
    return of(lock.mode()) + " on " + lock.relation() + ": " + of(lock.mode().blocks());
  }

  static String of(Size size) {
    String rows = size.rows() < 0
        ? ""
        : String.format(Locale.ROOT, "about %,d %s, ", size.rows(), size.rows() == 1 ? "row" : "rows");
    return rows + Sizes.brief(size.bytes());
  }

  static String count(long number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }

  /** Statements to be copied, each ended. */
  static List<String> safe(Finding finding) {
    return finding.safe().stream().map(String::strip).map(sql -> sql.endsWith(";") ? sql : sql + ";")
        .map(sql -> VALIDATES.matcher(sql).lookingAt() && finding.safe().size() > 1
            ? "-- in a migration of its own\n" + sql
            : sql)
        .toList();
  }

  /** All that is said of a finding, a line each; what tools show that have one text for it. */
  static String message(Finding finding) {
    List<String> lines = new ArrayList<>(List.of(finding.what() + ".", "Why: " + finding.why() + "."));
    if (finding.lock() != null) {
      lines.add("Lock: " + of(finding.lock()) + ".");
    }
    if (finding.size() != null) {
      lines.add("Size: " + of(finding.size()) + ".");
    }
    if (!finding.remedy().isEmpty()) {
      lines.add("Next: " + finding.remedy() + (finding.remedy().endsWith("?") ? "" : "."));
    }
    if (!finding.safe().isEmpty()) {
      lines.add("Safe form:");
      lines.addAll(safe(finding));
    }
    lines.add("Certainty: " + of(finding.certainty()) + ".");
    return String.join("\n", lines);
  }
}
