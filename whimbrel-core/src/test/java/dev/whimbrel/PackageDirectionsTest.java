package dev.whimbrel;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows between packages, read from the sources. Whoever needs another arrow adds it here, with the reason. */
class PackageDirectionsTest {
  private static final Path CORE = Path.of("src/main/java/dev/whimbrel");
  private static final Path CATALOG = Path.of("../whimbrel-catalog/src/main/java/dev/whimbrel");
  private static final Path EMBEDDED = Path.of("../whimbrel-embedded/src/main/java/dev/whimbrel");

  private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
      entry("source", Set.of("migration", "sql", "problem")),
      // source: what a tool writes follows from its files: their names, bytes and hashes
      // plan: how far another tool got with a script is compared as at any resumption
      entry("peer", Set.of("source", "plan", "history", "database", "migration", "sql", "problem")),
      entry("migration", Set.of("sql", "problem")),
      // sql: what is resumed is compared statement by statement
      entry("plan", Set.of("migration", "history", "problem", "sql")),
      // migration: the mode of a script decides how it is run
      entry("run", Set.of("plan", "history", "database", "sql", "problem", "migration")),
      // sql: the journal quotes the name of its schema and the values of its rows
      entry("history", Set.of("migration", "database", "problem", "sql")),
      // plan, history, doctor, problem: "status", "history" and "doctor" are reports as well as runs are
      entry("report", Set.of("run", "plan", "history", "doctor", "problem")),
      // migration, plan: the directory is held against the journal, and what is pending against the role;
      // peer: the table of another tool is held against the journal
      entry("doctor", Set.of("peer", "plan", "history", "database", "migration", "sql", "problem")),
      entry("database", Set.of("sql", "problem")),
      entry("sql", Set.of("problem")),
      entry("fleet", Set.of()),
      entry("problem", Set.of()));

  /** An import, or a name written out in full; comments do not count. */
  private static final Pattern USE = Pattern.compile("\\bdev\\.whimbrel\\.([a-z]+)\\.");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");
  private static final Pattern WORLD = Pattern.compile(
      "System\\.(out|err|exit|in|console)\\b|Runtime\\.getRuntime|System\\.getLogger|java\\.util\\.logging|org\\.slf4j|printStackTrace");

  @Test
  void packagesUseOnlyThoseThatTheArchitectureAllows() {
    assertThat(arrows()).isEmpty();
  }

  @Test
  void everyPackageStandsInTheTable() throws IOException {
    try (Stream<Path> children = Files.list(CORE)) {
      assertThat(children.filter(Files::isDirectory).map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(ALLOWED.keySet());
    }
  }

  @Test
  void coreNeitherPrintsNorExitsNorLogs() {
    assertThat(sources(CORE).filter(file -> WORLD.matcher(code(file)).find())).isEmpty();
  }

  @Test
  void coreKnowsNothingOfWhatStandsOnIt() {
    assertThat(uses(CORE, "")).isSubsetOf(ALLOWED.keySet());
  }

  @Test
  void embeddedUsesNothingOfOurs() {
    assertThat(uses(EMBEDDED, "")).isSubsetOf("embedded");
  }

  @Test
  void catalogUsesNothingOfOurs() {
    assertThat(uses(CATALOG, "")).isSubsetOf("catalog");
    assertThat(sources(CATALOG)).isNotEmpty();
  }

  private static List<String> arrows() {
    List<String> wrong = new ArrayList<>();
    ALLOWED.forEach((name, allowed) -> uses(CORE.resolve(name), name).stream()
        .filter(used -> !allowed.contains(used))
        .forEach(used -> wrong.add(name + " -> " + used)));
    return wrong;
  }

  private static List<String> uses(Path directory, String self) {
    return sources(directory)
        .flatMap(file -> USE.matcher(code(file)).results().map(found -> found.group(1)))
        .filter(used -> !used.equals(self))
        .distinct()
        .toList();
  }

  private static Stream<Path> sources(Path directory) {
    try (Stream<Path> found = Files.walk(directory)) {
      return found.filter(path -> path.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String code(Path file) {
    try {
      Matcher comments = COMMENT.matcher(Files.readString(file));
      return comments.replaceAll("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
