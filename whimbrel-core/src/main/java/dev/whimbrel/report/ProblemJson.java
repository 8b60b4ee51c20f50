package dev.whimbrel.report;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.problem.Shortened;
import org.jspecify.annotations.Nullable;

/** A problem as JSON; the form is documented in {@code docs/reference/json.md}. */
public final class ProblemJson {
  private ProblemJson() {}

  public static Json of(Problem problem) {
    Json.Obj json = Json.object()
        .with("code", problem.code().name())
        .with("message", Shortened.of(problem.message()));
    Position at = problem.at();
    if (at != null) {
      json = json.with("file", at.file()).with("line", at.line()).with("column", at.column());
    }
    ServerError server = problem.server();
    if (server != null) {
      json = json.with("sqlstate", server.sqlState())
          .with("server_message", Shortened.of(server.message()))
          .with("detail", cut(server.detail()))
          .with("hint", cut(server.hint()))
          .with("context", cut(server.context()));
    }
    return json.with("state", cut(problem.state())).with("remedy", cut(problem.remedy()));
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null ? null : Shortened.of(text);
  }
}
