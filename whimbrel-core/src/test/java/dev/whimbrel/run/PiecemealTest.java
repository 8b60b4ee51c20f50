package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Scripts that are not one transaction. */
@ExtendWith(FreshDatabases.class)
class PiecemealTest {
  private static final String SETUP = "CREATE TABLE a (n int);\nINSERT INTO a VALUES (1), (1);\n";
  private static final String CONCURRENTLY = "CREATE INDEX CONCURRENTLY i ON a (n);\n";

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

  private List<String> events() {
    return rig.history().entries().stream().map(PiecemealTest::line).toList();
  }

  private static String line(JournalEntry entry) {
    return entry.key() + " " + entry.event().word() + " " + entry.statementsDone() + "/" + entry.statementsTotal();
  }

  private static Problem onlyProblem(RunReport report) {
    assertThat(report.problems()).hasSize(1);
    return report.problems().getFirst();
  }

  @Test
  void eachStatementIsJournaled() {
    RunReport report = rig.up("1_a.up.sql", SETUP, "2_i.up.sql",
        CONCURRENTLY + "DROP INDEX CONCURRENTLY i;\nVACUUM a;\n");
    assertThat(Rig.outcomes(report)).containsExactly("done", "done");
    assertThat(events()).containsExactly("1 applied 2/2", "2 started 0/3", "2 advanced 1/3", "2 advanced 2/3",
        "2 applied 3/3");
  }

  @Test
  void whatFailsIsResumedWhereItFailed() {
    String begin = "-- whimbrel: no-transaction\nINSERT INTO a VALUES (5);\n";
    Problem problem = onlyProblem(rig.up("1_a.up.sql", SETUP, "2_i.up.sql",
        begin + "CREATE UNIQUE INDEX CONCURRENTLY u ON a (n);\nINSERT INTO a VALUES (6);\n"));
    assertThat(problem.code()).isEqualTo(ProblemCode.PARTLY_APPLIED);
    assertThat(problem.at()).hasToString("2_i.up.sql:3:1");
    assertThat(problem.state())
        .isEqualTo("1 of the 3 statements of 2_i.up.sql is in effect and recorded; the index \"u\" is INVALID");
    assertThat(problem.remedy()).isEqualTo(
        "mend the cause and run again: whimbrel up (it drops the INVALID index and goes on with statement 2)");
    assertThat(events()).endsWith("2 started 0/3", "2 advanced 1/3", "2 failed 1/3");

    assertThatThrownBy(() -> rig.up("1_a.up.sql", SETUP, "2_i.up.sql",
        begin.replace("5", "7") + "DROP INDEX CONCURRENTLY u;\nINSERT INTO a VALUES (6);\n"))
        .hasMessage(
            "2_i.up.sql:1:1 of this migration 1 of 3 statements is in effect, and it was changed "
                + "since it ran");
    assertThat(Rig.outcomes(rig.up("1_a.up.sql", SETUP, "2_i.up.sql",
        begin + "DROP INDEX CONCURRENTLY u;\nINSERT INTO a VALUES (6);\nINSERT INTO a VALUES (7);\n")))
        .containsExactly("done");
    assertThat(events()).endsWith("2 started 1/4", "2 advanced 2/4", "2 advanced 3/4", "2 applied 4/4");
    assertThat(test.query("SELECT n FROM a ORDER BY n"))
        .isEqualTo(List.of(List.of("1"), List.of("1"), List.of("5"), List.of("6"), List.of("7")));
  }

  /** A process that dies right after it resumed leaves its first row as the last one. */
  @Test
  void aResumedScriptCanBeResumedAgain() {
    String text = "-- whimbrel: no-transaction\nINSERT INTO a VALUES (5);\nINSERT INTO gone VALUES (6);\n";
    rig.up("1_a.up.sql", SETUP, "2_i.up.sql", text);
    rig.up("1_a.up.sql", SETUP, "2_i.up.sql", text);
    test.execute("DELETE FROM whimbrel.journal WHERE id = (SELECT max(id) FROM whimbrel.journal)");
    assertThat(events()).endsWith("2 started 1/2");
    test.execute("CREATE TABLE gone (n int)");
    assertThat(Rig.outcomes(rig.up("1_a.up.sql", SETUP, "2_i.up.sql", text))).containsExactly("done");
    assertThat(test.value("SELECT count(*) FROM a WHERE n = 5")).isEqualTo("1");
  }

  @Test
  void whatBecameOneTransactionGoesOnToo() {
    rig.up("1_a.up.sql", SETUP, "2_i.up.sql",
        "-- whimbrel: no-transaction\nINSERT INTO a VALUES (5);\nINSERT INTO gone VALUES (6);\n");
    assertThat(Rig.outcomes(rig.up("1_a.up.sql", SETUP, "2_i.up.sql",
        "INSERT INTO a VALUES (5);\nINSERT INTO a VALUES (6);\n"))).containsExactly("done");
    assertThat(test.query("SELECT n FROM a WHERE n > 1"))
        .isEqualTo(List.of(List.of("5"), List.of("6")));
  }

  @Test
  void whatBecameOneTransactionAndFailsForgetsNothing() {
    rig.up("1_a.up.sql", SETUP, "2_i.up.sql",
        "-- whimbrel: no-transaction\nINSERT INTO a VALUES (5);\nINSERT INTO gone VALUES (6);\n");
    Problem problem = onlyProblem(rig.up("1_a.up.sql", SETUP, "2_i.up.sql",
        "INSERT INTO a VALUES (5);\nINSERT INTO gone VALUES (7);\n"));
    assertThat(problem.state()).isEqualTo(
        "rolled back: of 2_i.up.sql only the first statement is in effect, as before");
    assertThat(Rig.outcomes(rig.up("1_a.up.sql", SETUP, "2_i.up.sql",
        "INSERT INTO a VALUES (5);\nINSERT INTO a VALUES (6);\n"))).containsExactly("done");
    assertThat(test.query("SELECT n FROM a WHERE n > 1"))
        .isEqualTo(List.of(List.of("5"), List.of("6")));
  }

  @Test
  void segmentsAreTransactions() {
    String text = "-- whimbrel: transaction per-segment\n" + SETUP + CONCURRENTLY
        + "INSERT INTO a VALUES (2);\nINSERT INTO a VALUES (1/0);\n";
    Problem problem = onlyProblem(rig.up("1_a.up.sql", text));
    assertThat(problem.at()).hasToString("1_a.up.sql:6:1");
    assertThat(problem.state()).isEqualTo("3 of the 5 statements of 1_a.up.sql are in effect and recorded");
    assertThat(events()).containsExactly("1 started 0/5", "1 advanced 2/5", "1 advanced 3/5", "1 failed 3/5");
    assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("2");
    assertThat(Rig.outcomes(rig.up("1_a.up.sql", text.replace("1/0", "1")))).containsExactly("done");
    assertThat(test.value("SELECT count(*) FROM a")).isEqualTo("4");
    assertThat(events()).endsWith("1 failed 3/5", "1 started 3/5", "1 applied 5/5");
  }

  @Test
  void theWayBackIsPiecemealToo() {
    String[] files = {"1_a.up.sql", SETUP, "2_i.up.sql", CONCURRENTLY, "2_i.down.sql",
        "DROP INDEX CONCURRENTLY i;\nDROP INDEX CONCURRENTLY nowhere;\n"};
    rig.up(files);
    assertThat(onlyProblem(rig.run(new Goal.Undo(1), Rig.set(files))).remedy())
        .isEqualTo("mend the statement that failed and run again: whimbrel down (it goes on with statement 2)");
    assertThatThrownBy(() -> rig.up(files)).hasMessageContaining("\"up\" leads the other way");
    files[5] = "DROP INDEX CONCURRENTLY i;\nDROP INDEX CONCURRENTLY IF EXISTS nowhere;\n";
    assertThat(Rig.outcomes(rig.run(new Goal.Undo(1), Rig.set(files)))).containsExactly("done");
    assertThat(rig.applied()).containsExactly("1");
    assertThat(Rig.outcomes(rig.up(files))).containsExactly("done");
  }

  /** The lock timeout is ours where the file says nothing, and none where the server waits for snapshots. */
  @Test
  void anOwnLockTimeoutIsKept() throws Exception {
    rig.up("1_a.up.sql", SETUP);
    try (java.sql.Connection holder = test.connect(); java.sql.Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("INSERT INTO a VALUES (3)");
      Problem problem = onlyProblem(
          rig.up("1_a.up.sql", SETUP, "2_i.up.sql", "SET lock_timeout = 50;\n" + CONCURRENTLY));
      assertThat(problem.server()).extracting(error -> error.sqlState()).isEqualTo("55P03");
      holder.rollback();
    }
  }

  @Test
  void theRoleOfTheFileDoesNotWriteTheJournal() {
    String role = test.name() + "_role";
    test.execute("CREATE ROLE " + role + "; GRANT CREATE ON SCHEMA public TO " + role);
    try {
      RunReport report = rig.up("1_a.up.sql",
          "-- whimbrel: no-transaction\nSET ROLE " + role + ";\nCREATE TABLE b ();\nCREATE TABLE c ();\n");
      assertThat(Rig.outcomes(report)).containsExactly("done");
      assertThat(test.query("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"))
          .isEqualTo(List.of(List.of(role)));
      assertThat(test.query("SELECT DISTINCT role_name FROM whimbrel.journal"))
          .isEqualTo(List.of(List.of(test.user())));
    } finally {
      test.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
    }
  }

  /** Many teams log in as a person and work as the owner; the journal belongs to the owner, too. */
  @Test
  void aRoleThatTheSessionBeginsWithIsOurs() {
    String owner = test.name() + "_owner";
    String person = test.name() + "_person";
    test.execute("CREATE ROLE " + owner + "; CREATE ROLE " + person + " LOGIN PASSWORD 'p' IN ROLE " + owner
        + "; ALTER ROLE " + person + " SET role = " + owner + "; ALTER ROLE " + person + " NOINHERIT; GRANT CREATE ON "
        + "DATABASE " + test.name() + " TO " + owner + "; GRANT CREATE ON SCHEMA public TO " + owner);
    try (Rig other = Rig.on(Rig.url(test, person, "p"))) {
      assertThat(Rig.outcomes(other.up("1_a.up.sql", SETUP, "2_i.up.sql", CONCURRENTLY)))
          .containsExactly("done", "done");
      assertThat(other.database().identity().user()).isEqualTo(owner);
      assertThat(test.query("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname IN ('public', 'whimbrel')"))
          .isEqualTo(List.of(List.of(owner)));
    } finally {
      test.execute("DROP SCHEMA IF EXISTS whimbrel CASCADE; DROP OWNED BY " + owner + ", " + person
          + "; DROP ROLE " + person + ", " + owner);
    }
  }

  /** It is neither where it was nor where it is to go. */
  @Test
  void whatIsHalfRevertedIsNowhereToGoTo() {
    MigrationSet set = Rig.set("1_a.up.sql", "CREATE TABLE a (n int);\n", "1_a.down.sql",
        "-- whimbrel: no-transaction\nALTER TABLE a ADD m int;\nSELECT 1/0;\nDROP TABLE a;\n");
    rig.run(new Goal.Latest(), set);
    rig.run(new Goal.Undo(1), set);
    assertThatThrownBy(() -> rig.run(new Goal.GoTo("1"), set)).isInstanceOfSatisfying(WhimbrelException.class, e -> {
      Problem problem = e.problems().getFirst();
      assertThat(problem.code()).isEqualTo(ProblemCode.PARTLY_APPLIED);
      assertThat(problem.message()).matches(
          "is half reverted: 1 of 3 statements of its way back are in effect since an attempt on \\S+");
      assertThat(problem.remedy())
          .isEqualTo("finish it with: whimbrel down; or finish or undo it by hand and say so with: "
              + "whimbrel resolve 1 --as reverted (or applied)");
    });
  }
}
