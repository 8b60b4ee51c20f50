package dev.whimbrel.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PairNameTest {
  private static final List<String> PARTS = List.of("", "1", "02", "_", "a", ".", "\n", "up", "down", ".sql", "up.sql",
      "_down.sql", "é");

  /** What golang-migrate looks for, and the same with underscores. */
  private static final Pattern DOTTED = Pattern.compile("(\\d+)_(.*)\\.(up|down)\\.sql", Pattern.DOTALL);
  private static final Pattern UNDERSCORED = Pattern.compile("(\\d+)_(?:(.*)_)?(up|down)\\.sql", Pattern.DOTALL);

  @Test
  void readsNamesAsTheirPatternsDo() {
    for (String name : names()) {
      assertThat(PairName.of(name)).as(name).isEqualTo(expected(name));
    }
  }

  private static Optional<PairName> expected(String name) {
    Optional<PairName> dotted = expected(name, DOTTED, '.');
    return dotted.isPresent() ? dotted : expected(name, UNDERSCORED, '_');
  }

  private static Optional<PairName> expected(String name, Pattern pattern, char joint) {
    Matcher matcher = pattern.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String middle = matcher.group(2) == null ? "" : matcher.group(2);
    Way way = matcher.group(3).equals("up") ? Way.UP : Way.DOWN;
    return Optional.of(new PairName(name, matcher.group(1), middle, way, joint));
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of(""));
    for (int length = 0; length < 5; length++) {
      List<String> longer = new ArrayList<>();
      for (String name : names) {
        PARTS.forEach(part -> longer.add(name + part));
      }
      names = longer.stream().distinct().toList();
    }
    return names;
  }
}
