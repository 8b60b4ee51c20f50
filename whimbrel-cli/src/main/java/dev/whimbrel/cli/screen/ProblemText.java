package dev.whimbrel.cli.screen;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ServerError;
import org.jspecify.annotations.Nullable;

/** A problem for the person at three in the morning. */
final class ProblemText {
  /** A longer line is shown around the place that is meant. */
  private static final int WIDEST = 120;

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
    out.append(screen.styled("error:", Style.BAD)).append(' ');
    if (at != null) {
      out.append(screen.styled(Printable.of(at.toString()), Style.STRONG)).append(' ');
    }
    out.append(lines(problem.message())).append('\n');
    if (at != null && problem.excerpt() != null) {
      excerpt(problem.excerpt(), at);
    }
    server(problem.server(), problem.message());
    field("state", problem.state());
    field("next", problem.remedy());
    return out.toString();
  }

  private void excerpt(String line, Position at) {
    String number = String.valueOf(at.line());
    int[] points = line.codePoints().toArray();
    int caret = Math.min(at.column() - 1, points.length);
    int from = caret < WIDEST ? 0 : caret - WIDEST / 2;
    int to = Math.min(points.length, from + WIDEST);
    String before = Printable.of(new String(points, from, caret - from));
    String after = Printable.of(new String(points, caret, to - caret));
    String dots = from > 0 ? "… " : "";
    out.append("  ").append(screen.styled(number + " |", Style.FAINT)).append(' ').append(dots).append(before)
        .append(after)
        .append(to < points.length ? " …" : "").append('\n');
    out.append("  ").append(" ".repeat(number.length())).append(screen.styled(" |", Style.FAINT)).append(' ')
        .append(" ".repeat(dots.length() + Printable.width(before)))
        .append(screen.styled("^", Style.BAD)).append('\n');
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
    return String.join("\n            ", text.lines().map(Printable::of).toList());
  }
}
