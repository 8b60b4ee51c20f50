package dev.whimbrel.cli.screen;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.problem.Shortened;
import org.jspecify.annotations.Nullable;

/** A problem for the person at three in the morning. */
final class ProblemText {
  private final Screen screen;
  private final StringBuilder out = new StringBuilder();

  private ProblemText(Screen screen) {
    this.screen = screen;
  }

  static String of(Problem problem, Screen screen) {
    return new ProblemText(screen).render(problem);
  }

  private String render(Problem problem) {
    Position at = problem.at();
    out.append(label(problem)).append(' ');
    if (at != null) {
      out.append(screen.styled(Printable.of(at.toString()), Style.STRONG)).append(' ');
    }
    out.append(lines(problem.message())).append('\n');
    if (at != null && problem.excerpt() != null) {
      out.append(ExcerptText.of(problem.excerpt(), at, screen));
    }
    server(problem.server(), problem.message());
    field("state", problem.state());
    field("next", problem.remedy());
    return out.toString();
  }

  private String label(Problem problem) {
    return problem.code().kind() == ProblemCode.Kind.WARNING
        ? screen.styled("warning:", Style.WARNING)
        : screen.styled("error:", Style.BAD);
  }

  private void server(@Nullable ServerError error, String message) {
    if (error == null) {
      return;
    }
    if (!message.startsWith(error.message())) {
      field("server", error.message());
    }
    if (!error.sqlState().isEmpty()) {
      field("sqlstate", error.sqlState());
    }
    field("detail", error.detail());
    field("hint", error.hint());
    field("context", error.context());
  }

  private void field(String name, @Nullable String value) {
    if (value != null) {
      out.append("  ").append(screen.styled(String.format("%-9s", name + ":"), Style.FAINT)).append(' ')
          .append(lines(value)).append('\n');
    }
  }

  /** Line ends are kept, further lines are set in. */
  private static String lines(String text) {
    return String.join("\n            ", Shortened.of(text).lines().map(Printable::of).toList());
  }
}
