package dev.whimbrel.cli.screen;

import dev.whimbrel.problem.Excerpt;
import dev.whimbrel.problem.Position;

/** A line of a file with its number, and below it a mark at the place that is meant. */
public final class ExcerptText {
  private ExcerptText() {}

  /** Two lines, each with its end. */
  public static String of(Excerpt line, Position at, Screen screen) {
    String number = String.valueOf(at.line());
    int caret = line.text().offsetByCodePoints(0, line.caret());
    String before = Printable.of(line.text().substring(0, caret));
    String after = Printable.of(line.text().substring(caret));
    return "  " + screen.styled(number + " |", Style.FAINT) + " " + before + after + "\n  "
        + " ".repeat(number.length()) + screen.styled(" |", Style.FAINT) + " "
        + " ".repeat(Printable.width(before)) + screen.styled("^", Style.BAD) + "\n";
  }
}
