package dev.whimbrel.report;

import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.plan.Step;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.StepResult;
import java.util.Objects;

/** Runs, surveys and journals as JSON; the form is documented in {@code docs/reference/json.md}. */
public final class ReportJson {
  private ReportJson() {}

  /** What became of each step. */
  public static Json of(RunReport report) {
    return Json.array(report.results().stream().map(ReportJson::of).toList());
  }

  private static Json of(StepResult result) {
    Json.Obj json = of(result.step());
    return switch (result) {
      case StepResult.Done done -> json.with("result", "done").with("took_ms", done.took().toMillis())
          .with("notices", Json.texts(done.notices()));
      case StepResult.Failed failed -> json.with("result", "failed").with("took_ms", failed.took().toMillis());
      case StepResult.NotReached notReached -> json.with("result", "not reached");
      case StepResult.SharedFate shared -> json.with("result", shared.fate() == StepResult.Fate.ROLLED_BACK
          ? "rolled back"
          : "unknown").with("with", shared.with().migration().id().toString());
      case StepResult.NotTried notTried -> json.with("result", "not tried").with("reason", notTried.reason());
    };
  }

  /** What is to be done to one migration. */
  public static Json.Obj of(Step step) {
    return Json.object()
        .with("version", step.migration().id().toString())
        .with("name", step.migration().description())
        .with("file", step.script().file())
        .with("direction", step.direction().word())
        .with("statements", step.script().statements().size());
  }

  /** One line of {@code status}. */
  public static Json.Obj of(Survey.Line line) {
    JournalEntry turn = line.standing().applied();
    JournalEntry attempt = line.standing().openAttempt();
    Json.Obj json = Json.object()
        .with("version", line.version())
        .with("state", line.state().label())
        .with("name", line.migration() == null
            ? Objects.requireNonNullElse(turn, attempt).description()
            : line.migration().description())
        .with("file", line.migration() == null ? null : line.migration().file());
    if (turn != null) {
      json = json.with("applied_at", turn.finishedAt().toString()).with("took_ms", turn.took().toMillis());
    }
    return attempt == null
        ? json
        : json.with("last_error", attempt.error())
            .with("statements_done", attempt.statementsDone()).with("statements_total", attempt.statementsTotal());
  }

  /** One row of {@code history}. */
  public static Json of(JournalEntry entry) {
    Json.Obj json = Json.object()
        .with("id", entry.id())
        .with("version", entry.version())
        .with("key", entry.key())
        .with("generation", entry.generation())
        .with("event", entry.event().word())
        .with("direction", entry.direction().word())
        .with("batch", entry.batch())
        .with("file", entry.file())
        .with("name", entry.description());
    if (entry.checksum() != null) {
      json = json.with("raw_checksum", entry.checksum().raw()).with("token_checksum", entry.checksum().tokens());
    }
    json = json.with("statements_done", entry.statementsDone())
        .with("statements_total", entry.statementsTotal())
        .with("started_at", entry.startedAt().toString())
        .with("finished_at", entry.finishedAt().toString())
        .with("role", entry.role())
        .with("client", entry.client())
        .with("os_user", entry.author().user())
        .with("host", entry.author().host())
        .with("tool", entry.author().tool())
        .with("error", entry.error())
        .with("run", entry.run());
    json = entry.backendPid() == null ? json : json.with("backend_pid", entry.backendPid());
    return entry.origin() == null ? json : json.with("origin", entry.origin());
  }
}
