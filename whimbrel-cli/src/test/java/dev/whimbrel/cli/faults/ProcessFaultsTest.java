package dev.whimbrel.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.cli.faults.Tool.Ran;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(FreshDatabases.class)
class ProcessFaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir
  private Path project;

  private void file(String name, String text) throws IOException {
    Files.createDirectories(project.resolve("migrations"));
    Files.writeString(project.resolve("migrations").resolve(name), text);
  }

  /** The second file sleeps in its transaction for as long as a table says. */
  private void sleeper(TestDatabase test) throws IOException {
    test.execute("CREATE SCHEMA control; CREATE TABLE control.nap (seconds int); INSERT INTO control.nap VALUES (60)");
    file("1_a.up.sql", "CREATE TABLE ledger (version int);\nINSERT INTO ledger VALUES (1);\n");
    file("2_b.up.sql", "INSERT INTO ledger VALUES (2);\nCREATE TABLE b ();\n"
        + "SELECT pg_sleep(seconds) FROM control.nap;\nCREATE TABLE c ();\n");
    file("3_c.up.sql", "INSERT INTO ledger VALUES (3);\n");
  }

  private static final String ASLEEP = """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'whimbrel up' AND wait_event = 'PgSleep'""";
  private static final String OURS = """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'whimbrel up%'""";
  private static final String LOCKS = """
      SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE locktype = 'advisory' AND datname = current_database()""";

  private static void await(TestDatabase test, String question, String answer) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answer.equals(test.value(question))) {
      assertThat(System.nanoTime()).as("waiting for " + answer + " from " + question).isLessThan(end);
      Tool.pause();
    }
  }

  private static void nothingOfTheSecond(TestDatabase test) {
    assertThat(test.query("SELECT version FROM ledger")).isEqualTo(List.of(List.of("1")));
    assertThat(test.value("SELECT to_regclass('b')")).isNull();
  }

  private void converges(TestDatabase test) throws IOException, InterruptedException {
    test.execute("UPDATE control.nap SET seconds = 0");
    Ran again = Tool.run(project, test, "up");
    assertThat(again.exitCode()).as(again.err()).isZero();
    onceEach(test, "1", "2", "3");
  }

  private static void onceEach(TestDatabase test, String... versions) {
    assertThat(test.query("SELECT version FROM ledger ORDER BY 1"))
        .isEqualTo(List.of(versions).stream().map(List::of).toList());
    assertThat(test.value(LOCKS)).isEqualTo("0");
  }

  /** M01 */
  @Test
  void killedInTheMiddleOfATransaction(TestDatabase test) throws Exception {
    sleeper(test);
    Tool tool = Tool.start(project, test, "up");
    await(test, ASLEEP, "1");
    tool.kill();
    long killed = System.nanoTime();
    await(test, OURS, "0");
    assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(5));
    nothingOfTheSecond(test);
    converges(test);
  }

  /** M01: the next run starts while the server still works for the dead one. */
  @Test
  void killedAndRunAgainAtOnce(TestDatabase test) throws Exception {
    sleeper(test);
    Tool tool = Tool.start(project, test, "up");
    await(test, ASLEEP, "1");
    tool.kill();
    converges(test);
  }

  @Test
  void anAdministratorEndsTheSession(TestDatabase test) throws Exception {
    sleeper(test);
    Tool tool = Tool.start(project, test, "up");
    await(test, ASLEEP, "1");
    test.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'whimbrel up' "
        + "AND datname = current_database()");
    Ran ran = tool.end();
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(2);
    assertThat(ran.err()).contains("terminating connection due to administrator command")
        .contains("rolled back: nothing of 2_b.up.sql is in the database");
    nothingOfTheSecond(test);
    converges(test);
  }

  /** Killed outside a transaction: what was done is known, and the statement that was not is done again. */
  @Test
  void killedInTheMiddleOfAScriptWithoutATransaction(TestDatabase test) throws Exception {
    sleeper(test);
    file("2_b.up.sql", "-- whimbrel: no-transaction\nINSERT INTO ledger VALUES (2);\n"
        + "SELECT pg_sleep(seconds) FROM control.nap;\nVACUUM ledger;\n");
    Tool tool = Tool.start(project, test, "up");
    await(test, ASLEEP, "1");
    tool.kill();
    converges(test);
  }

  /** The process is gone while the server still waits for an old snapshot; the next one says what it does about the index. */
  @Test
  void m04_killedWhileAnIndexIsBuilt(TestDatabase test) throws Exception {
    ledger(1);
    file("2_i.up.sql", "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ledger (version);\n");
    assertThat(Tool.run(project, test, "up", "--to", "1").exitCode()).isZero();
    try (Connection reader = test.connect(); Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT 1");
      Tool tool = Tool.start(project, test, "up");
      await(test, "SELECT count(*) FROM pg_stat_progress_create_index WHERE datname = current_database() "
          + "AND phase = 'waiting for old snapshots'", "1");
      tool.kill();
      await(test, OURS, "0");
      reader.rollback();
    }
    assertThat(test.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")).isEqualTo("f");
    Ran again = Tool.run(project, test, "up");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out() + again.err())
        .contains("note: dropped \"public\".\"i\", an INVALID index that an earlier attempt had left\n");
    assertThat(test.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")).isEqualTo("t");
    assertThat(test.value(LOCKS)).isEqualTo("0");
  }

  @Test
  void twoAtOnceOnAnEmptyDatabase(TestDatabase test) throws Exception {
    ledger(5);
    Tool one = Tool.start(project, test, "up");
    Tool other = Tool.start(project, test, "up");
    List<Ran> ran = List.of(one.end(), other.end());
    assertThat(ran).allMatch(r -> r.exitCode() == 0, ran.toString());
    assertThat(ran.stream().filter(r -> r.out().contains("Nothing to do"))).as(ran.toString()).hasSize(1);
    onceEach(test, "1", "2", "3", "4", "5");
  }

  private void ledger(int size) throws IOException {
    for (int i = 1; i <= size; i++) {
      file(i + "_m.up.sql", (i == 1 ? "CREATE TABLE ledger (version int);\n" : "") + "INSERT INTO ledger VALUES (" + i
          + ");\n");
    }
  }

  /** M15: eight processes, and fifty of an application's own. */
  @Test
  void aCrowdOnAnEmptyDatabase(TestDatabase test) throws Exception {
    ledger(3);
    List<Tool> tools = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
      for (int i = 0; i < 8; i++) {
        tools.add(Tool.start(project, test, "up", "--lock-wait", "60s"));
      }
      List<Future<RunReport>> reports = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        reports.add(threads.submit(() -> library(test)));
      }
      int done = 0;
      for (Future<RunReport> report : reports) {
        assertThat(report.get().problems()).isEmpty();
        done += report.get().done();
      }
      assertThat(done).isIn(0, 3);
    }
    for (Tool tool : tools) {
      Ran ran = tool.end();
      assertThat(ran.exitCode()).as(ran.err()).isZero();
    }
    onceEach(test, "1", "2", "3");
    assertThat(test.value("SELECT count(*) FROM whimbrel.journal")).isEqualTo("3");
  }

  private RunReport library(TestDatabase test) {
    try (Connection connection = test.connect()) {
      return Whimbrel.configure(connection).directory(project.resolve("migrations")).build().up();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
