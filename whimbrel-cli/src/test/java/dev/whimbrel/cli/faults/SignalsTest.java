package dev.whimbrel.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.faults.Tool.Ran;
import dev.whimbrel.cli.faults.Tool.Way;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** M05: a signal cancels on the server, and one line says where it found the run. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(FreshDatabases.class)
class SignalsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration CANCELLED_WITHIN = Duration.ofSeconds(2);
  private static final String SESSIONS = """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'whimbrel up%'""";
  private static final String ASLEEP = SESSIONS + " AND wait_event = 'PgSleep'";
  private static final String LOCKS = """
      SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE locktype = 'advisory' AND datname = current_database()""";

  @TempDir
  private Path project;
  private TestDatabase test;

  @BeforeEach
  void begin(TestDatabase fresh) throws IOException {
    test = fresh;
    test.execute("CREATE SCHEMA control; CREATE TABLE control.nap (seconds int); INSERT INTO control.nap VALUES (60)");
    file("1_a.up.sql", "CREATE TABLE ledger (version int);\nINSERT INTO ledger VALUES (1);\n");
    file("2_b.up.sql", "INSERT INTO ledger VALUES (2);\nCREATE TABLE b ();\n"
        + "SELECT pg_sleep(seconds) FROM control.nap;\nCREATE TABLE c ();\n");
    file("3_c.up.sql", "INSERT INTO ledger VALUES (3);\n");
  }

  private void file(String name, String text) throws IOException {
    Files.createDirectories(project.resolve("migrations"));
    Files.writeString(project.resolve("migrations").resolve(name), text);
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
      Tool.pause();
    }
  }

  private void await(String question, String answer) throws Exception {
    await(answer + " from " + question, () -> answer.equals(test.value(question)));
  }

  /** Sends the signal when the server is asleep in the second file, and sees the statement end in time. */
  private Ran interrupted(String signal, String... args) throws Exception {
    Tool tool = Tool.start(project, test, args);
    await(ASLEEP, "1");
    long sent = System.nanoTime();
    tool.signal(signal);
    await(ASLEEP, "0");
    assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(CANCELLED_WITHIN);
    Ran ran = tool.end();
    nothingIsLeft();
    return ran;
  }

  private void nothingIsLeft() throws Exception {
    await(SESSIONS, "0");
    assertThat(test.value(LOCKS)).isEqualTo("0");
  }

  private void converges() throws Exception {
    test.execute("UPDATE control.nap SET seconds = 0");
    Ran again = Tool.run(project, test, "up");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(test.query("SELECT version FROM ledger ORDER BY 1"))
        .isEqualTo(List.of(List.of("1"), List.of("2"), List.of("3")));
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  void m05_whileAStatementOfATransactionRuns(String signal, int exitCode) throws Exception {
    Ran ran = interrupted(signal, "up");
    assertThat(ran.err()).isEqualTo("interrupted in 2_b.up.sql, statement 3: rolled back: nothing of 2_b.up.sql is in "
        + "the database; 1 migration before it in this run is in effect\n");
    assertThat(ran.exitCode()).isEqualTo(exitCode);
    assertThat(test.query("SELECT version FROM ledger")).isEqualTo(List.of(List.of("1")));
    assertThat(test.value("SELECT to_regclass('b')")).isNull();
    assertThat(test.value("SELECT event || ' ' || version FROM whimbrel.journal ORDER BY id DESC LIMIT 1"))
        .isEqualTo("failed 2");
    converges();
  }

  @Test
  void theLogTellsTheEnd() throws Exception {
    Ran ran = interrupted("TERM", "up", "--log-file", "m.log", "--log-format", "json");
    assertThat(ran.err()).isEqualTo("interrupted in 2_b.up.sql, statement 3: rolled back: nothing of 2_b.up.sql is in "
        + "the database; 1 migration before it in this run is in effect\n");
    List<String> events = Files.readAllLines(project.resolve("m.log")).stream()
        .map(line -> line.replaceAll(".*\"event\":\"([\\w-]+)\".*", "$1")).toList();
    assertThat(events).contains("failed", "problem").endsWith("exit");
    assertThat(Files.readString(project.resolve("m.log"))).contains("\"exit_code\":143");
  }

  @Test
  void whileAnotherToolsQuestionIsAsked() throws Exception {
    Tool tool = Tool.start(project, test, "as", "migrate", "down");
    await("the question", () -> tool.saidSoFar().contains("[y/N]"));
    tool.signal("INT");
    assertThat(tool.end()).isEqualTo(new Ran(130, "",
        "Are you sure you want to apply all down migrations? [y/N]\ninterrupted while asking: nothing was changed\n"));
  }

  /** With what the launcher gives the virtual machine for it. */
  @Test
  void aListOfThreadsIsNoPartOfTheResult() throws Exception {
    String[] options = {"-Xmx128m", "-XX:+UnlockDiagnosticVMOptions", "-XX:+DisplayVMOutputToStderr"};
    assertThat(Files.readString(Path.of("..", "whimbrel"))).contains(options[1] + " " + options[2]);
    Tool tool = Tool.start(Tool.Way.usual().withJava(options), project, test, "up", "--json");
    await(ASLEEP, "1");
    tool.signal("QUIT");
    await("the list", () -> tool.saidSoFar().contains("Full thread dump"));
    assertThat(tool.isAlive()).isTrue();
    tool.signal("TERM");
    Ran ran = tool.end();
    assertThat(ran.exitCode()).isEqualTo(143);
    assertThat(ran.out()).startsWith("{\n").endsWith("}\n").doesNotContain("thread");
    nothingIsLeft();
  }

  @Test
  void m05_asJson() throws Exception {
    Ran ran = interrupted("TERM", "up", "--json");
    assertThat(ran.err()).isEqualTo("interrupted in 2_b.up.sql, statement 3: rolled back: nothing of 2_b.up.sql is in "
        + "the database; 1 migration before it in this run is in effect\n");
    assertThat(ran.out()).startsWith("""
        {
          "command": "up",
          "exit_code": 143,
          "problems": [
            {
              "code": "INTERRUPTED",
              "message": "interrupted in 2_b.up.sql, statement 3",
              "file": "2_b.up.sql",
              "line": 3,
              "column": 1,
              "sqlstate": "57014",
              "server_message": "canceling statement due to user request",
              "state": "rolled back: nothing of 2_b.up.sql is in the database; 1 migration before it in this run is in effect",
        """);
    assertThat(ran.exitCode()).isEqualTo(143);
    converges();
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void m05_whileAStatementWithoutATransactionRuns(String signal, int exitCode) throws Exception {
    file("2_b.up.sql", "-- whimbrel: no-transaction\nINSERT INTO ledger VALUES (2);\n"
        + "SELECT pg_sleep(seconds) FROM control.nap;\nVACUUM ledger;\n");
    Ran ran = interrupted(signal, "up");
    assertThat(ran.err()).isEqualTo("interrupted in 2_b.up.sql, statement 2: 1 of the 3 statements of 2_b.up.sql is in "
        + "effect and recorded; 1 migration before it in this run is in effect\n");
    assertThat(ran.exitCode()).isEqualTo(exitCode);
    converges();
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void m05_whileWaitingForTheLock(String signal, int exitCode) throws Exception {
    Tool first = Tool.start(project, test, "up");
    await(ASLEEP, "1");
    Tool second = Tool.start(project, test, "up", "-q");
    await(SESSIONS + " AND query LIKE '%pg_try_advisory_lock%'", "1");
    second.signal(signal);
    Ran ran = second.end();
    assertThat(ran.err()).isEqualTo("interrupted while waiting for the migration lock\n");
    assertThat(ran.exitCode()).isEqualTo(exitCode);
    assertThat(first.isAlive()).isTrue();
    first.signal("TERM");
    first.end();
    converges();
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void m05_whileWaitingForTheServer(String signal, int exitCode) throws Exception {
    Way nowhere = Way.usual().with("WHIMBREL_URL", "postgres://localhost:1/nowhere");
    Tool tool = Tool.start(nowhere, project, test, "up", "--connect-timeout", "60s");
    await("the wait", () -> tool.saidSoFar().contains("waiting for it"));
    tool.signal(signal);
    Ran ran = tool.end();
    assertThat(ran.err()).isEqualTo("the server at localhost:1/nowhere cannot be reached; waiting for it\n"
        + "interrupted while waiting for the server: nothing was changed\n");
    assertThat(ran.exitCode()).isEqualTo(exitCode);
  }

  /** What is tried on a shadow is of use to nobody then: it is cancelled there, and the shadow is gone. */
  @ParameterizedTest
  @CsvSource({"TERM, 143, lint", "INT, 130, plan --rehearse"})
  void whileAStatementIsRehearsedBesideTheDatabase(String signal, int exitCode, String command) throws Exception {
    String asleep = "SELECT datname FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname <> current_database()"
        + " AND query LIKE '%' || current_database() || '%'";
    file("2_b.up.sql",
        "CREATE TABLE b ();\nSELECT pg_sleep(60) AS \"" + test.value("SELECT current_database()") + "\";\n");
    Tool tool = Tool.start(project, test, (command + " --shadow server").split(" "));
    await("a shadow", () -> test.query(asleep).size() == 1);
    String shadow = String.valueOf(test.value(asleep));
    tool.signal(signal);
    assertThat(tool.end())
        .isEqualTo(new Ran(exitCode, "", "interrupted while migrations were rehearsed: nothing was changed\n"));
    assertThat(test.value("SELECT count(*) FROM pg_database WHERE datname = '" + shadow + "'")).isEqualTo("0");
    assertThat(test.value("SELECT to_regclass('ledger')")).isNull();
  }

  @Test
  void whileAStatementIsRehearsedOnAServerOfOurOwn() throws Exception {
    file("2_b.up.sql", "SELECT pg_sleep(60);\n");
    Tool tool = Tool.start(project, test, "lint", "-v");
    await("the rehearsal", () -> tool.saidSoFar().contains("rehearsing 2"));
    tool.signal("INT");
    Ran ran = tool.end();
    assertThat(ran.err()).endsWith("\ninterrupted while migrations were rehearsed: nothing was changed\n");
    assertThat(ran.exitCode()).isEqualTo(130);
    for (Path parent : List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(parent).satisfiesAnyOf(one -> assertThat(one).doesNotExist(),
          one -> assertThat(one).isDirectoryNotContaining("glob:**/whimbrel-postgres-" + tool.pid() + "-*"));
    }
  }

  /** Wherever among many small ones: what was begun is whole, and what was not is not there. */
  @Test
  void m05_betweenMigrations() throws Exception {
    for (int i = 4; i < 400; i++) {
      file(i + "_m.up.sql", "INSERT INTO ledger VALUES (" + i + ");\n");
    }
    test.execute("UPDATE control.nap SET seconds = 0");
    Tool tool = Tool.start(project, test, "up");
    await("a journal", () -> test.value("SELECT to_regclass('whimbrel.journal')") != null);
    await("SELECT count(*) > 10 FROM whimbrel.journal", "t");
    tool.signal("TERM");
    Ran ran = tool.end();
    assertThat(ran.err()).matches("interrupted (before \\d+_m.up.sql: nothing of \\d+_m.up.sql ran"
        + "|in \\d+_m.up.sql, statement 1: rolled back: nothing of \\d+_m.up.sql is in the database"
        + "|: .* \\(while .*\\): rolled back: nothing of \\d+_m.up.sql is in the database"
        + "); \\d+ migrations before it in this run are in effect\n");
    assertThat(ran.exitCode()).isEqualTo(143);
    nothingIsLeft();
    assertThat(test.value("SELECT count(*) FROM ledger"))
        .isEqualTo(test.value("SELECT count(*) FROM whimbrel.journal WHERE event = 'applied'"));
    assertThat(Tool.run(project, test, "up").exitCode()).isZero();
    assertThat(test.value("SELECT count(DISTINCT version) || ' ' || count(*) FROM ledger")).isEqualTo("399 399");
  }

  /** Who starts it with nohup, or in the background of a script, wants it to go on. */
  @Test
  void m05_anIgnoredSignalStaysIgnored() throws Exception {
    Tool tool = Tool.ignoring("INT", project, test, "up");
    await(ASLEEP, "1");
    tool.signal("INT");
    tool.signal("TERM");
    Ran ran = tool.end();
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(143);
    converges();
  }
}
