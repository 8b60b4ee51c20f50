package dev.whimbrel.schema.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import dev.whimbrel.testkit.Txtar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The pairs of {@code src/test/resources/diff}. */
@ExtendWith(FreshDatabases.class)
class PairsTest {
  private static final Path CASES = Path.of("src/test/resources/diff");

  /** Half of them on each of two databases, at the same time. */
  @Test
  void everyPairIsLedThereAndBack(TestDatabase one, TestDatabase two) {
    List<Path> all = cases().toList();
    CompletableFuture<List<String>> later = CompletableFuture.supplyAsync(
        () -> failures(two, all.subList(all.size() / 2, all.size())));
    List<String> failures = new ArrayList<>(failures(one, all.subList(0, all.size() / 2)));
    failures.addAll(later.join());
    assertThat(failures).isEmpty();
    assertThat(all).hasSizeGreaterThanOrEqualTo(250);
  }

  private static List<String> failures(TestDatabase test, List<Path> files) {
    try (Database database = open(test)) {
      return files.stream().flatMap(file -> failure(database, file)).toList();
    }
  }

  static Database open(TestDatabase test) {
    return Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard());
  }

  /** What went wrong with one, all of it being read before anything is said. */
  private static Stream<String> failure(Database database, Path file) {
    try {
      read(file).proveOn(database);
      return Stream.empty();
    } catch (AssertionError | RuntimeException e) {
      return Stream.of(name(file) + ": " + e.getMessage());
    }
  }

  static String name(Path file) {
    return CASES.relativize(file).toString();
  }

  static Pair read(Path file) {
    try {
      Map<String, String> sections = Txtar.read(file).files().stream()
          .collect(Collectors.toMap(Txtar.Entry::name, Txtar.Entry::content));
      return new Pair(Objects.requireNonNull(sections.get("from")), Objects.requireNonNull(sections.get("to")),
          sections.getOrDefault("rows", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Path> cases() {
    try (Stream<Path> files = Files.walk(CASES)) {
      return files.filter(file -> file.toString().endsWith(".case")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
