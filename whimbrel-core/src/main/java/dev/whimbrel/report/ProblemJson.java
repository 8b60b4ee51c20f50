package dev.whimbrel.report;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ServerError;

/** A problem as JSON; the form is documented in {@code docs/reference/json.md}. */
public final class ProblemJson {
  private ProblemJson() {}

  public static Json of(Problem problem) {
    Json.Obj json = Json.object()
        .with("code", problem.code().name())
        .with("message", problem.message());
    Position at = problem.at();
    if (at != null) {
      json = json.with("file", at.file()).with("line", at.line()).with("column", at.column());
    }
    ServerError server = problem.server();
    if (server != null) {
      json = json.with("sqlstate", server.sqlState())
          .with("server_message", server.message())
          .with("detail", server.detail())
          .with("hint", server.hint())
          .with("context", server.context());
    }
    return json.with("state", problem.state()).with("remedy", problem.remedy());
  }
}
