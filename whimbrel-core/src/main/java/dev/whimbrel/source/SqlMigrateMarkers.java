package dev.whimbrel.source;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.ProblemCode;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The lines {@code -- +migrate …} of sql-migrate. */
final class SqlMigrateMarkers {
  private static final String PREFIX = "-- +migrate ";
  private static final String NO_TRANSACTION = "notransaction";
  private static final List<String> COMMANDS = List.of("Up", "Down", "StatementBegin", "StatementEnd");
  private static final Pattern MEANT = Pattern.compile("\\s*--\\s*\\+\\s*migrate\\b.*", Pattern.CASE_INSENSITIVE);

  private final Lines lines;
  private final Mistakes mistakes;
  private final Divider divider;

  private SqlMigrateMarkers(Lines lines, Mistakes mistakes) {
    this.lines = lines;
    this.mistakes = mistakes;
    this.divider = new Divider(lines, PREFIX, mistakes);
  }

  static Sections read(Lines lines, Mistakes mistakes) {
    SqlMigrateMarkers reader = new SqlMigrateMarkers(lines, mistakes);
    lines.comments().forEach(reader::line);
    return reader.divider.finish();
  }

  private void line(int line) {
    String text = lines.text(line);
    if (text.startsWith(PREFIX) && !text.substring(PREFIX.length()).isBlank()) {
      List<String> words = Arrays.asList(text.substring(PREFIX.length()).strip().split("\\s+"));
      command(line, words.getFirst(), words.subList(1, words.size()));
    } else if (MEANT.matcher(text).matches()) {
      wrong(line, "sql-migrate would not see this marker: it must begin its line as \"-- +migrate \"",
          "write \"-- +migrate Up\" or \"-- +migrate Down\"");
    }
  }

  private void command(int line, String command, List<String> options) {
    switch (command) {
      case "Up" -> begin(Way.UP, line, options);
      case "Down" -> begin(Way.DOWN, line, options);
      case "StatementBegin" -> divider.statementBegin(line);
      case "StatementEnd" -> divider.statementEnd(line);
      default -> wrong(line, "\"" + command + "\" is no command of sql-migrate, which would pass over this line",
          Nearest.to(command, COMMANDS).map(near -> "did you mean \"" + PREFIX + near + "\"?")
              .orElse("the commands are Up, Down, StatementBegin and StatementEnd"));
    }
  }

  private void begin(Way way, int line, List<String> options) {
    divider.begin(way, line);
    for (String option : options) {
      if (option.equals(NO_TRANSACTION)) {
        divider.noTransaction(way);
      } else {
        wrong(line, "\"" + option + "\" is no option of sql-migrate, which would pass over it",
            Nearest.to(option, List.of(NO_TRANSACTION)).map(near -> "did you mean \"" + near + "\"?")
                .orElse("remove it; the only option is " + NO_TRANSACTION));
      }
    }
  }

  private void wrong(int line, String message, String remedy) {
    mistakes.add(lines.problem(ProblemCode.BAD_MARKER, line, message, remedy));
  }
}
