package dev.whimbrel.schema.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.schema.rehearse.Observation.Relation;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What single statements do, on the oldest and the newest server: {@code src/test/resources/rehearse/truth.txt}. */
@Execution(ExecutionMode.CONCURRENT)
class TruthTest {
  private static final Path FILES = Path.of("src/test/resources/rehearse");
  private static final Path TRUTH = FILES.resolve("truth.txt");
  private static final String SYNTAX_ERROR = "42601";
  private static final int OLDEST = 14;
  private static final int NEWEST = 18;

  @Test
  void whatTheServerDoesInATransaction() throws IOException {
    check(TRUTH, TruthTest::observed);
  }

  @Test
  void whatTheServerDoesWithWhatCommitsByItself() throws IOException {
    check(FILES.resolve("alone.txt"), TruthTest::observedAlone);
  }

  private static void check(Path file, BiFunction<TestDatabase, String, Optional<Observation>> observed)
      throws IOException {
    List<String> statements = Files.readAllLines(file).stream().filter(line -> !line.startsWith(" ")).toList();
    Map<String, String> old = seen(OLDEST, statements, observed);
    Map<String, String> now = seen(NEWEST, statements, observed);
    String all = statements.stream().map(sql -> sql + "\n" + (Objects.equals(old.get(sql), now.get(sql))
        ? "    " + now.get(sql) + "\n"
        : "    " + OLDEST + ": " + old.get(sql) + "\n    " + NEWEST + ": " + now.get(sql) + "\n"))
        .collect(Collectors.joining());
    if (Boolean.getBoolean("cases.accept")) {
      Files.writeString(file, all);
    }
    assertThat(all).isEqualTo(Files.readString(file));
  }

  private static Map<String, String> seen(int major, List<String> statements,
      BiFunction<TestDatabase, String, Optional<Observation>> observed) throws IOException {
    Map<String, String> seen = new LinkedHashMap<>();
    try (TestDatabase test = Databases.create(major)) {
      test.execute(Files.readString(FILES.resolve("setup.sql")));
      for (String sql : statements) {
        seen.put(sql, observed.apply(test, sql).map(TruthTest::words).orElse("not known"));
      }
    }
    return seen;
  }

  private static Database open(TestDatabase test) {
    return Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard());
  }

  private static Optional<Observation> observed(TestDatabase test, String sql) {
    try (Database database = open(test)) {
      return observed(database, sql);
    }
  }

  /** As a migration; what it made is taken back. */
  private static Optional<Observation> observedAlone(TestDatabase test, String sql) {
    try (Database database = open(test)) {
      Rehearsal.Report report = Rehearsal.run(database, () -> open(test), Written.migrations(sql + ";"),
          Rehearsal.Options.standard().withFilling(Rehearsal.Filling.NONE));
      database.query("DROP INDEX IF EXISTS t_new; CREATE INDEX IF NOT EXISTS t_b ON t (b); SELECT 1");
      return report.statements().stream().map(one -> switch (one.outcome()) {
        case Rehearsed.Outcome.Ran ran -> ran.observation();
        case Rehearsed.Outcome.Failed failed -> throw new AssertionError(failed.error().message());
      }).findFirst();
    }
  }

  /** Empty if the server does not know such a statement yet. */
  private static Optional<Observation> observed(Database database, String sql) {
    assertThat(database.send("BEGIN").failure()).isNull();
    try {
      Probe before = Probe.of(database);
      ServerFailure failure = database.send(sql).failure();
      if (failure != null) {
        assertThat(failure.sqlState()).as(sql).isEqualTo(SYNTAX_ERROR);
        return Optional.empty();
      }
      return Optional.of(Probe.of(database).since(before, before.catalog(), Duration.ZERO));
    } finally {
      database.send("ROLLBACK");
    }
  }

  private static String words(Observation observation) {
    List<String> words = new ArrayList<>();
    observation.locks().forEach(lock -> words.add(lock.relation().name() + " " + lock.mode()));
    words.add("rewrites " + names(observation.rewritten()));
    words.add("reads " + observation.scanned().stream().map(scan -> scan.relation().name() + " " + scan.rows())
        .collect(Collectors.joining(", ")));
    words.add("builds " + names(observation.built()));
    return words.stream().filter(word -> !word.endsWith("s ")).collect(Collectors.joining("; "));
  }

  private static String names(List<Relation> relations) {
    return relations.stream().map(Relation::name).collect(Collectors.joining(", "));
  }
}
