package dev.whimbrel.cli.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page that sets a team's commands beside Whimbrel's: what its comments say is to be done, and its rows, in their order.
 *
 * @param items directives and rows
 */
record SeedPage(List<Item> items) {
  private static final Path PAGES = Path.of(System.getProperty("basedir", ""), "..", "docs", "seeds");
  private static final Pattern COMMENT = Pattern.compile("<!-- (\\S.*\\S) -->");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern VERDICT = Pattern.compile("(yes|run)(?:, exit (\\d+))?(?:, says `([^`]+)`)?");
  private static final List<String> STATES = List.of("not run here", "not there", "as before");
  private static final String HEAD = "In the handbook";

  /** What stands on a page. */
  sealed interface Item {}

  /** Something that the test is to do. */
  record Directive(String text) implements Item {}

  /** A line of a table. */
  record Row(String handbook, String through, String own, String state) implements Item {
    /** What the handbook's words are to come to, where they are run. */
    Optional<Verdict> ofHandbook() {
      return Verdict.of(through);
    }

    /** The same of Whimbrel's. */
    Optional<Verdict> ofOwn() {
      return Verdict.of(state);
    }
  }

  /** The exit code of a command, and what it says. */
  record Verdict(int exitCode, String says) {
    static Optional<Verdict> of(String cell) {
      Matcher matcher = VERDICT.matcher(cell);
      return matcher.matches()
          ? Optional.of(new Verdict(matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)),
              Optional.ofNullable(matcher.group(3)).orElse("")))
          : Optional.empty();
    }
  }

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.matches("\\d-.*\\.md")).sorted()
          .toList();
    }
  }

  static SeedPage read(String name) throws IOException {
    List<Item> items = new ArrayList<>();
    for (String line : Files.readAllLines(PAGES.resolve(name))) {
      Matcher comment = COMMENT.matcher(line);
      if (comment.matches()) {
        items.add(new Directive(comment.group(1)));
      } else if (line.startsWith("| ") && !line.startsWith("| " + HEAD)) {
        items.add(row(name, line));
      }
    }
    return new SeedPage(items);
  }

  private static Row row(String name, String line) {
    List<String> cells = Arrays.stream(line.substring(1, line.length() - 1).split("\\|", -1)).map(String::strip)
        .toList();
    assertThat(cells).as(name + ": " + line).hasSize(4);
    Row row = new Row(code(cells.get(0)), cells.get(1), code(cells.get(2)), cells.get(3));
    assertThat(STATES.contains(row.state()) || row.ofOwn().isPresent()).as(name + ": the state in: " + line).isTrue();
    assertThat(row.through().isEmpty() || row.ofHandbook().isPresent()).as(name + ": through \"as\" in: " + line)
        .isTrue();
    return row;
  }

  /** The command in a cell, or all of a cell that has none. */
  private static String code(String cell) {
    Matcher code = CODE.matcher(cell);
    return code.find() ? code.group(1) : cell;
  }
}
