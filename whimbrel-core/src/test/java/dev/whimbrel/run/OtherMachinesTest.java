package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.whimbrel.Rig;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.FaultPoint;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.embedded.EmbeddedOptions;
import dev.whimbrel.embedded.EmbeddedPostgres;
import dev.whimbrel.embedded.ServerAddress;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What happens to machines: they run out of disk, give way to another, or are not the one that was meant. */
@ExtendWith(FreshDatabases.class)
class OtherMachinesTest {
  private static final String[] FILES = {"1_a.up.sql", "CREATE TABLE a (n int);\n", "2_b.up.sql",
      "INSERT INTO a VALUES (2);\n", "3_c.up.sql", "INSERT INTO a VALUES (3);\n"};

  private static Problem onlyProblem(RunReport report) {
    assertThat(report.problems()).hasSize(1);
    return report.problems().getFirst();
  }

  /** Commits its file on the first server, which is gone before anybody hears of it. */
  private static FaultPoint failOver(EmbeddedPostgres first) {
    return new FaultPoint() {
      private boolean done;

      @Override
      public void after(String text, Runnable cut) throws IOException {
        if (!done && text.contains("INSERT INTO a VALUES (2)")) {
          done = true;
          first.close();
          throw new IOException("the primary is gone");
        }
      }
    };
  }

  private static String both(ServerAddress first, ServerAddress second) {
    return "postgres://" + first.user() + ":" + first.password() + "@" + first.host() + ":" + first.port() + ","
        + second.host() + ":" + second.port() + "/" + first.database() + "?target_session_attrs=read-write";
  }

  private static void samePassword(EmbeddedPostgres first, EmbeddedPostgres second) {
    try (Rig rig = Rig.on(second.url())) {
      rig.database().query("SELECT pg_catalog.set_config('x.x', '', false)");
      assertThat(rig.database().send("ALTER ROLE CURRENT_USER PASSWORD '" + first.address().password() + "'").failure())
          .isNull();
    }
  }

  /** The new primary has everything up to the migration that ran, and not that. */
  @Test
  void m26_aFailOverInTheMiddleOfARun() {
    try (EmbeddedPostgres first = EmbeddedPostgres.ephemeral();
        EmbeddedPostgres second = EmbeddedPostgres.ephemeral()) {
      for (EmbeddedPostgres each : List.of(first, second)) {
        try (Rig rig = Rig.on(each.url())) {
          assertThat(rig.up(FILES[0], FILES[1]).isSuccess()).isTrue();
        }
      }
      samePassword(first, second);
      try (Rig rig = Rig.on(Database.open(Rig.url(both(first.address(), second.address())), SessionSettings.standard(),
          waiting -> {}, failOver(first)))) {
        Problem problem = onlyProblem(rig.up(FILES));
        assertThat(problem.code()).isEqualTo(ProblemCode.SESSION_ENDED);
        assertThat(problem.message()).isEqualTo("the connection was lost while 2_b.up.sql ran: the primary is gone");
        assertThat(problem.state())
            .isEqualTo("rolled back: nothing of 2_b.up.sql is in the database; a new session has seen that");
        assertThat(Rig.outcomes(rig.up(FILES))).containsExactly("done", "done");
        assertThat(rig.database().query("SELECT string_agg(n::text, ',' ORDER BY n) FROM a").toString())
            .isEqualTo("[[2,3]]");
      }
    }
  }

  /** It lacks what was there when the run began. */
  @Test
  void m26_aFailOverToAServerOfAnEarlierTime() {
    try (EmbeddedPostgres first = EmbeddedPostgres.ephemeral();
        EmbeddedPostgres second = EmbeddedPostgres.ephemeral()) {
      try (Rig rig = Rig.on(first.url())) {
        assertThat(rig.up(FILES[0], FILES[1]).isSuccess()).isTrue();
      }
      samePassword(first, second);
      try (Rig rig = Rig.on(Database.open(Rig.url(both(first.address(), second.address())), SessionSettings.standard(),
          waiting -> {}, failOver(first)))) {
        Problem problem = onlyProblem(rig.up(FILES));
        assertThat(problem.code()).isEqualTo(ProblemCode.UNKNOWN_OUTCOME);
        assertThat(problem.message()).isEqualTo(
            "the connection was lost while 2_b.up.sql ran, and the server that answers now is of an earlier time");
        assertThat(problem.state()).isEqualTo(
            "its journal lacks rows that were there when this run began: a standby that lagged behind, or a backup");
        assertThat(problem.remedy()).isEqualTo("make sure that it is the server you mean, look with: whimbrel status, "
            + "then run again: whimbrel up");
      }
    }
  }

  private static boolean runs(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
        .waitFor() == 0;
  }

  /** A disk of 12 MB, which later has room. */
  @Test
  void m44_aFullDisk(TestDatabase test, @TempDir Path directory) throws Exception {
    String disk = Files.createDirectory(directory.resolve("disk")).toString();
    assumeTrue(runs("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk), "only root may mount a small disk");
    String space = test.name() + "_space";
    try {
      String place = Files.createDirectory(Path.of(disk, "space")).toString();
      test.execute("CREATE TABLESPACE " + space + " LOCATION '" + place + "'");
      fill(test, space, disk);
    } finally {
      test.execute("DROP TABLE IF EXISTS a, b");
      test.execute("DROP TABLESPACE IF EXISTS " + space);
      // PostgreSQL 14 keeps files of a dropped tablespace open for a while
      assertThat(runs("umount", "--lazy", disk)).isTrue();
    }
  }

  private static void fill(TestDatabase test, String space, String disk) throws Exception {
    String[] files = {"1_a.up.sql",
        "CREATE TABLE a (n int, x text);\nCREATE TABLE b (x text) TABLESPACE " + space + ";\n"
            + "INSERT INTO a SELECT g, g || repeat('x', 500) FROM generate_series(1, 30000) g;\n",
        "2_b.up.sql",
        "INSERT INTO b SELECT x FROM a;\n", "3_c.up.sql",
        "CREATE INDEX CONCURRENTLY i ON a (x) TABLESPACE " + space + ";\n"};
    try (Rig rig = Rig.on(test)) {
      Problem problem = onlyProblem(rig.up(files));
      assertThat(problem.code()).isEqualTo(ProblemCode.STATEMENT_FAILED);
      assertThat(problem.at()).hasToString("2_b.up.sql:1:1");
      assertThat(problem.server()).isNotNull().extracting(error -> error.sqlState()).isEqualTo("53100");
      assertThat(problem.state()).isEqualTo("rolled back: nothing of 2_b.up.sql is in the database");
      assertThat(problem.remedy()).isEqualTo("make room on the server's disk; then run again: whimbrel up");
      files[3] = "SELECT 1;\n";
      Problem second = onlyProblem(rig.up(files));
      assertThat(second.code()).isEqualTo(ProblemCode.PARTLY_APPLIED);
      assertThat(second.server()).isNotNull().extracting(error -> error.sqlState()).isEqualTo("53100");
      assertThat(test.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")).isEqualTo("f");
      assertThat(runs("mount", "-o", "remount,size=100m", disk)).isTrue();
      assertThat(rig.up(files).isSuccess()).isTrue();
      assertThat(test.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")).isEqualTo("t");
    }
  }

  /** Its certificate is made out to another name. */
  @Test
  void m64_aServerThatIsNotTheOneItSays(@TempDir Path directory) throws Exception {
    String key = directory.resolve("server.key").toString();
    String certificate = directory.resolve("server.crt").toString();
    assumeTrue(runs("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=elsewhere.example",
        "-days", "2", "-keyout", key, "-out", certificate), "openssl makes the certificate");
    assertThat(runs("chmod", "600", key)).isTrue();
    EmbeddedOptions options = EmbeddedOptions.defaults()
        .withSettings(Map.of("ssl", "on", "ssl_key_file", key, "ssl_cert_file", certificate));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.ephemeral(options)) {
      String url = postgres.url() + "?sslrootcert=" + certificate + "&sslmode=";
      try (Database trusting = Database.open(Rig.url(url + "verify-ca"), SessionSettings.standard())) {
        assertThat(trusting.query("SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_catalog.pg_backend_pid()")
            .toString()).isEqualTo("[[t]]");
      }
      assertThatThrownBy(() -> Database.open(Rig.url(url + "verify-full"), SessionSettings.standard()))
          .isInstanceOfSatisfying(WhimbrelException.class, e -> {
            Problem problem = e.problems().getFirst();
            assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
            assertThat(problem.message()).startsWith("no encrypted connection to the server at ");
            assertThat(problem.remedy())
                .isEqualTo("sslmode says what is wanted: disable, prefer, require, verify-ca or "
                    + "verify-full; sslrootcert names the file of the authority that vouches for the server");
          });
    }
  }
}
