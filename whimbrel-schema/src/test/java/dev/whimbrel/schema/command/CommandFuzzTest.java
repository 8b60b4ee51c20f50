package dev.whimbrel.schema.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.whimbrel.sql.Lexicon.Strings;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the text, it is read, and in a time that grows with its length. */
@Execution(ExecutionMode.CONCURRENT)
class CommandFuzzTest {
  private static final Path COMMANDS = Path.of("src/test/resources/command/commands.txt");
  private static final int TEXTS = 20_000;
  private static final int LONG = 30_000;
  private static final Duration ENOUGH = Duration.ofSeconds(10);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void readsCutAndSplicedStatements(long seed) throws IOException {
    List<String> lines = Files.readAllLines(COMMANDS).stream()
        .filter(line -> !line.isEmpty() && !line.startsWith(" ")).toList();
    Random random = new Random(seed);
    int known = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = spliced(lines, random);
      try {
        Strings strings = random.nextBoolean() ? Strings.STANDARD : Strings.BACKSLASH_ESCAPES;
        known += read(text, strings) instanceof SqlCommand.Other ? 0 : 1;
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ": " + text, e);
      }
    }
    assertThat(known).isBetween(TEXTS / 10, TEXTS);
  }

  /** The beginning of one and the end of another, and often words of a third in between, in another order or twice. */
  private static String spliced(List<String> lines, Random random) {
    List<String> tokens = new ArrayList<>(List.of(one(lines, random).split("(?<=\\W)|(?=\\W)")));
    int from = random.nextInt(tokens.size());
    List<String> others = List.of(one(lines, random).split("(?<=\\W)|(?=\\W)"));
    switch (random.nextInt(4)) {
      case 0 -> tokens = new ArrayList<>(tokens.subList(0, from));
      case 1 -> tokens.addAll(from, others.subList(random.nextInt(others.size()), others.size()));
      case 2 -> tokens.remove(from);
      default -> tokens.set(from, one(others, random));
    }
    return String.join("", tokens).replace('¶', '\n');
  }

  private static String one(List<String> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  /** As no scanner would give it: nothing need be closed. */
  private static SqlCommand read(String text, Strings strings) {
    Source source = Source.ofText("test.sql", text);
    int end = source.end();
    return SqlCommand.of(new Statement(source, 0, end, end, end, 1, 1, StatementKind.ORDINARY, strings));
  }

  @Test
  void readsNothing() {
    assertThat(read("", Strings.STANDARD)).isEqualTo(new SqlCommand.Other(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "((a)), ", "a, ", "a int, ", "ADD a int, ", "ALTER a TYPE int, ", "CHECK (",
      "CASE ",
      "'a'\n", ". a", "NOT NULL ", "DEFAULT 1 ", "WITH a AS (", "REFERENCES b ", "a[", "U&\"a\" "})
  void longTextsTakeNoLonger(String part) {
    String many = part.repeat(LONG);
    for (String head : List.of("CREATE TABLE t (", "CREATE TABLE t (a int ", "ALTER TABLE t ", "ALTER TABLE t ADD a ",
        "CREATE INDEX ON t (", "WITH a AS (", "SET a = ", "DROP TABLE ", "DROP FUNCTION f(", "CREATE TYPE t AS ENUM (",
        "CREATE DOMAIN d int ", "DO ", "UPDATE t SET ", "VACUUM (", "CREATE VIEW v AS ", "")) {
      assertTimeout(ENOUGH, () -> read(head + many, Strings.STANDARD), head + part);
      assertTimeout(ENOUGH, () -> read(head + many + ")".repeat(LONG), Strings.STANDARD), head + part);
    }
  }
}
