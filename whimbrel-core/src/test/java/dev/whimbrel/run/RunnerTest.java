package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Sha256;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.TokenDigest;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(FreshDatabases.class)
class RunnerTest {
  private TestDatabase test;
  private Rig rig;

  @BeforeEach
  void open(TestDatabase fresh) {
    test = fresh;
    rig = Rig.on(fresh);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private String value(String sql) {
    return String.valueOf(test.value(sql));
  }

  private static Problem onlyProblem(RunReport report) {
    assertThat(report.problems()).hasSize(1);
    return report.problems().getFirst();
  }

  private JournalEntry last() {
    return rig.history().entries().getLast();
  }

  @Test
  void upDownUp() {
    String[] files = {"1_a.up.sql", "CREATE TABLE a ();", "1_a.down.sql", "DROP TABLE a;", "2_b.up.sql",
        "CREATE TABLE b ();", "2_b.down.sql", "DROP TABLE b;"};
    assertThat(Rig.outcomes(rig.up(files))).containsExactly("done", "done");
    assertThat(Rig.outcomes(rig.run(new Goal.Reset(), Rig.set(files)))).containsExactly("done", "done");
    assertThat(value("SELECT to_regclass('a')")).isEqualTo("null");
    assertThat(Rig.outcomes(rig.up(files))).containsExactly("done", "done");
    assertThat(rig.up(files).results()).isEmpty();
    assertThat(rig.history().entries().stream().map(e -> e.key() + " " + e.event() + " " + e.generation() + " batch "
        + e.batch())).containsExactly("1 APPLIED 1 batch 1", "2 APPLIED 1 batch 1", "2 REVERTED 2 batch 2",
            "1 REVERTED 2 batch 2", "1 APPLIED 3 batch 3", "2 APPLIED 3 batch 3");
  }

  @Test
  void theJournalSaysWhatHappened() {
    rig.up("1_make_a.up.sql", "CREATE TABLE a ();\nCREATE TABLE b ();\n");
    JournalEntry entry = last();
    assertThat(entry.file()).isEqualTo("1_make_a.up.sql");
    assertThat(entry.description()).isEqualTo("make a");
    assertThat(entry.statementsDone()).isEqualTo(2);
    assertThat(entry.statementsTotal()).isEqualTo(2);
    assertThat(entry.role()).isEqualTo(test.user());
    assertThat(entry.client()).isEqualTo("127.0.0.1");
    assertThat(entry.author().tool()).isEqualTo("test");
    assertThat(entry.startedAt()).isBeforeOrEqualTo(entry.finishedAt());
    assertThat(entry.error()).isNull();
  }

  @Test
  void whatComesAfterAFailureIsNotReached() {
    assertThat(Rig.outcomes(rig.up("1_a.up.sql", "CREATE TABLE a ();", "2_b.up.sql", "CREATE TABLE b ();\nSELECT 1/0;",
        "3_c.up.sql", "CREATE TABLE c ();")))
        .containsExactly("done", "STATEMENT_FAILED 2_b.up.sql:2:1 division by zero", "not reached");
    assertThat(value("SELECT to_regclass('b')")).isEqualTo("null");
    assertThat(rig.applied()).containsExactly("1");
    assertThat(last().event()).isEqualTo(Event.FAILED);
    assertThat(last().error()).isEqualTo("2_b.up.sql:2:1 SQLSTATE 22012: division by zero");
    assertThat(last().statementsDone()).isZero();
    assertThat(Rig.outcomes(rig.up("1_a.up.sql", "CREATE TABLE a ();", "2_b.up.sql", "CREATE TABLE b ();")))
        .containsExactly("done");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      CREATE TABLE t ();⏎SELEC 1;                                  | 42601 | 2:1  | SELEC 1;
      CREATE TABLE "ä€😀" ();⏎  SELEC 1;                            | 42601 | 2:3  |   SELEC 1;
      CREATE TABLE "ä€😀" (); SELEC 1;                              | 42601 | 1:24 | CREATE TABLE "ä€😀" (); SELEC 1;
      SELECT 'ä';⏎SELECT⏎  1,⏎  nowhere⏎FROM pg_class;              | 42703 | 4:3  |   nowhere
      -- ä⏎SELECT '😀😀', nowhere;                                   | 42703 | 2:14 | SELECT '😀😀', nowhere;
      CREATE TABLE t (n int PRIMARY KEY);⏎INSERT INTO t VALUES (1),⏎(1); | 23505 | 2:1 | INSERT INTO t VALUES (1),
      SELECT 1;⏎⏎/* x */ SELECT 1/0; -- y                           | 22012 | 3:9  | /* x */ SELECT 1/0; -- y
      CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$⏎BEGIN⏎RETURN nowhere;⏎END $$;⏎SELECT⏎f(); | 42703 | 5:1 | SELECT
      CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$⏎SELECT nowhere$$; | 42703 | 2:8 | SELECT nowhere$$;
      DO $$ BEGIN RAISE EXCEPTION 'veto'; END $$;                   | P0001 | 1:1  | DO $$ BEGIN RAISE EXCEPTION 'veto'; END $$;
      SELECT 1;⏎SELECT 2                                            | -     | -    | -
      """)
  void aFailureSaysWhere(String text, String sqlState, String place, String excerpt) {
    RunReport report = rig.up("1_a.up.sql", text.replace('⏎', '\n'));
    if (sqlState.equals("-")) {
      assertThat(report.isSuccess()).isTrue();
      return;
    }
    Problem problem = onlyProblem(report);
    assertThat(problem.server()).extracting(error -> error.sqlState()).isEqualTo(sqlState);
    assertThat(problem.at()).hasToString("1_a.up.sql:" + place);
    assertThat(String.valueOf(problem.excerpt())).isEqualToIgnoringWhitespace(excerpt);
    assertThat(problem.state()).isEqualTo("rolled back: nothing of 1_a.up.sql is in the database");
    assertThat(problem.remedy()).contains("whimbrel up");
    assertThat(value("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")).isEqualTo("0");
  }

  /** M30: the commit is where it would fail, and it fails before the journal row is written. */
  @Test
  void aDeferredConstraintIsCheckedBeforeTheCommit() {
    RunReport report = rig.up("1_a.up.sql", """
        CREATE TABLE a (n int PRIMARY KEY);
        CREATE TABLE b (n int REFERENCES a DEFERRABLE INITIALLY DEFERRED);
        INSERT INTO b VALUES (7);
        """);
    Problem problem = onlyProblem(report);
    assertThat(problem.message()).contains("violates foreign key constraint")
        .endsWith("(while checking deferred constraints)");
    assertThat(problem.server()).extracting(error -> error.sqlState()).isEqualTo("23503");
    assertThat(rig.applied()).isEmpty();
    assertThat(last().event()).isEqualTo(Event.FAILED);
    assertThat(value("SELECT to_regclass('a')")).isEqualTo("null");
  }

  @Test
  void aPairAroundTheFileIsAbsorbedWithItsOptions() {
    rig.up("1_a.up.sql", """
        BEGIN ISOLATION LEVEL SERIALIZABLE;
        CREATE TABLE a AS SELECT current_setting('transaction_isolation') AS level,
          current_setting('transaction_deferrable') AS deferrable;
        COMMIT;
        """);
    assertThat(value("SELECT level FROM a")).isEqualTo("serializable");
    assertThat(rig.applied()).containsExactly("1");
    RunReport report = rig.up("1_a.up.sql", """
        BEGIN ISOLATION LEVEL SERIALIZABLE;
        CREATE TABLE a AS SELECT current_setting('transaction_isolation') AS level,
          current_setting('transaction_deferrable') AS deferrable;
        COMMIT;
        """, "2_b.up.sql", """
        BEGIN READ ONLY;
        SELECT 1;
        COMMIT;
        """);
    assertThat(onlyProblem(report).message())
        .isEqualTo("cannot execute SELECT in a read-only transaction (while writing the journal)");
  }

  @Test
  void dataStandsWhereTheFileHasIt() {
    rig.up("1_a.up.sql", """
        CREATE TABLE a (n int, x text);
        COPY a FROM stdin;
        1\tä
        2\t\\N
        \\.
        INSERT INTO a SELECT count(*), 'counted' FROM a;
        COPY a (x, n) FROM stdin WITH (FORMAT csv);
        "c;""d",4
        \\.
        """);
    assertThat(test.query("SELECT n, x FROM a"))
        .isEqualTo(List.of(List.of("1", "ä"), java.util.Arrays.asList("2", null),
            List.of("2", "counted"), List.of("4", "c;\"d")));
  }

  @Test
  void badDataRollsBackWhatStandsBeforeIt() {
    RunReport report = rig.up("1_a.up.sql", "CREATE TABLE a (n int);\nCOPY a FROM stdin;\n1\nx\n\\.\nSELECT 1;\n");
    assertThat(Rig.outcomes(report)).containsExactly(
        "STATEMENT_FAILED 1_a.up.sql:2:1 invalid input syntax for type integer: \"x\"");
    assertThat(value("SELECT to_regclass('a')")).isEqualTo("null");
    assertThat(rig.database().isClosed()).isFalse();
  }

  @Test
  void aFileLargerThanOneTextIsStillOneTransaction() {
    String insert = "INSERT INTO a VALUES ('" + "x".repeat(1000) + "');\n";
    String text = "CREATE TABLE a (x text);\n" + insert.repeat(3000);
    Problem problem = onlyProblem(rig.up("1_a.up.sql", text + "SELECT 1/0;\n"));
    assertThat(problem.at()).hasToString("1_a.up.sql:3002:1");
    assertThat(value("SELECT to_regclass('a')")).isEqualTo("null");
    assertThat(rig.up("1_a.up.sql", text).isSuccess()).isTrue();
    assertThat(value("SELECT count(*) FROM a")).isEqualTo("3000");
    Source source = Source.ofText("1_a.up.sql", text);
    assertThat(last().checksum()).isEqualTo(new Checksum(Sha256.of(source.bytes()),
        TokenDigest.of(SqlScanner.scan(source, Lexicon.standard()).orThrow())));
  }

  @Test
  void aChangeOfTheReadingOfLiteralsCountsFromTheNextStatementOn() {
    rig.up("1_a.up.sql", """
        SET standard_conforming_strings = off;
        CREATE TABLE a AS SELECT 'it\\'s; fine' AS x;
        SET standard_conforming_strings = on;
        INSERT INTO a VALUES ('c:\\');
        """, "2_it's\\.up.sql", "INSERT INTO a VALUES ('back\\slash');\n");
    assertThat(test.query("SELECT x FROM a"))
        .isEqualTo(List.of(List.of("it's; fine"), List.of("c:\\"), List.of("back\\slash")));
    assertThat(rig.applied()).containsExactly("1", "2");
    assertThat(last().file()).isEqualTo("2_it's\\.up.sql");
  }

  /** Nobody is there to take the data; the statement is carried out all the same, as by any client that has no use for it. */
  @Test
  void copyToTheClientGoesNowhere() {
    RunReport report = rig.up("1_a.up.sql",
        "CREATE TABLE a AS SELECT 1 AS n;\nCOPY a TO STDOUT;\nCREATE TABLE b ();\n");
    assertThat(Rig.outcomes(report)).containsExactly("done");
    assertThat(value("SELECT to_regclass('b')")).isEqualTo("b");
    assertThat(rig.applied()).containsExactly("1");
  }

  @Test
  void aVetoOfAnEventTriggerRollsBack() {
    test.execute("""
        CREATE FUNCTION veto() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN IF tg_tag = 'CREATE VIEW' THEN RAISE EXCEPTION 'no views here'; END IF; END $$;
        CREATE EVENT TRIGGER v ON ddl_command_start EXECUTE FUNCTION veto()""");
    assertThat(Rig.outcomes(rig.up("1_a.up.sql", "CREATE TABLE a ();\nCREATE VIEW v AS SELECT 1;\n")))
        .containsExactly("STATEMENT_FAILED 1_a.up.sql:2:1 no views here");
    assertThat(value("SELECT to_regclass('a')")).isEqualTo("null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-- nothing but a comment\n", ";;\n"})
  void aFileWithoutAStatementIsApplied(String text) {
    RunReport report = rig.up("1_a.up.sql", "CREATE TABLE a ();\n", "2_b.up.sql", text);
    assertThat(report.isSuccess()).isTrue();
    assertThat(rig.applied()).containsExactly("1", "2");
  }

  @Test
  void noticesBelongToTheirStep() {
    RunReport report = rig.up("1_a.up.sql", "DO $$ BEGIN RAISE NOTICE 'one'; END $$;", "2_b.up.sql",
        "DO $$ BEGIN RAISE WARNING 'two'; END $$;");
    assertThat(report.results().stream().map(result -> ((StepResult.Done) result).notices()))
        .containsExactly(List.of("one"), List.of("warning: two"));
  }

  /** Two that both slipped past the lock: the index lets one of them commit. */
  @Test
  void aTurnIsConcludedOnce() {
    rig.up("1_a.up.sql", "CREATE TABLE a ();\n");
    dev.whimbrel.migration.MigrationSet set = Rig.set("1_a.up.sql", "CREATE TABLE a ();\n", "2_b.up.sql",
        "CREATE TABLE b ();\n");
    dev.whimbrel.plan.Plan plan = dev.whimbrel.plan.Planner
        .plan(set, rig.history(), new Goal.Latest(), dev.whimbrel.plan.Policy.strict()).orThrow();
    try (Rig other = Rig.on(test)) {
      assertThat(other.run(new Goal.Latest(), set).isSuccess()).isTrue();
      test.execute("DROP TABLE b");
      RunReport second = new Runner(rig.database(), rig.journal()).run(plan, event -> {});
      assertThat(onlyProblem(second).message()).contains("journal_turn").endsWith("(while writing the journal)");
    }
    assertThat(value("SELECT to_regclass('b')")).isEqualTo("null");
    assertThat(rig.history().entries().stream().filter(e -> e.key().equals("2") && e.event() == Event.APPLIED))
        .hasSize(1);
  }
}
