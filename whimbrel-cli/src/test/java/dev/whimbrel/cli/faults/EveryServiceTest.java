package dev.whimbrel.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.faults.Tool.Ran;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Three services with sixty migrations each in one database, by one command. */
@ExtendWith(FreshDatabases.class)
class EveryServiceTest {
  private static final int EACH = 60;
  private static final List<String> SERVICES = List.of("discovery-svc", "ai-svc", "chat \"svc\" 'x'");

  @TempDir
  private Path project;

  private void services() throws IOException {
    StringBuilder yaml = new StringBuilder("services:\n");
    for (int s = 0; s < SERVICES.size(); s++) {
      yaml.append("  '").append(SERVICES.get(s).replace("'", "''")).append("': {dir: s").append(s)
          .append(", format: golang-migrate}\n");
      Files.createDirectories(project.resolve("s" + s));
      for (int version = 1; version <= EACH; version++) {
        write(s, version, "create table s" + s + "_" + version + " (id int);\ninsert into ledger values (" + s + ", "
            + version + ");\n");
      }
    }
    Files.writeString(project.resolve("whimbrel.yaml"), yaml);
  }

  private void write(int service, int version, String sql) throws IOException {
    Files.writeString(project.resolve("s" + service).resolve(String.format(Locale.ROOT, "%03d_t.up.sql", version)),
        sql);
  }

  private static List<List<String>> rows(String... rows) {
    return List.of(rows).stream().map(row -> List.of(row.split(" "))).toList();
  }

  private static final String COUNTS = "select s, count(*), count(distinct v), max(v) from ledger group by 1 order by 1";

  @Test
  void oneIsBrokenAndTheOthersAreDone(TestDatabase test) throws Exception {
    test.execute("create table ledger (s int, v int)");
    services();
    write(1, 31, "insert into ledger values (1, 31);\nselect no_such_thing;\n");

    Ran ran = Tool.run(project, test, "up", "--all");
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(2);
    assertThat(ran.err()).startsWith("error: 031_t.up.sql:2:8 ai-svc: column \"no_such_thing\" does not exist\n")
        .contains("next:     mend 031_t.up.sql and run again: whimbrel --service ai-svc up\n");
    assertThat(ran.out()).contains("2 of 3 services done, 1 failed.\n");
    assertThat(test.query(COUNTS)).isEqualTo(rows("0 60 60 60", "1 30 30 30", "2 60 60 60"));
    assertThat(test.query("select service, event, count(*) from whimbrel.journal group by 1, 2 order by min(id) "
        + "filter (where event = 'failed') nulls last, service")).isEqualTo(List.of(
            List.of("ai-svc", "failed", "1"), List.of("ai-svc", "applied", "30"),
            List.of(SERVICES.get(2), "applied", "60"), List.of("discovery-svc", "applied", "60")));

    Ran status = Tool.run(project, test, "status", "--all");
    assertThat(status.out()).isEqualTo("""
        SERVICE         VERSION  APPLIED  PENDING  STATUS
        discovery-svc   060      60       0        current
        ai-svc          030      30       30       1 failed
        chat "svc" 'x'  060      60       0        current

        ai-svc: 031 failed

        30 migrations pending in 3 services.
        """);

    write(1, 31, "insert into ledger values (1, 31);\n");
    Ran again = Tool.run(project, test, "up", "--all");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(test.query(COUNTS)).isEqualTo(rows("0 60 60 60", "1 60 60 60", "2 60 60 60"));
    assertThat(Tool.run(project, test, "status", "--all", "--exit-code", "-q").exitCode()).isZero();
  }

  @Test
  void aSignalEndsAllOfThemAndARepeatGoesOn(TestDatabase test) throws Exception {
    test.execute("create table ledger (s int, v int); create table nap (seconds int); insert into nap values (60)");
    services();
    write(0, 2, "insert into ledger values (0, 2);\nselect pg_sleep(seconds) from nap;\n");
    write(1, 2, "insert into ledger values (1, 2);\nselect pg_sleep(seconds) from nap;\n");

    Tool tool = Tool.start(project, test, "up", "--all");
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!"2".equals(test.value("select count(*) from pg_stat_activity where datname = current_database() "
        + "and wait_event = 'PgSleep'")) || !"60".equals(test.value("select count(*) from ledger where s = 2"))) {
      assertThat(System.nanoTime()).as("waiting for two that sleep and one that is done").isLessThan(end);
      Tool.pause();
    }
    tool.signal("TERM");
    Ran ran = tool.end();
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(143);
    assertThat(ran.out()).contains("1 of 3 services done, 2 failed.\n");
    assertThat(test.query(COUNTS)).isEqualTo(rows("0 1 1 1", "1 1 1 1", "2 60 60 60"));

    test.execute("update nap set seconds = 0");
    Ran again = Tool.run(project, test, "up", "--all");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(test.query(COUNTS)).isEqualTo(rows("0 60 60 60", "1 60 60 60", "2 60 60 60"));
  }

  @Test
  void twoAtOnceDoEachMigrationOnce(TestDatabase test) throws Exception {
    test.execute("create table ledger (s int, v int)");
    services();
    Tool one = Tool.start(project, test, "up", "--all");
    Tool other = Tool.start(project, test, "up", "--all");
    assertThat(one.end().exitCode()).isZero();
    assertThat(other.end().exitCode()).isZero();
    assertThat(test.query(COUNTS)).isEqualTo(rows("0 60 60 60", "1 60 60 60", "2 60 60 60"));
  }
}
