package dev.whimbrel.cli.lint;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.schema.lint.Finding;
import dev.whimbrel.schema.lint.LintReport;
import dev.whimbrel.schema.lint.LintReport.Judged;
import dev.whimbrel.schema.lint.Rule;
import dev.whimbrel.schema.lint.Severity;
import dev.whimbrel.sql.Sha256;
import dev.whimbrel.sql.TokenDigest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All that a report is made of.
 *
 * @param migrations that were looked at, in their order
 * @param rules all that there are
 * @param directory of the migrations as reports are to name it, relative to the repository, with {@code /}; empty if it is the repository's own
 * @param server that statements were rehearsed on, as people read it; empty if none was
 */
public record Linted(LintReport report, List<Migration> migrations, List<Rule> rules, String directory,
    String server) {
  public Linted {
    Objects.requireNonNull(report);
    migrations = List.copyOf(migrations);
    rules = List.copyOf(rules);
    directory = directory.replace('\\', '/').replaceFirst("^(?:\\./)+", "").replaceFirst("/+$", "");
    directory = directory.equals(".") ? "" : directory;
    Objects.requireNonNull(server);
  }

  /** The findings with their places, in the order of the statements. */
  List<Located> located() {
    Map<String, Integer> before = new HashMap<>();
    List<Located> all = new ArrayList<>();
    for (Judged judged : report.findings()) {
      Finding finding = judged.finding();
      String same = String.join("\n", finding.rule(), finding.subject().migration().id().key(),
          TokenDigest.of(List.of(finding.subject().statement())));
      int number = before.merge(same, 1, Integer::sum);
      all.add(new Located(judged, path(finding.subject().migration()), title(finding.rule()),
          Sha256.of((same + "\n" + number).getBytes(StandardCharsets.UTF_8))));
    }
    return all;
  }

  /** The same without those that are allowed. */
  List<Located> open() {
    return located().stream().filter(one -> one.judged().allowedBecause().isEmpty()).toList();
  }

  /** The file of a migration, as reports name it. */
  String path(Migration migration) {
    return directory.isEmpty() ? migration.file() : directory + "/" + migration.file();
  }

  long count(Severity severity) {
    return report.open().stream().filter(finding -> finding.severity() == severity).count();
  }

  long allowed() {
    return report.findings().stream().filter(judged -> judged.allowedBecause().isPresent()).count();
  }

  private String title(String rule) {
    return rules.stream().filter(one -> one.id().equals(rule)).map(Rule::title).findFirst().orElse("");
  }
}
