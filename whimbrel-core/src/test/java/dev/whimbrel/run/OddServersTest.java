package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.CountingProxy.Cut;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import dev.whimbrel.database.Database;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.Journal;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.sql.Identifier;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers, databases and roles with settings of their own, and migrations that attack what runs them. */
@ExtendWith(FreshDatabases.class)
class OddServersTest {
  private static Problem onlyProblem(RunReport report) {
    assertThat(report.problems()).hasSize(1);
    return report.problems().getFirst();
  }

  @Test
  void aDatabaseThatReadsBackslashesAsEscapes(TestDatabase test) {
    test.execute("ALTER DATABASE " + test.name() + " SET standard_conforming_strings = off");
    try (Rig rig = Rig.on(test)) {
      RunReport report = rig.up("1_it's\\.up.sql", "CREATE TABLE a AS SELECT 'it\\'s; fine' AS x;\n", "2_b.up.sql",
          "SET standard_conforming_strings = on;\nINSERT INTO a VALUES ('c:\\');\n", "3_c.up.sql",
          "INSERT INTO a VALUES ('\\\\');\nSELECT 'x\\'y', nowhere;\n");
      assertThat(Rig.outcomes(report)).containsExactly("done", "done",
          "STATEMENT_FAILED 3_c.up.sql:2:16 column \"nowhere\" does not exist");
      assertThat(rig.history().entries().getFirst().file()).isEqualTo("1_it's\\.up.sql");
    }
    assertThat(test.query("SELECT x FROM a")).isEqualTo(List.of(List.of("it's; fine"), List.of("c:\\")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"statement_timeout = 1", "lock_timeout = 1", "search_path = ''", "datestyle = 'German'",
      "timezone = 'Asia/Tokyo'", "intervalstyle = 'sql_standard'", "bytea_output = 'escape'", "lc_messages = 'C'",
      "default_transaction_isolation = 'serializable'", "default_transaction_deferrable = on", "row_security = off",
      "idle_in_transaction_session_timeout = 1", "extra_float_digits = 0", "synchronous_commit = off",
      "client_min_messages = 'error'", "jit = off", "quote_all_identifiers = on", "transform_null_equals = on",
      "array_nulls = off", "default_table_access_method = 'heap'"})
  void aDatabaseWithDefaultsOfItsOwn(String setting, TestDatabase test) {
    test.execute("ALTER DATABASE " + test.name() + " SET " + setting);
    try (Rig rig = Rig.on(test)) {
      assertThat(Rig.outcomes(rig.up("1_a.up.sql", "CREATE TABLE public.a (n int);\nSELECT pg_sleep(0.02);\n",
          "2_b.up.sql", "CREATE INDEX CONCURRENTLY i ON public.a (n);\n", "3_c.up.sql", "SELECT 1/0;\n")))
          .containsExactly("done", "done", "STATEMENT_FAILED 3_c.up.sql:1:1 division by zero");
      assertThat(rig.applied()).containsExactly("1", "2");
      assertThat(rig.history().entries()).allMatch(entry -> !entry.took().isNegative());
    }
  }

  /** What a role or a database brings along does not count, neither while we work nor while we wait. */
  @Test
  void m22_m23_limitsOfTheDatabaseDoNotEndAWaitingSession(TestDatabase test) {
    test.execute("ALTER DATABASE " + test.name() + " SET idle_session_timeout = 100; ALTER DATABASE " + test.name()
        + " SET idle_in_transaction_session_timeout = 100; ALTER DATABASE " + test.name() + " SET lock_timeout = 1");
    try (Rig rig = Rig.on(test)) {
      rig.up("1_a.up.sql", "CREATE TABLE a ();\n");
      test.query("SELECT pg_sleep(0.5)");
      assertThat(rig.up("1_a.up.sql", "CREATE TABLE a ();\n", "2_b.up.sql", "CREATE TABLE b ();\n").done())
          .isEqualTo(1);
    }
  }

  /** One holds its lock for as long as the other one runs. */
  @Test
  void m25_twoProjectsWithJournalsOfTheirOwnDoNotWaitForEachOther(TestDatabase test) {
    Author author = new Author("", "", "");
    try (Rig one = Rig.on(test); Rig other = Rig.on(test)) {
      Journal first = Journal.of(one.database(), new Identifier("first"), "", author);
      Journal second = Journal.of(other.database(), new Identifier("second"), "", author);
      assertThat(first.lockKey()).isNotEqualTo(second.lockKey());
      one.database().locked(first.lockKey(), Duration.ZERO, holder -> {}, () -> {
        migrate(one.database(), first, "1_a.up.sql", "CREATE TABLE a ();\n");
        return other.database().locked(second.lockKey(), Duration.ZERO, holder -> {},
            () -> migrate(other.database(), second, "1_b.up.sql", "CREATE TABLE b ();\n"));
      });
      assertThat(first.read().entries()).extracting(entry -> entry.file()).containsExactly("1_a.up.sql");
      assertThat(second.read().entries()).extracting(entry -> entry.file()).containsExactly("1_b.up.sql");
    }
  }

  private static RunReport migrate(Database database, Journal journal, String... files) {
    return new Runner(database, journal)
        .run(Planner.plan(Rig.set(files), journal.read(), new Goal.Latest(), Policy.strict()).orThrow(), event -> {});
  }

  /** The server tells of such a change when the text is over, and by then it is undone. */
  @ParameterizedTest
  @ValueSource(strings = {"SET datestyle = 'German'", "SET client_encoding = 'LATIN1'",
      "SET intervalstyle = 'iso_8601'",
      "SET bytea_output = 'escape'"})
  void aSettingThatTheDriverCannotLiveWithIsUndoneInTime(String statement, TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      assertThat(rig.up("1_a.up.sql", statement + ";\nCREATE TABLE a ();\n", "2_b.up.sql", "CREATE TABLE b ();\n")
          .isSuccess()).isTrue();
      assertThat(rig.applied()).containsExactly("1", "2");
    }
  }

  /** Where data follows, the text is over too early: the driver gives the session up, and the transaction with it. */
  @ParameterizedTest
  @ValueSource(strings = {"SET datestyle = 'German'", "SET client_encoding = 'LATIN1'"})
  void aSettingThatTheDriverCannotLiveWithEndsTheSession(String statement, TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      RunReport report = rig.up("1_a.up.sql", "CREATE TABLE a (n int);\n", "2_b.up.sql",
          statement + ";\nCOPY a FROM stdin;\n1\n\\.\n");
      Problem problem = onlyProblem(report);
      assertThat(problem.code()).isEqualTo(ProblemCode.SESSION_ENDED);
      assertThat(problem.message()).contains("parameter was changed to");
    }
    try (Rig rig = Rig.on(test)) {
      assertThat(rig.applied()).containsExactly("1");
      assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("0");
    }
  }

  @Test
  void aMigrationThatDropsTheJournal(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up("1_a.up.sql", "CREATE TABLE a ();\n");
      RunReport report = rig.up("1_a.up.sql", "CREATE TABLE a ();\n", "2_b.up.sql", "DROP SCHEMA whimbrel CASCADE;\n");
      assertThat(onlyProblem(report).message()).endsWith("(while writing the journal)");
      assertThat(rig.applied()).containsExactly("1");
    }
  }

  @Test
  void aMigrationThatReturnsManyRows(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      assertThat(rig.up("1_a.up.sql", "SELECT n, repeat('x', 100) FROM generate_series(1, 200000) n;\n").isSuccess())
          .isTrue();
    }
  }

  @Test
  void aConnectionCutInAScriptWithoutATransaction(TestDatabase test) {
    String[] files = {"1_a.up.sql", "CREATE TABLE a (n int);\n", "2_b.up.sql",
        "-- whimbrel: no-transaction\nINSERT INTO a VALUES (1);\nVACUUM FULL a;\nSELECT 3;\n"};
    try (CountingProxy proxy = CountingProxy.before(test.address()); Rig rig = Rig.on(proxy.url())) {
      rig.up(files[0], files[1]);
      // lock, history; the row of the start; the first statement with its row; the second statement
      proxy.cutAt(proxy.total().flights() + 5, Cut.AFTER_FORWARDING);
      Problem problem = onlyProblem(rig.up(files));
      assertThat(problem.code()).isEqualTo(ProblemCode.PARTLY_APPLIED);
      assertThat(problem.at()).hasToString("2_b.up.sql:3:1");
      assertThat(problem.message()).isEqualTo(
          "the connection was lost while 2_b.up.sql ran: An I/O error occurred while sending to the backend.");
      assertThat(problem.state()).isEqualTo("1 of its 3 statements is in effect and recorded");
      assertThat(problem.remedy()).isEqualTo(
          "run again: whimbrel up; it looks what became of statement 2 and goes on from there");
    }
  }

  @Test
  void aConnectionCutWhileAStatementCommitsWithItsRow(TestDatabase test) {
    String[] files = {"1_a.up.sql", "CREATE TABLE a (n int);\n", "2_b.up.sql",
        "-- whimbrel: no-transaction\nINSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2);\n"};
    try (CountingProxy proxy = CountingProxy.before(test.address()); Rig rig = Rig.on(proxy.url())) {
      rig.up(files[0], files[1]);
      // lock, history; the row of the start; the first statement with its row
      proxy.cutAt(proxy.total().flights() + 4, Cut.AFTER_FORWARDING);
      Problem problem = onlyProblem(rig.up(files));
      assertThat(problem.code()).isEqualTo(ProblemCode.PARTLY_APPLIED);
      assertThat(problem.at()).hasToString("2_b.up.sql:3:1");
      assertThat(problem.state()).isEqualTo("1 of its 2 statements is in effect and recorded");
      assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("1");
    }
  }

  @Test
  void aStatementMayFailLikeAConnection(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      Problem problem = onlyProblem(rig.up("1_a.up.sql",
          "CREATE TABLE a ();\nDO $$ BEGIN RAISE EXCEPTION 'elsewhere' USING ERRCODE = '08006'; END $$;\n"));
      assertThat(problem.code()).isEqualTo(ProblemCode.STATEMENT_FAILED);
      assertThat(problem.at()).hasToString("1_a.up.sql:2:1");
      assertThat(problem.message()).isEqualTo("elsewhere");
      assertThat(rig.applied()).isEmpty();
    }
  }

  @Test
  void nothingRunsOnAStaleSessionOfAnAdministrator(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      test.query("SELECT pg_terminate_backend(" + rig.database().pid() + ")");
      assertThatThrownBy(() -> rig.up("1_a.up.sql", "CREATE TABLE a ();\n"))
          .hasMessageContaining("the server refused a query of Whimbrel's own");
    }
    assertThat(test.value("SELECT to_regclass('a')")).isNull();
  }

  /** What commits without its row would be done once more. */
  @ParameterizedTest
  @ValueSource(strings = {"CREATE TABLE b ();\n", "-- whimbrel: no-transaction\nCREATE TABLE b ();\n"})
  void m46_aTriggerThatSwallowsTheJournalsRows(String migration, TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.up("1_a.up.sql", "CREATE TABLE a ();\n");
      test.execute("CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
          + "CREATE TRIGGER t BEFORE INSERT ON whimbrel.journal FOR EACH ROW EXECUTE FUNCTION swallow()");
      Problem problem = onlyProblem(rig.up("1_a.up.sql", "CREATE TABLE a ();\n", "2_b.up.sql", migration));
      assertThat(String.valueOf(problem.server() == null ? problem.message() : problem.server().message()))
          .startsWith("invalid input syntax for type integer: "
              + "\"a trigger or a rule swallows the rows of the journal; written: 0\"");
      assertThat(test.value("SELECT to_regclass('b')")).isNull();
      assertThat(rig.applied()).containsExactly("1");
    }
  }
}
