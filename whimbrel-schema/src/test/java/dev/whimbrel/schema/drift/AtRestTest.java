package dev.whimbrel.schema.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.diff.ChangePlan;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.shadow.Place;
import dev.whimbrel.schema.shadow.ShadowDatabase;
import dev.whimbrel.schema.shadow.ShadowOptions;
import dev.whimbrel.schema.shadow.Shadows;
import dev.whimbrel.schema.shadow.Tried;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What one server made of a file of the corpus is no drift from what another server makes of it. */
@ExtendWith(FreshDatabases.class)
@Execution(ExecutionMode.CONCURRENT)
class AtRestTest {
  private static final Path CORPUS = Path.of("../whimbrel-core/src/test/resources/corpus");

  /** Without what Whimbrel sets for a database that it fills. */
  private static final Scope SCOPE = Scope.of(List.of(), List.of("setting")).orThrow();

  @Test
  void whatNobodyTouchedHasNotDrifted(TestDatabase test) throws IOException {
    List<String> drifted = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    Place there = new Place.Given(DatabaseUrl.parse(test.url()).orThrow());
    try (Shadows given = Shadows.open(ShadowOptions.standard().withPlace(there)).orThrow();
        Shadows other = Shadows.open(ShadowOptions.standard()).orThrow()) {
      for (Path file : files()) {
        Result<DatabaseSchema> actual = made(given, file);
        Result<DatabaseSchema> expected = made(other, file);
        if (actual.problems().isEmpty() && expected.problems().isEmpty()) {
          DriftText.lines(Drift.between(expected.orThrow(), actual.orThrow()), finding -> Optional.empty())
              .forEach(line -> drifted.add(file.getFileName() + ": " + line));
        } else {
          refused.add(file.getFileName() + ": " + actual.problems() + expected.problems());
        }
      }
    }
    assertThat(drifted).isEmpty();
    assertThat(refused).as("what is no migration by itself").hasSizeLessThanOrEqualTo(4);
  }

  private static Result<DatabaseSchema> made(Shadows shadows, Path file) throws IOException {
    Tried tried = new Tried(shadows, SCOPE, ChangePlan.Options.standard());
    Result<MigrationSet> set = Format.GOLANG_MIGRATE
        .parse(FileSet.of("corpus", Map.of("1_a.up.sql", Files.readAllBytes(file))), ParseOptions.standard());
    return set.then(shadows::replayed).then(shadow -> {
      try (ShadowDatabase own = shadow) {
        return Result.ok(tried.inspected(own));
      }
    });
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(CORPUS)) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
  }
}
