package dev.whimbrel.cli.lint;

import dev.whimbrel.cli.screen.Printable;
import dev.whimbrel.schema.lint.Severity;
import java.util.stream.Collectors;

/**
 * What was found as commands of GitHub's workflows, which show it at the lines of a pull request. What is allowed is left out.
 *
 * @see <a href="https://docs.github.com/actions/reference/workflow-commands-for-github-actions">Workflow commands</a>
 */
public final class GithubAnnotations {
  private GithubAnnotations() {}

  /** A line for each finding, with its end. */
  public static String of(Linted linted) {
    return linted.open().stream().map(GithubAnnotations::line).collect(Collectors.joining());
  }

  private static String line(Located one) {
    String title = (one.finding().rule() + " " + one.title()).strip();
    return "::" + command(one.finding().severity())
        + " file=" + property(one.path())
        + ",line=" + one.from().line()
        + ",endLine=" + one.to().line()
        + ",title=" + property(title)
        + "::" + data(Words.message(one.finding())) + "\n";
  }

  private static String command(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "notice";
    };
  }

  /** The runner reads a line; in it a percent sign begins what stands for something else. */
  private static String data(String text) {
    return text.lines().map(Printable::of).map(line -> line.replace("%", "%25")).collect(Collectors.joining("%0A"));
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
