package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.Rig;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.CountingProxy.Cut;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole scripts that are not one transaction, cut, raced and mended. Named after the rows of the faults. */
@Timeout(240)
class ScriptFaultsTest {
  static final String TABLES = """
      CREATE TABLE a (n int, t text);
      CREATE TABLE done (what text);
      INSERT INTO a SELECT n, n::text FROM generate_series(1, 100) n;
      CREATE INDEX old ON a (t);
      CREATE TABLE p (n int) PARTITION BY RANGE (n);
      CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
      CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
      CREATE TYPE mood AS ENUM ('sad');
      """;

  static Stream<Integer> majors() {
    return ConvergenceTest.majors();
  }

  private static Problem onlyProblem(RunReport report) {
    assertThat(report.problems()).hasSize(1);
    return report.problems().getFirst();
  }

  private static List<String> events(Rig rig) {
    return rig.history().entries().stream()
        .map(entry -> entry.key() + " " + entry.event().word() + " " + entry.statementsDone() + "/"
            + entry.statementsTotal())
        .toList();
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m16_threeRunsAtOnceBuildOneIndex(int major) throws Exception {
    String[] files = {"1_a.up.sql", TABLES, "2_i.up.sql", "CREATE UNIQUE INDEX CONCURRENTLY u ON a (n);\n"};
    try (TestDatabase test = Databases.create(major)) {
      try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
        List<Future<RunReport>> runs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          runs.add(threads.submit(() -> {
            try (Rig rig = Rig.on(test)) {
              return rig.up(files);
            }
          }));
        }
        int done = 0;
        for (Future<RunReport> run : runs) {
          assertThat(run.get().problems()).isEmpty();
          done += run.get().done();
        }
        assertThat(done).isEqualTo(2);
      }
      assertThat(test.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'u'::regclass")).isEqualTo("t");
      assertThat(test.value("SELECT count(*) FROM whimbrel.journal")).isEqualTo("3");
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m32_aMixWithoutAMarkerIsRefusedBeforeAnythingRuns(int major) {
    String text = "CREATE TABLE b (i int);\nCREATE INDEX CONCURRENTLY i ON b (i);\n";
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      assertThatThrownBy(() -> rig.up("1_a.up.sql", text)).isInstanceOfSatisfying(WhimbrelException.class, e -> {
        Problem problem = e.problems().getFirst();
        assertThat(problem.code()).isEqualTo(ProblemCode.MIXED_TRANSACTION);
        assertThat(problem.code().kind().exitCode()).isEqualTo(3);
        assertThat(problem.at()).hasToString("1_a.up.sql:2:1");
        assertThat(problem.message())
            .isEqualTo("\"CREATE INDEX CONCURRENTLY i ON b (i)\" cannot run in a transaction, but "
                + "\"CREATE TABLE b (i int)\" (line 1) is to run in one");
        assertThat(problem.remedy()).isEqualTo("move it to a migration of its own, or write the line "
            + "\"-- whimbrel: transaction per-segment\" into the file");
      });
      assertThat(test.value("SELECT to_regclass('b')")).isNull();
      assertThat(rig.up("1_a.up.sql", "-- whimbrel: transaction per-segment\n" + text).isSuccess()).isTrue();
      assertThat(rig.up("1_a.up.sql", "-- whimbrel: transaction per-segment\n" + text, "2_b.up.sql",
          "DROP INDEX CONCURRENTLY i;\nCREATE INDEX CONCURRENTLY j ON b (i);\n").isSuccess()).isTrue();
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m33_aScriptThatFailsAtTheThirdOfFiveGoesOnThere(int major) {
    String text = """
        -- whimbrel: no-transaction
        CREATE TABLE b (n int);
        CREATE INDEX CONCURRENTLY i ON b (n);
        SELECT 1/0;
        INSERT INTO b VALUES (4);
        INSERT INTO b VALUES (5);
        """;
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      Problem problem = onlyProblem(rig.up("1_a.up.sql", text));
      assertThat(problem.code().kind().exitCode()).isEqualTo(6);
      assertThat(problem.at()).hasToString("1_a.up.sql:4:1");
      assertThat(problem.message()).isEqualTo("division by zero");
      assertThat(problem.state()).isEqualTo("2 of the 5 statements of 1_a.up.sql are in effect and recorded");
      assertThat(problem.remedy()).isEqualTo(
          "mend the statement that failed and run again: whimbrel up (it goes on with statement 3)");
      assertThat(events(rig)).containsExactly("1 started 0/5", "1 advanced 1/5", "1 advanced 2/5", "1 failed 2/5");

      assertThatThrownBy(() -> rig.up("1_a.up.sql", text.replace("b (n int)", "b (n bigint)").replace("1/0", "1")))
          .isInstanceOfSatisfying(WhimbrelException.class, e -> {
            assertThat(e.problems().getFirst().code()).isEqualTo(ProblemCode.EDITED);
            assertThat(e.problems().getFirst().message()).isEqualTo(
                "of this migration 2 of 5 statements are in effect, and one of those was changed since it ran");
          });
      String mended = text.replace("1/0", "1").replace("(5)", "(50)");
      assertThat(rig.up("1_a.up.sql", mended).isSuccess()).isTrue();
      assertThat(events(rig)).endsWith("1 failed 2/5", "1 started 2/5", "1 advanced 3/5", "1 advanced 4/5",
          "1 applied 5/5");
      assertThat(test.query("SELECT n FROM b ORDER BY n")).isEqualTo(List.of(List.of("4"), List.of("50")));
    }
  }

  /** Since PostgreSQL 12 a value can be added in a transaction, with its row; it can be used after the commit. */
  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m36_anEnumValueIsAddedWithItsRow(int major) {
    String[] files = {"1_a.up.sql", "CREATE TYPE mood AS ENUM ('sad');\nCREATE TABLE b (m mood);\n", "2_e.up.sql",
        "ALTER TYPE mood ADD VALUE 'fine';\nINSERT INTO b VALUES ('fine');\n"};
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      Problem problem = onlyProblem(rig.up(files));
      assertThat(problem.code().kind().exitCode()).isEqualTo(2);
      assertThat(problem.message()).isEqualTo("unsafe use of new value \"fine\" of enum type mood");
      assertThat(problem.remedy())
          .isEqualTo("a value added to an enum can be used only after its migration is committed; "
              + "move its use into the next migration");
      assertThat(problem.state()).isEqualTo("rolled back: nothing of 2_e.up.sql is in the database");
      files[3] = "-- whimbrel: no-transaction\n" + files[3];
      assertThat(Rig.outcomes(rig.up(files))).containsExactly("done");
      assertThat(events(rig)).endsWith("2 started 0/2", "2 advanced 1/2", "2 applied 2/2");
      assertThat(test.query("SELECT m FROM b")).isEqualTo(List.of(List.of("fine")));
    }
  }

  /** Its row is written with it; only a procedure that commits for itself runs alone. */
  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void aProcedureThatDoesNotCommitIsInEffectOnce(int major) {
    String setup = "CREATE TABLE b (n int);\nCREATE PROCEDURE plain(n int) LANGUAGE sql AS 'INSERT INTO b VALUES ($1)';\n"
        + "CREATE PROCEDURE committing(n int) LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1..2 LOOP "
        + "INSERT INTO b VALUES ($1); COMMIT; END LOOP; END $$;\n";
    String[] files = {"1_a.up.sql", setup, "2_c.up.sql", "-- whimbrel: no-transaction\nCALL plain(1);\n"
        + "call committing(2);\nDO $$ BEGIN INSERT INTO b VALUES (3); END $$;\n"
        + "do $$ BEGIN INSERT INTO b VALUES (4); COMMIT; END $$;\n"};
    try (TestDatabase test = Databases.create(major); CountingProxy proxy = CountingProxy.before(test.address())) {
      try (Rig rig = Rig.on(proxy.url())) {
        rig.up(files[0], files[1]);
        // lock, history; the row of the start; the first with its row
        proxy.cutAt(proxy.total().flights() + 4, Cut.AFTER_FORWARDING);
        assertThat(onlyProblem(rig.up(files)).state())
            .isEqualTo("1 of its 4 statements is in effect and recorded");
      }
      try (Rig rig = Rig.on(test)) {
        assertThat(Rig.outcomes(rig.up(files))).containsExactly("done");
        assertThat(events(rig)).endsWith("2 advanced 1/4", "2 started 1/4", "2 advanced 2/4", "2 advanced 3/4",
            "2 applied 4/4");
      }
      assertThat(test.value("SELECT string_agg(n::text, '' ORDER BY n) FROM b")).isEqualTo("12234");
    }
  }

  /** What a procedure did that commits for itself, nobody can tell; this is said, and it begins again. */
  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void aProcedureThatCommitsItselfIsRunAgain(int major) {
    String[] files = {"1_a.up.sql", "CREATE TABLE b (n int);\n", "2_c.up.sql",
        "-- whimbrel: no-transaction\nDO $$ BEGIN INSERT INTO b VALUES (1); COMMIT; END $$;\n"};
    try (TestDatabase test = Databases.create(major); CountingProxy proxy = CountingProxy.before(test.address())) {
      try (Rig rig = Rig.on(proxy.url())) {
        rig.up(files[0], files[1]);
        // lock, history; the row of the start; the attempt in a transaction and its end; alone
        proxy.cutAt(proxy.total().flights() + 6, Cut.AFTER_FORWARDING);
        Problem problem = onlyProblem(rig.up(files));
        assertThat(problem.code()).isEqualTo(ProblemCode.PARTLY_APPLIED);
        assertThat(problem.state()).isEqualTo("0 of its 1 statements are in effect and recorded");
        assertThat(problem.remedy())
            .isEqualTo("run again: whimbrel up runs statement 1 again; if it commits for itself, look "
                + "first what it did, for that is not undone");
      }
      try (Rig rig = Rig.on(test)) {
        assertThat(Rig.outcomes(rig.up(files))).containsExactly("done");
      }
      assertThat(test.value("SELECT count(*) FROM b")).isEqualTo("2");
    }
  }

  /** A lost row of a lone statement in the middle is no reason to do the others again. */
  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void theLookThatAConnectionLostAtAStatementAsksFor(int major) {
    String[] files = {"1_a.up.sql", TABLES, "2_b.up.sql", "CREATE INDEX CONCURRENTLY i ON a (n);\n"};
    try (TestDatabase test = Databases.create(major); CountingProxy proxy = CountingProxy.before(test.address())) {
      try (Rig rig = Rig.on(proxy.url())) {
        rig.up(files[0], files[1]);
        // lock, history; the row of the start; the look; the statement
        proxy.cutAt(proxy.total().flights() + 5, Cut.AFTER_FORWARDING);
        Problem problem = onlyProblem(rig.up(files));
        assertThat(problem.code()).isEqualTo(ProblemCode.PARTLY_APPLIED);
        assertThat(problem.state()).isEqualTo("0 of its 1 statements are in effect and recorded");
        assertThat(problem.remedy())
            .isEqualTo("run again: whimbrel up; it looks what became of statement 1 and goes on from there");
      }
      try (Rig rig = Rig.on(test)) {
        assertThat(Rig.outcomes(rig.up(files))).containsExactly("done");
      }
    }
  }
}
