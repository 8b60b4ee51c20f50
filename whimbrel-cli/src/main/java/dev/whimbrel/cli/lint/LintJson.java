package dev.whimbrel.cli.lint;

import dev.whimbrel.problem.Position;
import dev.whimbrel.report.Json;
import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.lint.Finding;
import dev.whimbrel.schema.lint.Severity;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.Observation.Lock;

/** What was found as JSON; the form is documented in {@code docs/reference/json.md}. */
public final class LintJson {
  private static final int LONGEST = 200;

  private LintJson() {}

  public static Json.Obj of(Linted linted) {
    return Json.object()
        .with("migrations", linted.migrations().size())
        .with("rehearsed", linted.report().rehearsed())
        .with("unseen", linted.report().unseen())
        .with("server", linted.server().isEmpty() ? null : linted.server())
        .with("errors", linted.count(Severity.ERROR))
        .with("warnings", linted.count(Severity.WARNING))
        .with("notes", linted.count(Severity.NOTE))
        .with("allowed", linted.allowed())
        .with("findings", Json.array(linted.located().stream().map(LintJson::of).toList()))
        .with("not_looked_at", Json.texts(linted.report().notes()));
  }

  private static Json of(Located one) {
    Finding finding = one.finding();
    Position from = one.from();
    Position to = one.to();
    Json.Obj json = Json.object()
        .with("rule", finding.rule())
        .with("title", one.title().isEmpty() ? null : one.title())
        .with("severity", Words.of(finding.severity()))
        .with("certainty", Words.of(finding.certainty()))
        .with("migration", finding.subject().migration().id().toString())
        .with("file", one.path())
        .with("line", from.line())
        .with("column", from.column())
        .with("end_line", to.line())
        .with("end_column", to.column())
        .with("statement", one.statement().brief(LONGEST))
        .with("what", finding.what())
        .with("why", finding.why());
    json = finding.lock() == null ? json : json.with("lock", of(finding.lock()));
    json = finding.size() == null ? json : json.with("size", of(finding.size()));
    return json
        .with("safe", Json.texts(Words.safe(finding)))
        .with("remedy", finding.remedy().isEmpty() ? null : finding.remedy())
        .with("allowed_because", one.judged().allowedBecause().orElse(null))
        .with("fingerprint", one.fingerprint());
  }

  private static Json of(Lock lock) {
    return Json.object().with("schema", lock.relation().schema()).with("relation", lock.relation().name())
        .with("mode", Words.of(lock.mode())).with("blocks", blocks(lock.mode().blocks()));
  }

  private static String blocks(LockMode.Blocks blocks) {
    return switch (blocks) {
      case DROPS -> "drops";
      case DDL -> "ddl";
      case WRITES -> "writes";
      case READS_AND_WRITES -> "reads-and-writes";
    };
  }

  private static Json of(Size size) {
    Json.Obj json = Json.object();
    json = size.rows() < 0 ? json : json.with("rows", size.rows());
    return json.with("bytes", size.bytes());
  }
}
