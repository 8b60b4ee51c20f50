package dev.whimbrel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.migration.CodeMigration;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.StepResult;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the Javadoc, which shows the marked regions of this file. */
@ExtendWith(FreshDatabases.class)
class WhimbrelExamplesTest {
  @Test
  void atTheStart(TestDatabase test, @TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("1_a.up.sql"), "CREATE TABLE a ();");
    start(TestPool.of(test), directory);
    assertThat(test.value("SELECT to_regclass('a')")).isEqualTo("a");
  }

  private static void start(DataSource pool, Path directory) {
    // @start region="start"
    Whimbrel whimbrel = Whimbrel.configure(pool)
        .directory(directory)
        .service("orders")
        .lockWait(Duration.ofMinutes(2))
        .build();
    RunReport report = whimbrel.up();
    if (!report.isSuccess()) {
      throw new WhimbrelException(report.problems());
    }
    // @end
  }

  @Test
  void codeAmongFiles(TestDatabase test) {
    DataSource pool = TestPool.of(test);
    Map<String, String> files = Map.of("1_customers.up.sql", "CREATE TABLE customers (name text); "
        + "INSERT INTO customers VALUES ('ann');", "3_index.up.sql", "CREATE INDEX ON customers (name);");
    // @start region="code"
    CodeMigration shout = CodeMigration
        .of("2", "shout names", "1", connection -> {
          try (PreparedStatement statement = connection.prepareStatement("UPDATE customers SET name = upper(name)")) {
            statement.executeUpdate();
          }
        })
        .reverting(connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE customers SET name = lower(name)");
          }
        });
    Whimbrel whimbrel = Whimbrel.configure(pool).files(files).code(shout).build();
    // @end
    assertThat(whimbrel.up().done()).isEqualTo(3);
    assertThat(test.value("SELECT name FROM customers")).isEqualTo("ANN");
    assertThat(whimbrel.dryRun(new Goal.Latest()).results()).isEmpty();
  }

  @Test
  void whetherItIsReady(TestDatabase test) {
    Whimbrel whimbrel = Whimbrel.configure(TestPool.of(test)).files(Map.of("1_a.up.sql", "CREATE TABLE a ();")).build();
    assertThat(health(whimbrel)).isEqualTo("503 pending: [1]");
    whimbrel.up();
    assertThat(health(whimbrel)).isEqualTo("200");
  }

  private static String health(Whimbrel whimbrel) {
    // @start region="readiness"
    Readiness readiness = whimbrel.readiness();
    return switch (readiness.state()) {
      case CURRENT, AHEAD -> "200";
      case BEHIND -> "503 pending: " + readiness.pending();
      case FAILED -> "503 failed: " + readiness.failed();
    };
    // @end
  }

  @Test
  void whatBecameOfEachStep(TestDatabase test) {
    Map<String, String> files = Map.of("1_a.up.sql", "CREATE TABLE a ();", "2_b.up.sql", "SELECT 1/0;");
    List<String> lines = new ArrayList<>();
    // @start region="report"
    Whimbrel whimbrel = Whimbrel.configure(TestPool.of(test))
        .files(files)
        .listener(event -> {
          if (event instanceof RunEvent.StepStarted started) {
            lines.add(started.number() + " of " + started.total() + ": " + started.step().migration().file());
          }
        })
        .build();
    for (StepResult result : whimbrel.up().results()) {
      lines.add(switch (result) {
        case StepResult.Done done -> "done";
        case StepResult.Failed failed -> failed.problem().message() + "; " + failed.problem().state();
        case StepResult.NotReached notReached -> "not reached";
        case StepResult.SharedFate shared -> shared.fate() + " with " + shared.with().script().file();
        case StepResult.NotTried notTried -> notTried.reason();
      });
    }
    // @end
    assertThat(lines).containsExactly("1 of 2: 1_a.up.sql", "2 of 2: 2_b.up.sql", "done",
        "division by zero; rolled back: nothing of 2_b.up.sql is in the database");
  }

  @Test
  void withOneConnection(TestDatabase test) throws SQLException {
    Map<String, String> files = Map.of("1_a.up.sql", "CREATE TABLE a ();");
    // @start region="connection"
    try (Connection connection = test.connect()) {
      Whimbrel whimbrel = Whimbrel.configure(connection).files(files).build();
      List<Problem> mistakes = whimbrel.validate();
      if (mistakes.isEmpty()) {
        whimbrel.up();
      }
    }
    // @end
    assertThat(test.value("SELECT to_regclass('a')")).isEqualTo("a");
  }
}
