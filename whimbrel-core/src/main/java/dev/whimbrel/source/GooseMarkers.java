package dev.whimbrel.source;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The lines {@code -- +goose …} of goose. */
final class GooseMarkers {
  private static final String PREFIX = "-- +goose ";
  private static final List<String> COMMANDS = List.of("Up", "Down", "StatementBegin", "StatementEnd", "NO TRANSACTION",
      "ENVSUB ON", "ENVSUB OFF");
  private static final Pattern MEANT = Pattern.compile("\\s*--\\s*\\+\\s*goose\\b.*", Pattern.CASE_INSENSITIVE);

  /**
   * What the markers of a file say.
   *
   * @param sections the parts of the file
   * @param substituted the lines in which variables are replaced
   */
  record Read(Sections sections, List<Span> substituted) {}

  private final Lines lines;
  private final Mistakes mistakes;
  private final Divider divider;
  private final List<Span> substituted = new ArrayList<>();
  private int substitutedFrom;

  private GooseMarkers(Lines lines, Mistakes mistakes) {
    this.lines = lines;
    this.mistakes = mistakes;
    this.divider = new Divider(lines, PREFIX, mistakes);
  }

  static Read read(Lines lines, Mistakes mistakes) {
    GooseMarkers reader = new GooseMarkers(lines, mistakes);
    lines.comments().forEach(reader::line);
    reader.substitution(lines.count() + 1, 0);
    return new Read(reader.divider.finish(), List.copyOf(reader.substituted));
  }

  private void line(int line) {
    String text = lines.text(line);
    if (!text.contains("+goose")) {
      if (MEANT.matcher(text).matches()) {
        wrong(line, "goose would not see this marker: it must begin its line as \"-- +goose \"",
            "correct the spelling");
      }
      return;
    }
    if (text.startsWith(" ") || text.startsWith("\t")) {
      wrong(line, "a marker of goose must not be indented", "remove the blanks before it");
      return;
    }
    String bare = text.replace("--", "");
    int at = bare.indexOf("+goose");
    command(line, (bare.substring(0, at) + bare.substring(at + "+goose".length())).strip()
        .replaceAll("\\s+", " "));
  }

  private void command(int line, String command) {
    switch (command.toLowerCase(Locale.ROOT)) {
      case "up" -> up(line);
      case "down" -> down(line);
      case "statementbegin" -> divider.statementBegin(line);
      case "statementend" -> divider.statementEnd(line);
      case "no transaction" -> {
        divider.noTransaction(Way.UP);
        divider.noTransaction(Way.DOWN);
      }
      case "envsub on" -> substitution(line, line + 1);
      case "envsub off" -> substitution(line, 0);
      default -> unknown(line, command);
    }
  }

  private void unknown(int line, String command) {
    String message = command.isEmpty() ? "the marker of goose is empty" : "\"" + command + "\" is no command of goose";
    wrong(line, message, Nearest.to(command, COMMANDS).map(near -> "did you mean \"" + PREFIX + near + "\"?").orElse(
        "the commands are " + String.join(", ", COMMANDS)
            + "; goose takes every comment with \"+goose\" for a marker"));
  }

  private void up(int line) {
    if (divider.has(Way.UP)) {
      wrong(line, "\"-- +goose Up\" stands here a second time", "a file has one up part: join them");
      return;
    }
    divider.begin(Way.UP, line);
  }

  private void down(int line) {
    if (!divider.has(Way.UP)) {
      wrong(line, "\"-- +goose Down\" stands before \"-- +goose Up\"", "put the up part first");
      return;
    }
    if (divider.has(Way.DOWN)) {
      wrong(line, "\"-- +goose Down\" stands here a second time", "a file has one down part: join them");
      return;
    }
    divider.begin(Way.DOWN, line);
  }

  /** Ends the lines in which variables are replaced, and begins new ones if {@code from} is a line. */
  private void substitution(int line, int from) {
    if (substitutedFrom > 0) {
      substituted.add(new Span(substitutedFrom, line));
    }
    substitutedFrom = from;
  }

  private void wrong(int line, String message, String remedy) {
    mistakes.add(lines.problem(ProblemCode.BAD_MARKER, line, message, remedy));
  }
}
