package dev.whimbrel.cli.lint;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.lint.Certainty;
import dev.whimbrel.schema.lint.Finding;
import dev.whimbrel.schema.lint.LintReport;
import dev.whimbrel.schema.lint.LintReport.Judged;
import dev.whimbrel.schema.lint.Rule;
import dev.whimbrel.schema.lint.Severity;
import dev.whimbrel.schema.lint.Subject;
import dev.whimbrel.schema.lint.Subjects;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.Observation.Lock;
import dev.whimbrel.schema.rehearse.Observation.Relation;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Findings that nobody has found, with all the signs that reports stumble over. */
final class Invented {
  private static final Map<String, String> FILES = Map.of(
      "001_plain.up.sql", "SELECT 1;\n",
      "002_größe & 50%,x.up.sql", """
          -- comment
          ALTER TABLE "größe" ADD CONSTRAINT "<a & b>"
            CHECK (preis > 0 AND anteil % 100 = 0);
            UPDATE t SET a = 'x';
          UPDATE t SET a = 'x';
          """,
      "003_secret.up.sql", "CREATE ROLE app PASSWORD 'geheim';\n");

  private Invented() {}

  static Linted linted() {
    return linted("");
  }

  /** The same with some text before the first statements. */
  static Linted linted(String before) {
    List<Migration> migrations = migrations(before);
    List<Subject> subjects = Subjects.of(migrations, List.of());
    Lock all = new Lock(new Relation("public", "größe"), LockMode.ACCESS_EXCLUSIVE);
    Lock share = new Lock(new Relation("public", "t"), LockMode.SHARE);
    List<Judged> findings = List.of(
        new Judged(new Finding("WB110", Severity.ERROR, Certainty.PROVEN, subjects.get(1),
            "all rows of \"größe\" are read,\nwhile 100% of <readers & writers> wait",
            "::error:: nobody's request \u001b[31mends\u001b[0m before it does", all,
            new Size(1_234_567, 456_789_012, -1),
            List.of("ALTER TABLE \"größe\" ADD CONSTRAINT \"<a & b>\"\n  CHECK (preis > 0) NOT VALID",
                "-- in a migration of its own\nALTER TABLE \"größe\" VALIDATE CONSTRAINT \"<a & b>\";"),
            "set it, \"quoted\", in two steps"), Optional.empty()),
        new Judged(new Finding("WB403", Severity.WARNING, Certainty.DERIVED, subjects.get(2),
            "all rows of \"t\" are written", "its size doubles", share, new Size(-1, 1, 0), List.of(), ""),
            Optional.empty()),
        new Judged(textual("WB403", Severity.WARNING, subjects.get(3), "all rows of \"t\" are written",
            "its size doubles", ""), Optional.of("it has ten rows, \"at most\" <10 & 50%>")),
        new Judged(textual("WB403", Severity.NOTE, subjects.get(3), "it is written twice", "somebody has forgotten why",
            "did somebody copy it?"), Optional.empty()),
        new Judged(textual("WB999", Severity.NOTE, subjects.get(4), "a password is in it", "others read it", ""),
            Optional.empty()));
    LintReport report = new LintReport(findings, 4, 1,
        List.of("003_secret.up.sql was not rehearsed: 50% of <it>\nneed a role"));
    List<Rule> rules = List.of(rule("WB110", "a check constraint is verified at once, \"<a & b>\"", Severity.ERROR),
        rule("WB403", "rows are written, 50%, all: of them", Severity.WARNING));
    return new Linted(report, migrations, rules, "./db/migrations/", "PostgreSQL 18.6 (embedded)");
  }

  static Linted nothing() {
    return new Linted(new LintReport(List.of(), 0, 2, List.of()), migrations("").subList(0, 1), List.of(), ".", "");
  }

  /** One of a text alone. */
  @SuppressWarnings("NullAway") // it does not see in a class file that a nested type may be null
  private static Finding textual(String rule, Severity severity, Subject subject, String what, String why,
      String remedy) {
    return new Finding(rule, severity, Certainty.SUSPECTED, subject, what, why, null, null, List.of(), remedy);
  }

  private static Rule rule(String id, String title, Severity severity) {
    return new Rule(id, title, severity, (subject, context) -> Stream.empty());
  }

  private static List<Migration> migrations(String before) {
    Map<String, byte[]> files = new TreeMap<>();
    FILES.forEach((name, text) -> files.put(name, (before + text).getBytes(StandardCharsets.UTF_8)));
    return Format.GOLANG_MIGRATE.parse(FileSet.of("written", files), ParseOptions.standard()).orThrow().migrations();
  }
}
