package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.FaultPoint;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.embedded.EmbeddedPostgres;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a run says and does when its session is lost. */
@ExtendWith(FreshDatabases.class)
class LostConnectionsTest {
  private static final String[] FILES = {"1_a.up.sql", "CREATE TABLE a (n int);\n", "2_b.up.sql",
      "INSERT INTO a VALUES (2);\n", "3_c.up.sql", "INSERT INTO a VALUES (3);\n"};

  private static Problem onlyProblem(RunReport report) {
    assertThat(report.problems()).hasSize(1);
    return report.problems().getFirst();
  }

  /** Does something when a text that holds a word is sent, or answered. */
  private static FaultPoint when(String word, Fault before, Fault after) {
    return new FaultPoint() {
      @Override
      public void before(String text, Runnable cut) throws IOException {
        if (text.contains(word)) {
          before.strike();
        }
      }

      @Override
      public void after(String text, Runnable cut) throws IOException {
        if (text.contains(word)) {
          after.strike();
        }
      }
    };
  }

  private interface Fault {
    void strike() throws IOException;
  }

  private static void nothing() {}

  private static void lose() throws IOException {
    throw new IOException("the cable");
  }

  private static Rig rig(TestDatabase test, FaultPoint faults) {
    return Rig.on(Database.open(Rig.url(test.url()), SessionSettings.standard(), waiting -> {}, faults));
  }

  /** Another run takes the lock while this one has no session, and goes on. */
  @Test
  void anotherRunTakesOver(TestDatabase test) {
    Fault overtaken = () -> {
      try (Rig other = Rig.on(test)) {
        // the lost session holds the lock until the server has seen that it is lost
        test.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
            + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        assertThat(other.up(FILES).isSuccess()).isTrue();
      }
      lose();
    };
    try (Rig rig = rig(test, when("INSERT INTO a VALUES (2)", overtaken, LostConnectionsTest::nothing))) {
      RunReport report = rig.up(FILES);
      Problem problem = onlyProblem(report);
      assertThat(problem.code()).isEqualTo(ProblemCode.LOCK_LOST);
      assertThat(problem.message()).isEqualTo(
          "the connection was lost while 2_b.up.sql ran, and another run went on before this one was back");
      assertThat(problem.state()).isEqualTo(
          "the journal tells what is in effect; its last row is of the other run: applied 3");
      assertThat(problem.remedy()).isEqualTo("look with: whimbrel status, then run again: whimbrel up");
      assertThat(rig.up(FILES).results()).isEmpty();
    }
    assertThat(test.query("SELECT n FROM a ORDER BY n")).isEqualTo(List.of(List.of("2"), List.of("3")));
  }

  /** What was on its way behind it may have run before the other run did, or not. */
  @Test
  void anotherRunTakesOverWhatIsInFlight(TestDatabase test) {
    Fault overtaken = () -> {
      try (Rig other = Rig.on(test)) {
        test.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
            + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        assertThat(other.up(FILES).isSuccess()).isTrue();
      }
      lose();
    };
    try (Rig rig = rig(test, when("INSERT INTO a VALUES (2)", overtaken, LostConnectionsTest::nothing))) {
      RunReport report = rig.up(new Grouping.Each(25), event -> {}, FILES);
      assertThat(onlyProblem(report).code()).isEqualTo(ProblemCode.LOCK_LOST);
      assertThat(Rig.outcomes(report).subList(1, 3)).containsExactly("UNKNOWN with 1", "UNKNOWN with 1");
    }
  }

  @Test
  void lostAgainWhileItLooks(TestDatabase test) {
    int[] looks = {0};
    Fault again = () -> {
      if (++looks[0] < 4) {
        lose();
      }
    };
    FaultPoint commit = when("INSERT INTO a VALUES (2)", LostConnectionsTest::nothing, LostConnectionsTest::lose);
    FaultPoint looking = when("pg_stat_get_activity", again, LostConnectionsTest::nothing);
    FaultPoint both = new FaultPoint() {
      @Override
      public void before(String text, Runnable cut) throws IOException {
        looking.before(text, cut);
      }

      @Override
      public void after(String text, Runnable cut) throws IOException {
        commit.after(text, cut);
      }
    };
    try (Rig rig = rig(test, both)) {
      assertThat(Rig.outcomes(rig.up(FILES))).containsExactly("done", "done", "done");
      assertThat(looks[0]).isEqualTo(7); // three that were lost, and one for the end of each of four sessions
    }
    assertThat(test.query("SELECT n FROM a ORDER BY n")).isEqualTo(List.of(List.of("2"), List.of("3")));
  }

  /** The locks went with the session, and what was done before is told. */
  @Test
  void lostWhileLocksOfTheMigrationsOwnAreGivenBack(TestDatabase test) {
    String[] files = {"1_a.up.sql", "SELECT pg_advisory_lock(1);\n"};
    try (Rig rig = rig(test, when("pg_advisory_unlock_shared", LostConnectionsTest::lose,
        LostConnectionsTest::nothing))) {
      assertThat(Rig.outcomes(rig.up(files))).containsExactly("done");
    }
    try (Rig rig = Rig.on(test)) {
      assertThat(rig.up(files).results()).isEmpty();
    }
  }

  /** An application's own connection cannot be replaced. */
  @Test
  void aConnectionThatWasHandedIn(TestDatabase test) throws SQLException {
    try (Connection connection = test.connect();
        Rig rig = Rig.on(Database.of(connection, SessionSettings.standard()))) {
      String[] files = {"1_a.up.sql", "SELECT pg_terminate_backend(pg_backend_pid());\n"};
      Problem problem = onlyProblem(rig.up(files));
      assertThat(problem.code()).isEqualTo(ProblemCode.SESSION_ENDED);
      assertThat(problem.message()).isEqualTo("terminating connection due to administrator command");
      assertThat(problem.state()).isEqualTo("rolled back: nothing of 1_a.up.sql is in the database");
    }
  }

  @Test
  void lostWhileTheJournalIsMade(TestDatabase test) {
    try (Rig rig = rig(test, when("CREATE TABLE \"whimbrel\".journal", LostConnectionsTest::nothing,
        LostConnectionsTest::lose))) {
      assertThatThrownBy(() -> rig.up(FILES)).isInstanceOfSatisfying(WhimbrelException.class, e -> {
        Problem problem = e.problems().getFirst();
        assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
        assertThat(problem.message()).isEqualTo("the connection was lost while the journal was made");
        assertThat(problem.state()).isEqualTo("no migration ran; the journal is there, empty, or not yet");
        assertThat(problem.remedy()).isEqualTo("run it again");
      });
    }
    try (Rig again = Rig.on(test)) {
      assertThat(again.up(FILES).isSuccess()).isTrue();
    }
  }

  /** The server kills all sessions and recovers when one of them dies. */
  @Test
  void m08_aBackendIsKilled() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.ephemeral();
        Rig rig = Rig.on(Database.open(Rig.url(postgres.url()), SessionSettings.standard(), waiting -> {},
            when("INSERT INTO a VALUES (2)", () -> Thread.ofVirtual().start(() -> killSleeper(postgres)),
                LostConnectionsTest::nothing)))) {
      String[] files = FILES.clone();
      files[3] = "INSERT INTO a VALUES (2);\nSELECT pg_sleep(60);\n";
      RunReport report = rig.up(files);
      Problem problem = onlyProblem(report);
      assertThat(problem.code()).isEqualTo(ProblemCode.SESSION_ENDED);
      assertThat(problem.message()).startsWith("the connection was lost while 2_b.up.sql ran: ");
      assertThat(problem.state()).isEqualTo(
          "rolled back: nothing of 2_b.up.sql is in the database; a new session has seen that");
      files[3] = "INSERT INTO a VALUES (2);\n";
      assertThat(rig.up(files).isSuccess()).isTrue();
      assertThat(rig.database().query("SELECT string_agg(n::text, '' ORDER BY n) FROM a").toString())
          .isEqualTo("[[23]]");
    }
  }

  private static void killSleeper(EmbeddedPostgres postgres) {
    try (Connection connection = DriverManager.getConnection(jdbc(postgres), postgres.address().user(),
        postgres.address().password()); Statement statement = connection.createStatement()) {
      for (long pid = sleeper(statement);; pid = sleeper(statement)) {
        if (pid > 0) {
          ProcessHandle.of(pid).orElseThrow().destroyForcibly();
          return;
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static long sleeper(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'")) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private static String jdbc(EmbeddedPostgres postgres) {
    return "jdbc:postgresql://" + postgres.address().host() + ":" + postgres.address().port() + "/"
        + postgres.address().database();
  }
}
