package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.schema.rehearse.Observation.Lock;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Findings as the case files have them. */
final class Telling {
  private Telling() {}

  static String of(List<Finding> findings) {
    return findings.stream().map(Telling::of).collect(Collectors.joining());
  }

  private static String of(Finding finding) {
    StringBuilder told = new StringBuilder();
    told.append("%s %s, %s: %s:%d\n".formatted(finding.rule(), finding.severity(), finding.certainty(),
        finding.subject().migration().file(), finding.subject().statement().line()).toLowerCase(Locale.ROOT)
        .replace("wb", "WB"));
    line(told, "what", finding.what());
    line(told, "why", finding.why());
    Lock lock = finding.lock();
    line(told, "lock", lock == null ? "" : lock.relation() + " " + lock.mode());
    Statistics.Size size = finding.size();
    line(told, "size", size == null ? "" : size.rows() + " rows, " + size.bytes() + " bytes");
    line(told, "remedy", finding.remedy());
    finding.safe().forEach(sql -> line(told, "safe", sql));
    return told.toString();
  }

  private static void line(StringBuilder told, String word, String text) {
    if (!text.isEmpty()) {
      told.append("  ").append(word).append(": ").append(text.strip().replace("\n", "\n    ")).append('\n');
    }
  }
}
