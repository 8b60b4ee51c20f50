package dev.whimbrel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabases.class)
class DryRunTest {
  private static List<String> dryRun(TestDatabase test, String... files) {
    CatalogFingerprint before = test.fingerprint();
    try (Rig rig = Rig.on(test)) {
      RunReport report = rig.dryRun(new Goal.Latest(), Rig.set(files));
      assertThat(report.manner()).isEqualTo(RunReport.Manner.DRY);
      assertThat(rig.database().query("SELECT count(*) FROM pg_catalog.pg_class WHERE relpersistence = 't'"))
          .isEqualTo(List.of(List.of("0")));
      assertThat(before.difference(test.fingerprint())).isEmpty();
      return Rig.outcomes(report);
    }
  }

  @Test
  void nothingIsLeftBehind(TestDatabase test) {
    assertThat(dryRun(test, "1_a.up.sql", """
        CREATE TABLE a (n int);
        COPY a FROM stdin;
        1
        \\.
        SET search_path = x;
        CREATE TEMP TABLE t ();
        """, "2_b.up.sql", "CREATE TABLE b AS SELECT * FROM a;\nCREATE TEMP TABLE t ();\n"))
        .containsExactly("done", "done");
  }

  @Test
  void aFailureEndsItAndNothingIsLeftBehind(TestDatabase test) {
    assertThat(dryRun(test, "1_a.up.sql", "CREATE TABLE a ();\n", "2_b.up.sql", "SELECT 1;\nSELECT 1/0;\n",
        "3_c.up.sql", "SELECT 1;\n"))
        .containsExactly("done", "STATEMENT_FAILED 2_b.up.sql:2:1 division by zero", "not reached");
  }

  @Test
  void whatCannotBeTriedIsNamed(TestDatabase test) {
    assertThat(dryRun(test, "1_a.up.sql", "CREATE TABLE a (n int);\n", "2_b.up.sql",
        "CREATE INDEX CONCURRENTLY i ON a (n);\n", "3_c.up.sql", "CREATE TABLE c ();\n", "4_d.up.sql",
        "DROP INDEX i;\n", "5_e.up.sql", "SELECT 1;\n"))
        .containsExactly("done", "not tried: it does not run in one transaction, so it cannot be rolled back", "done",
            "STATEMENT_FAILED 4_d.up.sql:1:1 index \"i\" does not exist", "not reached");
  }

  @Test
  void anEnumValueOfAnEarlierMigrationIsNoFailure(TestDatabase test) {
    test.execute("CREATE TYPE mood AS ENUM ('fine')");
    assertThat(dryRun(test, "1_a.up.sql", "ALTER TYPE mood ADD VALUE 'merry';\n", "2_b.up.sql",
        "CREATE TABLE b AS SELECT 'merry'::mood AS m;\n"))
        .containsExactly("done",
            "not tried: it uses an enum value that an earlier migration adds, which works only once that is committed");
  }

  @Test
  void aDeferredConstraintIsDeferredInEveryMigration(TestDatabase test) {
    assertThat(dryRun(test, "1_a.up.sql", """
        CREATE TABLE a (n int PRIMARY KEY);
        CREATE TABLE b (n int REFERENCES a DEFERRABLE INITIALLY DEFERRED);
        """, "2_b.up.sql",
        "INSERT INTO b VALUES (1);\nINSERT INTO a VALUES (1);\n", "3_c.up.sql", "INSERT INTO b VALUES (2);\n"))
        .containsExactly("done", "done", "STATEMENT_FAILED 3_c.up.sql:1:1 insert or update on table \"b\" violates "
            + "foreign key constraint \"b_n_fkey\" (while checking deferred constraints)");
  }
}
