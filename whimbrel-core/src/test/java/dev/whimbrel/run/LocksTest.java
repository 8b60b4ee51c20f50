package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.database.Blocker;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Migrations that meet the locks of others. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(FreshDatabases.class)
class LocksTest {
  private static final String[] FILES = {"1_a.up.sql", "CREATE TABLE a (n int);\n", "2_b.up.sql",
      "CREATE TABLE b ();\nALTER TABLE a ADD COLUMN m int;\n"};
  private static final Retries SHORT = Retries.of(Duration.ofSeconds(2), Duration.ofSeconds(2));

  private static Problem onlyProblem(RunReport report) {
    assertThat(report.problems()).hasSize(1);
    return report.problems().getFirst();
  }

  @Test
  void m17_anAlterBehindALongReader_isTriedAgainAndNeverStallsOthersForLong(TestDatabase test) throws Exception {
    try (Rig rig = Rig.on(test); Connection reader = test.connect(); Statement reading = reader.createStatement()) {
      rig.up(FILES[0], FILES[1]);
      reader.setAutoCommit(false);
      reading.execute("SET application_name = 'a report'");
      reading.execute("SELECT * FROM a");
      List<RunEvent.Retrying> retries = new ArrayList<>();
      AtomicLong longest = new AtomicLong();
      AtomicBoolean over = new AtomicBoolean();
      Thread others = Thread.ofPlatform().start(() -> read(test, over, longest));
      RunReport report = rig.up(Retries.of(Duration.ofSeconds(2), Duration.ofSeconds(60)), event -> {
        if (event instanceof RunEvent.Retrying retrying) {
          retries.add(retrying);
          if (retries.size() == 3) {
            commit(reader);
          }
        }
      }, FILES);
      over.set(true);
      others.join();
      assertThat(Rig.outcomes(report)).containsExactly("done");
      assertThat(retries).hasSizeGreaterThanOrEqualTo(3).allMatch(retry -> retry.failure().sqlState().equals("55P03"));
      assertThat(retries.getLast().blockers()).singleElement().isInstanceOfSatisfying(Blocker.Session.class,
          session -> assertThat(session.holder().application()).isEqualTo("a report"));
      assertThat(Duration.ofNanos(longest.get())).isLessThan(Duration.ofSeconds(2));
    }
  }

  /** Work that was done before the lock was met is not what takes long. */
  @Test
  void m17_isTriedAgainAlsoAfterLongWork(TestDatabase test) throws Exception {
    try (Rig rig = Rig.on(test); Connection reader = test.connect(); Statement reading = reader.createStatement()) {
      rig.up(FILES[0], FILES[1]);
      reader.setAutoCommit(false);
      reading.execute("LOCK TABLE a IN ACCESS SHARE MODE");
      RunReport report = rig.up(Retries.of(Duration.ofMillis(100), Duration.ofSeconds(1)), event -> {
        if (event instanceof RunEvent.Retrying) {
          commit(reader);
        }
      }, FILES[0], FILES[1], "2_b.up.sql", "SELECT pg_catalog.pg_sleep(1.2);\nALTER TABLE a ADD COLUMN m int;\n");
      assertThat(Rig.outcomes(report)).containsExactly("done");
    }
  }

  /** What an application does meanwhile, and how long it waited at most. */
  private static void read(TestDatabase test, AtomicBoolean over, AtomicLong longest) {
    try (Connection connection = test.connect(); Statement statement = connection.createStatement()) {
      while (!over.get()) {
        long start = System.nanoTime();
        statement.execute("SELECT count(*) FROM a");
        longest.accumulateAndGet(System.nanoTime() - start, Math::max);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void commit(Connection connection) {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void m17_theBlockerIsNamed(TestDatabase test) throws Exception {
    try (Rig rig = Rig.on(test); Connection reader = test.connect(); Statement reading = reader.createStatement()) {
      rig.up(FILES[0], FILES[1]);
      reader.setAutoCommit(false);
      reading.execute("SET application_name = 'a report'");
      reading.execute("SELECT * FROM a");
      String pid = String.valueOf(reader.unwrap(org.postgresql.PGConnection.class).getBackendPID());
      Problem problem = onlyProblem(rig.up(SHORT, event -> {}, FILES));
      assertThat(problem.code()).isEqualTo(ProblemCode.STATEMENT_FAILED);
      assertThat(problem.at()).hasToString("2_b.up.sql:2:1");
      assertThat(problem.message()).matches("canceling statement due to lock timeout; blocked by pid " + pid
          + " \\(a report from [\\w.:]+, connected since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\S+, "
          + "idle in transaction for \\d+ s: SELECT \\* FROM a\\)");
      assertThat(problem.state()).matches(
          "rolled back: nothing of 2_b.up.sql is in the database; tried \\d+ times in [12] s");
      assertThat(problem.remedy()).isEqualTo(
          "let it end, or end it with: psql -c 'select pg_terminate_backend(" + pid
              + ")'; then run again: whimbrel up");
      assertThat(rig.applied()).containsExactly("1");
      assertThat(test.value("SELECT to_regclass('b')")).isNull();
    }
  }

  @Test
  void m17_withoutRetriesTheFirstWaitIsTheOnlyOne(TestDatabase test) throws Exception {
    try (Rig rig = Rig.on(test); Connection reader = test.connect(); Statement reading = reader.createStatement()) {
      rig.up(FILES[0], FILES[1]);
      reader.setAutoCommit(false);
      reading.execute("LOCK TABLE a IN ACCESS SHARE MODE");
      List<RunEvent> retries = new ArrayList<>();
      Problem problem = onlyProblem(rig.up(Retries.of(Duration.ofSeconds(1), Duration.ZERO), event -> {
        if (event instanceof RunEvent.Retrying) {
          retries.add(event);
        }
      }, FILES));
      assertThat(retries).isEmpty();
      assertThat(problem.message()).startsWith("canceling statement due to lock timeout; blocked by pid ");
      assertThat(problem.state()).isEqualTo("rolled back: nothing of 2_b.up.sql is in the database");
    }
  }

  @Test
  void m18_aDeadlockIsTriedAgain(TestDatabase test) throws Exception {
    String[] files = {"1_a.up.sql", "CREATE TABLE a (n int);\nCREATE TABLE b (n int);\n", "2_b.up.sql",
        "SET lock_timeout = 0;\nSET deadlock_timeout = '100ms';\nLOCK TABLE a;\nLOCK TABLE b;\nINSERT INTO a VALUES (1);\n"};
    try (Rig rig = Rig.on(test); Connection app = test.connect(); Statement statement = app.createStatement()) {
      rig.up(files[0], files[1]);
      app.setAutoCommit(false);
      statement.execute("SET deadlock_timeout = '1h'"); // the migration is the victim
      statement.execute("LOCK TABLE b");
      Thread waiting = Thread.ofPlatform().unstarted(() -> lockAndCommit(app, statement));
      List<RunEvent.Retrying> retries = new ArrayList<>();
      RunReport report = rig.up(Retries.of(Duration.ofSeconds(2), Duration.ofSeconds(30)), event -> {
        if (event instanceof RunEvent.StepStarted) {
          waiting.start();
        } else if (event instanceof RunEvent.Retrying retrying) {
          retries.add(retrying);
        }
      }, files);
      waiting.join();
      assertThat(Rig.outcomes(report)).containsExactly("done");
      assertThat(retries).hasSizeLessThanOrEqualTo(3).allMatch(retry -> retry.failure().sqlState().equals("40P01"));
      assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("1");
    }
  }

  private static void lockAndCommit(Connection app, Statement statement) {
    try {
      statement.execute("LOCK TABLE a");
      app.commit();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void m18_aDeadlockThatComesAgainAndAgainEnds(TestDatabase test) {
    String[] files = {"1_a.up.sql",
        "DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01', DETAIL = 'Process 1 waits for process 2.'; END $$;\n"};
    try (Rig rig = Rig.on(test)) {
      Problem problem = onlyProblem(
          rig.up(Retries.of(Duration.ofSeconds(2), Duration.ofSeconds(30)), event -> {}, files));
      assertThat(problem.message()).isEqualTo("deadlock");
      assertThat(problem.server()).isNotNull().satisfies(
          server -> assertThat(server.detail()).isEqualTo("Process 1 waits for process 2."));
      assertThat(problem.state()).matches(
          "rolled back: nothing of 1_a.up.sql is in the database; tried 4 times in \\d+ s");
      assertThat(rig.history().entries()).singleElement()
          .satisfies(entry -> assertThat(entry.error()).isEqualTo("1_a.up.sql:1:1 SQLSTATE 40P01: deadlock"));
    }
  }

  @Test
  void m19_aPreparedTransactionIsNamedByItsGid(TestDatabase test) throws Exception {
    try (Rig rig = Rig.on(test)) {
      rig.up(FILES[0], FILES[1]);
      test.execute("BEGIN; LOCK TABLE a; PREPARE TRANSACTION 'it''s left'");
      Problem problem = onlyProblem(rig.up(SHORT, event -> {}, FILES));
      assertThat(problem.message()).matches("canceling statement due to lock timeout; blocked by "
          + "the prepared transaction 'it's left' \\(of " + test.user()
          + ", prepared at \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\S+\\)");
      assertThat(problem.remedy())
          .isEqualTo("let it end, or end it with: psql -c 'rollback prepared '\\''it'\\'''\\''s left'\\'''; "
              + "then run again: whimbrel up");
      test.execute("ROLLBACK PREPARED 'it''s left'");
      assertThat(Rig.outcomes(rig.up(FILES))).containsExactly("done");
    }
  }

  @Test
  void whatSomebodyWantedIsNotTriedAgain(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      for (String state : List.of("57014", "25P03", "53100", "25006", "42501", "22012", "23505")) {
        List<RunEvent> retries = new ArrayList<>();
        RunReport report = rig.up(Retries.of(Duration.ofSeconds(2), Duration.ofSeconds(30)), event -> {
          if (event instanceof RunEvent.Retrying) {
            retries.add(event);
          }
        }, "1_a.up.sql", "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '" + state + "'; END $$;\n");
        assertThat(onlyProblem(report).message()).as(state).isEqualTo("no");
        assertThat(retries).as(state).isEmpty();
      }
    }
  }
}
