package dev.whimbrel.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(FreshDatabases.class)
class LostHistoryTest {
  private static final String[] FILES = {"1_users.up.sql", "CREATE TABLE users (n int);\n",
      "2_orders.up.sql", "CREATE TABLE public.orders (n int);\nCREATE TABLE scratch ();\nDROP TABLE scratch;\n"};
  private static final MigrationSet SET = Rig.set(FILES);

  private static final String REMEDY = "restore the schema of the journal from a backup; or record which version the database "
      + "is at with: whimbrel baseline V; or, if everything is to run from the first migration on: whimbrel up --from-scratch";

  static Stream<Integer> majors() {
    return dev.whimbrel.Majors.here();
  }

  private static void isGone(Rig rig, MigrationSet set, String message) {
    assertThat(rig.history().entries()).isEmpty();
    Problem problem = rig.journal().signOfLoss(set).orElseThrow();
    assertThat(problem.code()).isEqualTo(ProblemCode.JOURNAL);
    assertThat(problem.code().kind().exitCode()).isEqualTo(5);
    assertThat(problem.message()).isEqualTo(message);
    assertThat(problem.state()).isEqualTo("nothing was changed");
    assertThat(problem.remedy()).isEqualTo(REMEDY);
  }

  private static void isNone(Rig rig, MigrationSet set) {
    assertThat(rig.history().entries()).isEmpty();
    assertThat(rig.journal().signOfLoss(set)).isEqualTo(Optional.empty());
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m46_theTableIsGoneAndItsLayoutIsThere(int major) {
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      rig.up(FILES);
      test.execute("DROP TABLE whimbrel.journal");
      isGone(rig, SET,
          "the journal in schema \"whimbrel\" is gone: its table \"layout\" is there, its table \"journal\" is not");
      rig.journal().create();
      assertThat(test.query("SELECT version FROM whimbrel.layout")).hasToString("[[3]]");
      assertThat(test.value("SELECT count(*) FROM whimbrel.journal")).isEqualTo("0");
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m46_theRowsAreGone(int major) {
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      rig.up(FILES);
      for (String emptying : new String[]{"DELETE FROM whimbrel.journal", "TRUNCATE whimbrel.journal"}) {
        test.execute(emptying);
        isGone(rig, Rig.set("3_other.up.sql", "CREATE TABLE other ();"),
            "the journal in schema \"whimbrel\" is empty, and 2 rows were written to it");
      }
      test.execute("TRUNCATE whimbrel.journal RESTART IDENTITY");
      isGone(rig, SET, "nothing is recorded in the journal, and all 2 tables that the directory makes are in the "
          + "database: \"users\", \"public\".\"orders\"");
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void m46_theJournalIsGoneAndTheTablesAreThere(int major) {
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      rig.up(FILES);
      test.execute("DROP SCHEMA whimbrel CASCADE");
      isGone(rig, SET, "nothing is recorded in the journal, and all 2 tables that the directory makes are in the "
          + "database: \"users\", \"public\".\"orders\"");
      test.execute("DROP TABLE users");
      isNone(rig, SET);
    }
  }

  @Test
  void m46_oneTableIsNamedAndManyAreCounted(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      String[] files = IntStream.rangeClosed(1, 8)
          .boxed().flatMap(i -> Stream.of(i + "_t.up.sql", "CREATE TABLE t" + i + " ();")).toArray(String[]::new);
      rig.up(files);
      test.execute("DROP SCHEMA whimbrel CASCADE");
      isGone(rig, Rig.set(files[0], files[1]),
          "nothing is recorded in the journal, and the table that the directory makes is in the database: \"t1\"");
      isGone(rig, Rig.set(files),
          "nothing is recorded in the journal, and all 8 tables that the directory makes are in "
              + "the database: \"t1\", \"t2\", \"t3\", \"t4\", \"t5\", \"t6\", …");
    }
  }

  @Test
  void m46_aTableInAnotherSchemaOfTheSearchPathIsFound(TestDatabase test) {
    test.execute("CREATE SCHEMA app");
    try (Rig rig = Rig.on(test.url() + "?search_path=app")) {
      rig.up("1_users.up.sql", "CREATE TABLE users ();");
      test.execute("DROP SCHEMA whimbrel CASCADE");
      isGone(rig, Rig.set("1_users.up.sql", "CREATE TABLE users ();"),
          "nothing is recorded in the journal, and the table that the directory makes is in the database: \"users\"");
    }
    try (Rig elsewhere = Rig.on(test)) {
      isNone(elsewhere, Rig.set("1_users.up.sql", "CREATE TABLE users ();"));
    }
  }

  @Test
  void aFirstRunIsNoLoss(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      isNone(rig, SET);
      test.execute("CREATE TABLE foreigners (); CREATE SCHEMA whimbrel");
      isNone(rig, SET);
      rig.journal().create();
      isNone(rig, SET);
    }
  }

  /** The server crashed between the row and the commit: a number is used up, and there is nothing else. */
  @Test
  void aFirstRunThatCameToNothingIsNoLoss(TestDatabase test) {
    try (Rig rig = Rig.on(test)) {
      rig.journal().create();
      test.execute("SELECT nextval(pg_get_serial_sequence('whimbrel.journal', 'id'))");
      isNone(rig, SET);
      test.execute("CREATE TABLE foreigners ()");
      isGone(rig, SET, "the journal in schema \"whimbrel\" is empty, and 1 row was written to it");
    }
  }

  @Test
  void aSecondServiceIsNoLoss(TestDatabase test) {
    try (Rig rig = Rig.on(test);
        Database database = Database.open(Rig.url(test.url()), SessionSettings.standard())) {
      rig.up("1_users.up.sql", "CREATE TABLE users ();");
      Journal second = Journal.of(database, new Identifier("whimbrel"), "second", new Author("", "", ""));
      assertThat(second.signOfLoss(Rig.set("1_shared.up.sql", "CREATE TABLE IF NOT EXISTS users ();"))).isEmpty();
      assertThat(second.signOfLoss(SET)).isEmpty();
      assertThat(second.signOfLoss(Rig.set("1_users.up.sql", "CREATE TABLE users ();"))).isPresent();
    }
  }

  /** Its row has a number that everybody sees, and is not committed yet. */
  @Test
  void aServiceThatBeginsAtTheSameMomentIsNoLoss(TestDatabase test) throws SQLException {
    try (Rig rig = Rig.on(test); Connection other = test.connect(); Statement statement = other.createStatement()) {
      rig.journal().create();
      test.execute("CREATE TABLE shared ()");
      other.setAutoCommit(false);
      statement.execute("""
          INSERT INTO whimbrel.journal (service, version, generation, event, direction, batch, file, description,
            statements_done, statements_total, started_at, os_user, host, tool)
          VALUES ('other', '1', 1, 'applied', 'up', 1, 'a', '', 1, 1, now(), '', '', '')""");
      isNone(rig, SET);
      other.rollback();
      isGone(rig, SET, "the journal in schema \"whimbrel\" is empty, and 1 row was written to it");
    }
  }

  /** What the numbers of the rows tell, such a role may not know. */
  @Test
  void aRoleThatDoesNotOwnTheJournalSeesItByTheTables(TestDatabase test) {
    String role = test.name() + "_poor";
    try (Rig rig = Rig.on(test)) {
      rig.up(FILES);
    }
    test.execute(
        "DELETE FROM whimbrel.journal; CREATE ROLE " + role + " LOGIN PASSWORD 'p'; GRANT USAGE ON SCHEMA whimbrel TO "
            + role + "; GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA whimbrel TO " + role);
    try (Rig poor = Rig.on(Rig.url(test, role, "p"))) {
      isGone(poor, SET, "nothing is recorded in the journal, and all 2 tables that the directory makes are in the "
          + "database: \"users\", \"public\".\"orders\"");
    } finally {
      test.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
    }
  }
}
