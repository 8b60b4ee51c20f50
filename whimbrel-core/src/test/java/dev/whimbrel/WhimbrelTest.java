package dev.whimbrel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(FreshDatabases.class)
class WhimbrelTest {
  @Test
  void bringsADatabaseUpToDate(TestDatabase test, @TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("20260101120000-first.sql"),
        "-- +migrate Up\nCREATE TABLE a ();\n-- +migrate Down\nDROP TABLE a;\n");
    Files.writeString(directory.resolve("20260101120001-second.sql"),
        "-- +migrate Up\nCREATE TABLE b ();\n-- +migrate Down\nDROP TABLE b;\n");
    try (Database database = Database.open(Rig.url(test.url()), SessionSettings.standard())) {
      List<String> events = new ArrayList<>();
      RunReport report = Whimbrel.up(directory, database, event -> events.add(switch (event) {
        case RunEvent.StepStarted started -> "started " + started.number() + "/" + started.total();
        case RunEvent.Retrying retrying -> "retrying";
        case RunEvent.Entangled entangled -> "entangled";
        case RunEvent.Recovering recovering -> "recovering";
        case RunEvent.StepFinished finished -> "finished";
      }));
      assertThat(Rig.outcomes(report)).containsExactly("done", "done");
      assertThat(events).containsExactly("started 1/2", "finished", "started 2/2", "finished");
      assertThat(Whimbrel.up(directory, database, event -> {}).results()).isEmpty();
    }
    assertThat(test.value("SELECT DISTINCT tool FROM whimbrel.journal")).isEqualTo("whimbrel " + Whimbrel.version());
    assertThat(Whimbrel.version()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
  }

  @Test
  void whatCannotBeRunIsRefusedBeforeAnythingRuns(TestDatabase test, @TempDir Path directory) throws IOException {
    try (Database database = Database.open(Rig.url(test.url()), SessionSettings.standard())) {
      assertThatThrownBy(() -> Whimbrel.up(directory, database, event -> {}))
          .isInstanceOfSatisfying(WhimbrelException.class,
              e -> assertThat(e.problems().getFirst().code()).isEqualTo(ProblemCode.NO_MIGRATIONS));
      Files.writeString(directory.resolve("1_a.up.sql"), "CREATE TABLE a ();");
      Files.writeString(directory.resolve("2_b.up.sql"), "SELECT 'never closed;");
      assertThatThrownBy(() -> Whimbrel.up(directory, database, event -> {})).hasMessageStartingWith("2_b.up.sql:1:8 ");
    }
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
    assertThat(test.value("SELECT to_regclass('whimbrel.journal')")).isNull();
  }
}
