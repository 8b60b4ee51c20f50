package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.problem.Excerpt;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What must be true before a migration of Atlas's runs. */
@ExtendWith(FreshDatabases.class)
class ChecksTest {
  private static final String USERS = "CREATE TABLE users (id int);\n";
  private static final String DROP = """
      -- atlas:txtar

      -- checks.sql --
      -- Nobody must be lost.
      SELECT NOT EXISTS (SELECT 1 FROM users) AS is_empty;
      -- migration.sql --
      DROP TABLE users;
      -- down.sql --
      CREATE TABLE users (id int);
      """;

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

  private static MigrationSet set(String... namesAndTexts) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    Format.ATLAS.integrityFile(FileSet.of("m", files)).files()
        .forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return Format.ATLAS.parse(FileSet.of("m", files), ParseOptions.standard()).orThrow();
  }

  private static Problem only(RunReport report) {
    assertThat(report.problems()).hasSize(1);
    return report.problems().getFirst();
  }

  @Test
  void whatIsTrueLetsTheMigrationRun() {
    assertThat(Rig.outcomes(rig.run(new Goal.Latest(), set("1.sql", USERS, "2.sql", DROP))))
        .containsExactly("done", "done");
    assertThat(test.value("SELECT to_regclass('users')")).isNull();
    assertThat(rig.history().entries().getLast().statementsDone()).isEqualTo(2);
    assertThat(Rig.outcomes(rig.run(new Goal.Undo(1), set("1.sql", USERS, "2.sql", DROP)))).containsExactly("done");
    assertThat(test.value("SELECT to_regclass('users')")).hasToString("users");
  }

  @Test
  void whatIsFalseStopsIt() {
    rig.run(new Goal.Latest(), set("1.sql", USERS));
    test.execute("INSERT INTO users VALUES (1)");

    Problem dry = only(rig.dryRun(new Goal.Latest(), set("1.sql", USERS, "2.sql", DROP)));
    Problem problem = only(rig.run(new Goal.Latest(), set("1.sql", USERS, "2.sql", DROP)));

    String message = "check assertion \"SELECT NOT EXISTS (SELECT 1 FROM users) AS is_empty\" returned false";
    assertThat(problem).isEqualTo(new Problem(ProblemCode.STATEMENT_FAILED, message, new Position("2.sql", 5, 1),
        Excerpt.of("SELECT NOT EXISTS (SELECT 1 FROM users) AS is_empty;", 0), null,
        "rolled back: nothing of 2.sql is in the database",
        "bring about what the check asks for, then run again: whimbrel up"));
    assertThat(dry).isEqualTo(problem.state("this was a dry run: nothing was changed"));
    assertThat(rig.history().entries().getLast().error()).isEqualTo("2.sql:5:1 check assertion returned false");
    test.execute("DELETE FROM users");
    assertThat(Rig.outcomes(rig.run(new Goal.Latest(), set("1.sql", USERS, "2.sql", DROP)))).containsExactly("done");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      SELECT true;                         | done
      SELECT true -- yes;                  | done
      VALUES (1 < 2); TABLE yes            | done
      WITH c AS (SELECT true) TABLE c;     | done
      SELECT v FROM yes FOR UPDATE;        | done
      SELECT NULL::bool;                   | STATEMENT_FAILED 1.sql:4:1 check assertion "SELECT NULL::bool" returned null
      SELECT v FROM yes WHERE false;       | STATEMENT_FAILED 1.sql:4:1 check assertion "SELECT v FROM yes WHERE false" returned null
      SELECT true; SELECT 'ü' = 'u'        | STATEMENT_FAILED 1.sql:4:14 check assertion "SELECT 'ü' = 'u'" returned false
      SELECT 'ü', nowhere FROM yes;        | STATEMENT_FAILED 1.sql:4:13 column "nowhere" does not exist
      SELECT yes.v FROM yes, yes AS twice; | done
      SELECT v FROM yes UNION ALL TABLE yes; | STATEMENT_FAILED 1.sql:4:1 more than one row returned by a subquery used as an expression
      SELECT v, v FROM yes;                | STATEMENT_FAILED 1.sql:4:1 subquery must return only one column
      SELECT 1;                            | STATEMENT_FAILED 1.sql:4:9 argument of CASE/WHEN must be type boolean, not type integer
      SELECT true FROM FROM;               | STATEMENT_FAILED 1.sql:4:18 syntax error at or near "FROM"
      SELECT 'x'::bool;                    | STATEMENT_FAILED 1.sql:4:8 invalid input syntax for type boolean: "x"
      """)
  void aCheckGivesOneTrueValue(String checks, String outcome) {
    test.execute("CREATE TABLE yes (v bool)");
    test.execute("INSERT INTO yes VALUES (true)");
    assertThat(Rig.outcomes(rig.run(new Goal.Latest(),
        set("1.sql", "-- atlas:txtar\n\n-- checks.sql --\n" + checks + "\n-- migration.sql --\n"
            + "CREATE TABLE t ();\n"))))
        .containsExactly(outcome);
    assertThat(test.value("SELECT to_regclass('t')") != null).isEqualTo(outcome.equals("done"));
  }

  @Test
  void oneOfSeveralMayBeEnough() {
    String head = "-- atlas:txtar\n\n-- checks/any.sql --\n-- atlas:assert oneof\n";
    String tail = "-- migration.sql --\nCREATE TABLE t ();\n";
    assertThat(Rig.outcomes(rig.run(new Goal.Latest(),
        set("1.sql", head + "SELECT false;\nSELECT NULL::bool\n;\n" + tail))))
        .containsExactly(
            "STATEMENT_FAILED 1.sql:5:1 check assertion \"SELECT false; SELECT NULL::bool\" returned false, null");
    assertThat(
        Rig.outcomes(rig.run(new Goal.Latest(), set("1.sql", head + "SELECT false;\n\n SELECT nowhere;\n" + tail))))
        .containsExactly("STATEMENT_FAILED 1.sql:7:9 column \"nowhere\" does not exist");
    assertThat(
        Rig.outcomes(rig.run(new Goal.Latest(), set("1.sql", head + "SELECT NULL::bool;\nSELECT true;\n" + tail))))
        .containsExactly("done");
  }

  @Test
  void withoutATransactionAFalseCheckStopsBeforeTheFirstStatement() {
    String text = "-- atlas:txtar\n-- atlas:txmode none\n\n-- checks.sql --\nSELECT false;\n-- migration.sql --\n"
        + "CREATE TABLE t ();\n";
    assertThat(only(rig.run(new Goal.Latest(), set("1.sql", text))))
        .returns("check assertion \"SELECT false\" returned false", Problem::message)
        .returns(new Position("1.sql", 5, 1), Problem::at);
    assertThat(test.value("SELECT to_regclass('t')")).isNull();
    assertThat(Rig.outcomes(rig.run(new Goal.Latest(), set("1.sql", text.replace("false", "true")))))
        .containsExactly("done");
  }

  @Test
  void aCheckIsNoEditOfItsMigration() {
    MigrationSet written = set("1.sql",
        "-- atlas:txtar\n\n-- checks.sql --\nSELECT true;\n-- migration.sql --\nSELECT 2;\n");
    MigrationSet plain = set("1.sql", "SELECT true;\nSELECT 2;\n");
    assertThat(written.migrations().getFirst().checksum().tokens())
        .isEqualTo(plain.migrations().getFirst().checksum().tokens());
  }

  @Test
  void checksNeedNeitherARoundTripNorALanguage() {
    test.execute("DROP EXTENSION plpgsql");
    try (CountingProxy proxy = CountingProxy.before(test.address()); Rig distant = Rig.on(proxy.url())) {
      distant.run(new Goal.Latest(), set("1.sql", USERS));
      int before = proxy.total().flights();
      distant.run(new Goal.Latest(), set("1.sql", USERS, "2.sql", "SELECT 1;\n"));
      int without = proxy.total().flights() - before;
      assertThat(
          Rig.outcomes(distant.run(new Goal.Latest(), set("1.sql", USERS, "2.sql", "SELECT 1;\n", "3.sql", DROP))))
          .containsExactly("done");
      assertThat(proxy.total().flights() - before).isEqualTo(2 * without);
    }
  }
}
