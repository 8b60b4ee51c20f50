package dev.whimbrel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.Journal;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.Runner;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The stages one by one, as an application would put them together that wants something else than {@link Whimbrel#up}. */
@ExtendWith(FreshDatabases.class)
class ArchitectureExampleTest {
  @Test
  void theStagesFitTogether(TestDatabase test, @TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("1_a.up.sql"), "CREATE TABLE a ();");
    Files.writeString(directory.resolve("1_a.down.sql"), "DROP TABLE a;");
    assertThat(migrate(directory, DatabaseUrl.parse(test.url()).orThrow()).done()).isEqualTo(1);
    assertThat(migrate(directory, DatabaseUrl.parse(test.url()).orThrow()).done()).isZero();
  }

  private static RunReport migrate(Path directory, DatabaseUrl url) {
    FileSet files = FileSet.read(directory).orThrow();
    try (Database database = Database.open(url, SessionSettings.standard())) {
      ParseOptions options = new ParseOptions(database.dialect().lexicon(), Map.of());
      MigrationSet set = Format.detect(files).orThrow().parse(files, options).orThrow();
      Journal journal = Journal.of(database, Whimbrel.JOURNAL_SCHEMA, "", new Author("me", "here", "an application"));
      Runner runner = new Runner(database, journal);
      return database.locked(journal.lockKey(), Duration.ofMinutes(5), holder -> {}, () -> {
        Plan plan = Planner.plan(set, journal.read(), new Goal.Latest(), Policy.strict()).orThrow();
        return runner.run(plan, event -> {});
      });
    }
  }
}
