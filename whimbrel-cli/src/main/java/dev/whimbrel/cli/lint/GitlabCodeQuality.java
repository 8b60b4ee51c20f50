package dev.whimbrel.cli.lint;

import dev.whimbrel.report.Json;
import dev.whimbrel.schema.lint.Severity;

/**
 * What was found as GitLab's report of code quality, which merge requests show. What is allowed is left out.
 *
 * @see <a href="https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format">Code Quality report format</a>
 */
public final class GitlabCodeQuality {
  private GitlabCodeQuality() {}

  /** The document. */
  public static String of(Linted linted) {
    return Json.array(linted.open().stream().map(GitlabCodeQuality::of).toList()).render() + "\n";
  }

  private static Json of(Located one) {
    return Json.object()
        .with("description", one.finding().what() + "; " + one.finding().why())
        .with("check_name", one.finding().rule())
        .with("fingerprint", one.fingerprint())
        .with("severity", severity(one.finding().severity()))
        .with("location", Json.object().with("path", one.path()).with("lines",
            Json.object().with("begin", one.from().line()).with("end", one.to().line())));
  }

  private static String severity(Severity severity) {
    return switch (severity) {
      case ERROR -> "critical";
      case WARNING -> "major";
      case NOTE -> "info";
    };
  }
}
