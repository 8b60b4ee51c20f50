package dev.whimbrel.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.faults.Tool.Ran;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The clock of the process is wrong by years; without libfaketime there is nothing to test, and where CI is set that is a failure. */
@ExtendWith(FreshDatabases.class)
@EnabledIf("dev.whimbrel.cli.faults.FakeClock#isHere")
class ClockTest {
  @TempDir
  private Path project;

  @BeforeEach
  void files() throws IOException {
    file("20260101000000_a.up.sql", "CREATE TABLE a (n int);\n");
    file("20260102000000_b.up.sql", "CREATE TABLE b ();\n");
    file("20260103000000_c.up.sql", "ALTER TABLE a ADD COLUMN m int;\n");
    file("20260103000000_c.down.sql", "ALTER TABLE a DROP COLUMN m;\n");
  }

  private void file(String name, String text) throws IOException {
    Files.createDirectories(project.resolve("migrations"));
    Files.writeString(project.resolve("migrations").resolve(name), text);
  }

  private Ran now(TestDatabase test, String... args) throws Exception {
    return Tool.run(project, test, args);
  }

  private Ran before(TestDatabase test, String... args) throws Exception {
    return Tool.run(FakeClock.fiveYearsBack(), project, test, args);
  }

  private static void good(Ran ran) {
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
  }

  /** Or the others would show nothing. */
  @Test
  void m57_theClockIsWrong(TestDatabase test) throws Exception {
    good(now(test, "up", "-q"));
    assertThat(now(test, "doctor").out()).doesNotContain("clock-skew");
    assertThat(before(test, "doctor").out())
        .containsPattern("(?m)^warning: the server's clock is 182\\d days ahead of the clock of this machine$");
  }

  @Test
  void m57_orderAndStatesAreThoseOfTheDirectoryAndTheTimesThoseOfTheServer(TestDatabase test) throws Exception {
    String begin = test.value("SELECT clock_timestamp()");
    good(now(test, "up", "--to", "20260101000000", "-q"));
    good(before(test, "up", "--to", "20260102000000", "-q"));
    assertThat(before(test, "status").out()).isEqualTo(now(test, "status").out())
        .contains("Current version: 20260102000000 in ").contains(". 1 migration pending.\n");
    good(now(test, "up", "-q"));
    good(before(test, "down", "-q", "--yes"));
    assertThat(before(test, "history").out()).isEqualTo(now(test, "history").out());
    assertThat(before(test, "status", "--json").out()).isEqualTo(now(test, "status", "--json").out());
    assertThat(test.query("SELECT version, event FROM whimbrel.journal ORDER BY finished_at, id")).isEqualTo(List.of(
        List.of("20260101000000", "applied"), List.of("20260102000000", "applied"),
        List.of("20260103000000", "applied"), List.of("20260103000000", "reverted")));
    assertThat(test.value("SELECT count(*) FROM whimbrel.journal WHERE started_at < '" + begin
        + "' OR finished_at < started_at OR finished_at > clock_timestamp()")).isEqualTo("0");
    assertThat(before(test, "up", "-q")).isEqualTo(new Ran(0, "", ""));
    assertThat(before(test, "verify").out())
        .isEqualTo("The directory agrees with all that is applied: 3 migrations.\n");
  }

  @Test
  void m57_aWaitForTheLockOfARunTakesAsLongAsItWasGiven(TestDatabase test) throws Exception {
    good(now(test, "up", "--to", "20260101000000", "-q"));
    file("20260102000000_b.up.sql", "SELECT pg_sleep(60);\n");
    Tool holder = Tool.start(project, test, "up");
    await(test, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()");
    long start = System.nanoTime();
    Ran ran = before(test, "up", "--lock-wait", "2s");
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(4);
    assertThat(ran.err()).contains("waited 2 s");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(20));
    holder.kill();
    await(test, "SELECT count(*) + 1 FROM pg_stat_activity WHERE application_name LIKE 'whimbrel up%' "
        + "AND datname = current_database()");
  }

  @Test
  void m57_aWaitForTheLockOfATableIsTriedAgainForAsLongAsItWasGiven(TestDatabase test) throws Exception {
    good(now(test, "up", "--to", "20260102000000", "-q"));
    try (Connection reader = test.connect(); Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT * FROM a");
      long start = System.nanoTime();
      Ran ran = before(test, "up", "--lock-timeout", "200ms", "--lock-retry", "2s");
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(2);
      assertThat(ran.err()).contains("sqlstate: 55P03")
          .containsPattern(
              "rolled back: nothing of 20260103000000_c.up.sql is in the database; tried \\d times in [12] s");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      reader.rollback();
    }
    assertThat(before(test, "up", "-q")).isEqualTo(new Ran(0, "", ""));
  }

  private static void await(TestDatabase test, String question) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!"1".equals(test.value(question))) {
      assertThat(System.nanoTime()).as("waiting for " + question).isLessThan(end);
      Tool.pause();
    }
  }
}
