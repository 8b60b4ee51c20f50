package dev.whimbrel.schema.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SQL files and the facts that they make, on every major version whose binaries are here. See the README.md beside the files.
 */
class FactsTest {
  private static final Path CASES = Path.of("src/test/resources/inspect");
  private static final boolean UPDATE = Boolean.getBoolean("inspect.update");
  private static final Pattern VERSIONS = Pattern.compile(" -- (?:since (\\d+))? ?(?:before (\\d+))?$");
  private static final Map<Integer, TestDatabase> DATABASES = new ConcurrentHashMap<>();
  private static final Map<Integer, Database> SESSIONS = new ConcurrentHashMap<>();

  static Stream<String> cases() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".sql"))
          .map(name -> name.substring(0, name.length() - 4)).sorted().toList().stream();
    }
  }

  @AfterAll
  static void close() {
    SESSIONS.values().forEach(Database::close);
    DATABASES.values().forEach(TestDatabase::close);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void factsAre(String name) throws IOException {
    String script = Files.readString(CASES.resolve(name + ".sql"));
    Map<Integer, List<String>> facts = new TreeMap<>();
    for (int major : majors()) {
      if (isFor(major, script.lines().findFirst().orElse(""))) {
        facts.put(major, facts(major, script));
      }
    }
    Path file = CASES.resolve(name + ".facts");
    if (UPDATE) {
      Files.writeString(file, String.join("\n", merged(facts)) + "\n");
    }
    List<String> expected = Files.readAllLines(file);
    facts.forEach((major, found) -> assertThat(found).as("PostgreSQL " + major)
        .containsExactlyInAnyOrderElementsOf(expected.stream().filter(line -> isFor(major, line))
            .map(line -> VERSIONS.matcher(line).replaceFirst("")).toList()));
    assertThat(facts).isNotEmpty();
  }

  private static List<Integer> majors() {
    return IntStream.rangeClosed(14, 18).filter(FactsTest::isHere).boxed().toList();
  }

  private static boolean isHere(int major) {
    try {
      DATABASES.computeIfAbsent(major, Databases::create);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** In a transaction that is rolled back; what is read twice is the same. */
  private static List<String> facts(int major, String script) {
    Database database = SESSIONS.computeIfAbsent(major, FactsTest::session);
    String text = String.join("\n", script.lines().filter(line -> isFor(major, line)).toList());
    try {
      Answer answer = database.send("begin;\n" + text);
      assertThat(answer.failure()).as("PostgreSQL " + major).isNull();
      DatabaseSchema schema = Inspector.inspect(database, Scope.everything());
      assertThat(Inspector.inspect(database, Scope.everything())).isEqualTo(schema);
      return Facts.of(schema);
    } finally {
      database.send("rollback");
    }
  }

  private static Database session(int major) {
    TestDatabase database = Objects.requireNonNull(DATABASES.get(major));
    return Database.open(DatabaseUrl.parse(database.url()).orThrow(), SessionSettings.standard());
  }

  private static boolean isFor(int major, String line) {
    Matcher versions = VERSIONS.matcher(" " + line);
    if (!versions.find()) {
      return true;
    }
    return (versions.group(1) == null || major >= Integer.parseInt(versions.group(1)))
        && (versions.group(2) == null || major < Integer.parseInt(versions.group(2)));
  }

  /** All lines, in the order of the newest version that has them, those of some versions marked. */
  private static List<String> merged(Map<Integer, List<String>> facts) {
    Map<String, NavigableSet<Integer>> lines = new LinkedHashMap<>();
    List<Integer> majors = new ArrayList<>(facts.keySet());
    majors.sort(Comparator.reverseOrder());
    for (int major : majors) {
      facts.getOrDefault(major, List.of())
          .forEach(line -> lines.computeIfAbsent(line, one -> new TreeSet<>()).add(major));
    }
    return lines.entrySet().stream().map(entry -> entry.getKey() + mark(entry.getValue(), majors)).toList();
  }

  private static String mark(NavigableSet<Integer> majors, List<Integer> all) {
    String since = majors.first().equals(all.getLast()) ? "" : " since " + majors.first();
    String before = majors.last().equals(all.getFirst()) ? "" : " before " + (majors.last() + 1);
    return since.isEmpty() && before.isEmpty() ? "" : " --" + since + before;
  }
}
