package dev.whimbrel.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Options;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a whimbrel.yaml can do to its reader: one clear error, in bounded time and memory. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileYamlTest {
  @TempDir
  Path directory;

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      dir: &a x\\nurl: *a            | whimbrel.yaml:2:6 the alias *a is not read; write out what it stands for
      a: &a [*a]                     | whimbrel.yaml:1:8 the alias *a is not read; write out what it stands for
      dir: !!binary aGk=             | whimbrel.yaml:1:6 the tag "tag:yaml.org,2002:binary" is not read; leave it out: every value is a text
      dir: !!java.net.URL [x]        | whimbrel.yaml:1:6 the tag "tag:yaml.org,2002:java.net.URL" is not read; leave it out: every value is a text
      dir: !secret x                 | whimbrel.yaml:1:6 the tag "!secret" is not read; leave it out: every value is a text
      dir: a\\n---\\ndir: b          | whimbrel.yaml:2:1 a second document begins here; leave one; what differs between environments stands under "environments"
      dir: a\\ndir: b                | whimbrel.yaml:2:1 the key "dir" stands here twice; remove one of the two
      dir: {a: b}                    | whimbrel.yaml:1:6 "dir" must be a single value; write it in one line: "dir: value"
      dir:                           | whimbrel.yaml:1:5 "dir" has no value; write one, or remove the line; an empty text is ""
      dir: ~                         | whimbrel.yaml:1:6 "dir" has no value; write one, or remove the line; an empty text is ""
      ? [a]\\n: b                    | whimbrel.yaml:1:1 not YAML: Non scalar key is detected but it is not configured to be allowed.; mend it there or just before it; a value with signs of YAML in it, such as : or #, stands in quotes
      dir: a\\u0000b                 | whimbrel.yaml:1:7 the character U+0000 cannot stand in YAML; the file is not text, or is damaged there; write it anew
      dir: a\\n\\u0007               | whimbrel.yaml:2:1 the character U+0007 cannot stand in YAML; the file is not text, or is damaged there; write it anew
      dir: [                         | whimbrel.yaml:1:7 not YAML: expected the node content, but found '<stream end>'; mend it there or just before it; a value with signs of YAML in it, such as : or #, stands in quotes
      dir: @x                        | whimbrel.yaml:1:6 not YAML: found character '@' that cannot start any token. (Do not use @ for indentation); mend it there or just before it; a value with signs of YAML in it, such as : or #, stands in quotes
      """)
  void refuses(String yaml, String problem) {
    String text = yaml.replace("\\n", "\n").replace("\\u0000", "\0").replace("\\u0007", "\u0007");
    assertThat(read(text).problems()).extracting(HostileYamlTest::line)
        .containsExactly(problem);
  }

  @Test
  void anAliasBombDoesNotGoOff() {
    String bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + IntStream.range(1, 30)
        .mapToObj(i -> "a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(8) + "*a" + (i - 1) + "]")
        .collect(Collectors.joining("\n"));
    assertThat(read(bomb).problems()).extracting(HostileYamlTest::line)
        .containsExactly("whimbrel.yaml:2:10 the alias *a0 is not read; write out what it stands for");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- "})
  void depthIsBounded(String opening) {
    assertThat(read("dir: " + (opening.equals("- ") ? "\n  " : "") + opening.repeat(100_000)).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).isEqualTo("this is deeper than 10 levels"));
  }

  @Test
  void theNumberOfValuesIsBounded() {
    String many = IntStream.range(0, 60_000).mapToObj(i -> "a" + i + ": 1").collect(Collectors.joining("\n"));
    assertThat(read("placeholders: {" + many.replace("\n", ", ") + "}").problems()).singleElement()
        .satisfies(problem -> assertThat(problem.message()).isEqualTo("this is more than 50000 keys and values"));
  }

  @Test
  void soIsTheNumberOfProblems() {
    String wrong = IntStream.range(0, 20_000).mapToObj(i -> "dirr" + i + ": 1").collect(Collectors.joining("\n"));
    assertThat(read(wrong).problems()).hasSize(20);
  }

  @Test
  void theSizeIsBounded() {
    assertThat(read("# " + "x".repeat(2_000_000)).problems()).extracting(Problem::message)
        .containsExactly("the configuration \"whimbrel.yaml\" cannot be read: it is longer than 1 MB");
  }

  /** Broken files of all kinds: each is read, or refused with a place. */
  @Test
  void readsOrRefusesWhateverItIsGiven() {
    String seed = """
        dir: db # comment
        placeholders: {a: "b", 'c': d}
        environments:
          prod: {url: "postgres://h/d", protected: true}
          local:
            lock-wait: 5s
        services:
          one: {dir: a, requires: [two]}
          two: {dir: b}
        """;
    String signs = "{}[]:,-?&*!|>'\"%@`#\n \t\\~ab1é\u0001\ufeff";
    Random random = new Random(20_260_301);
    int read = 0;
    for (int i = 0; i < 5_000; i++) {
      StringBuilder file = new StringBuilder(seed);
      for (int change = random.nextInt(3); change >= 0; change--) {
        int at = random.nextInt(file.length());
        switch (random.nextInt(3)) {
          case 0 -> file.setCharAt(at, signs.charAt(random.nextInt(signs.length())));
          case 1 -> file.insert(at, signs.charAt(random.nextInt(signs.length())));
          default -> file.delete(at, Math.min(file.length(), at + 1 + random.nextInt(10)));
        }
      }
      Result<ConfigFile> result = new ConfigReader("whimbrel.yaml", Options.configurationKeys()).read(file.toString());
      assertThat(result.problems()).as(file.toString()).allSatisfy(problem -> assertThat(problem.at()).isNotNull());
      read += result.problems().isEmpty() ? 1 : 0;
    }
    assertThat(read).as("files that could be read").isBetween(200, 4_500);
  }

  private Result<ConfigFile> read(String yaml) {
    Path file = directory.resolve("whimbrel.yaml");
    try {
      Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return ConfigFile.read(file, "whimbrel.yaml", Options.configurationKeys());
  }

  private static String line(Problem problem) {
    return (problem.at() == null ? "" : problem.at() + " ") + problem.message() + "; " + problem.remedy();
  }
}
