package dev.whimbrel.schema.lint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A file of {@code lint/}, which is about the rule that it is called after: see the README there. */
record RuleCase(Path file, List<Section> sections) {
  private static final Path FILES = Path.of("src/test/resources/lint");
  private static final Pattern HEADING = Pattern
      .compile("-- (setup|context|fires|near|finds|suspects)\\b(.*)");

  RuleCase {
    sections = List.copyOf(sections);
  }

  /**
   * A heading and what follows it.
   *
   * @param word the first of the heading
   * @param heading the whole line
   */
  record Section(String word, String heading, String body) {
    boolean isExpected() {
      return word.equals("finds") || word.equals("suspects");
    }
  }

  /** All of them, in the order of their names. */
  static List<RuleCase> all() {
    try (Stream<Path> files = Files.list(FILES)) {
      return files.filter(file -> file.toString().endsWith(".case")).sorted().map(RuleCase::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The id of the rule. */
  String rule() {
    return name().substring(0, "WB000".length());
  }

  String name() {
    return Objects.requireNonNull(file.getFileName()).toString().replace(".case", "");
  }

  private static RuleCase of(Path file) {
    List<Section> sections = new ArrayList<>();
    String heading = "";
    StringBuilder body = new StringBuilder();
    for (String line : lines(file)) {
      if (HEADING.matcher(line).matches()) {
        add(sections, heading, body);
        heading = line;
        body.setLength(0);
      } else {
        body.append(line).append('\n');
      }
    }
    add(sections, heading, body);
    return new RuleCase(file, sections);
  }

  private static void add(List<Section> sections, String heading, StringBuilder body) {
    Matcher matcher = HEADING.matcher(heading);
    String word = matcher.matches() ? matcher.group(1) : "";
    sections.add(new Section(word, heading, body.toString()));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
