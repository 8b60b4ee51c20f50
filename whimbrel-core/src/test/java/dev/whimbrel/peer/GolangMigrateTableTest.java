package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.whimbrel.Rig;
import dev.whimbrel.database.Database.Identity;
import dev.whimbrel.database.FaultPoint;
import dev.whimbrel.database.ForeignLock;
import dev.whimbrel.plan.Declaration;
import dev.whimbrel.plan.Declaration.Resolution;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.source.Format;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One row, or none. */
@ExtendWith(FreshDatabases.class)
class GolangMigrateTableTest {
  private static final String TABLE = "CREATE TABLE IF NOT EXISTS \"public\".\"schema_migrations\" "
      + "(version bigint not null primary key, dirty boolean not null)";
  private static final String[] FILES = {"1_a.up.sql", "CREATE TABLE a (n int);\n", "1_a.down.sql", "DROP TABLE a;\n",
      "2_b.up.sql", "CREATE TABLE b (n int);\n", "10_c.up.sql", "CREATE TABLE c (n int);\n", "10_c.down.sql",
      "DROP TABLE c;\n"};
  private static final String HALF = "-- whimbrel: no-transaction\nCREATE TABLE h (n int);\nSELECT 1/0;\n";
  private static final String WHOLE = "-- whimbrel: no-transaction\nCREATE TABLE h (n int);\nSELECT 1;\n";
  private static final String HALF_BACK = "-- whimbrel: no-transaction\nDROP TABLE h;\nSELECT 1/0;\n";

  private static SideBySide with(TestDatabase test, String... files) {
    test.execute(TABLE);
    return SideBySide.of(test, Format.GOLANG_MIGRATE, files);
  }

  /** As the tool writes it. */
  private static void writes(TestDatabase test, String row) {
    test.execute("TRUNCATE \"public\".\"schema_migrations\""
        + (row.isEmpty()
            ? ""
            : "; INSERT INTO \"public\".\"schema_migrations\" (version, dirty) VALUES (" + row + ")"));
  }

  private static String row(SideBySide side) {
    List<String> rows = side.rows("SELECT version, dirty FROM schema_migrations");
    assertThat(rows).hasSizeLessThan(2);
    return rows.isEmpty() ? "-" : rows.getFirst();
  }

  @ParameterizedTest
  @CsvSource({"166927615, public, schema_migrations, /gm1", "2691056128, public, schema_migrations, gm1",
      "616192132, public, schema_migrations, /mydb", "2103762914, public, schema_migrations, mydb",
      "3280485947, public, schema_migrations, /postgres", "143310882, public, schema_migrations, postgres",
      "3977012705, app, my_migrations, /mydb", "3463551310, app, my_migrations, mydb",
      "1005908165, public, schema_migrations, /app_production",
      "4200097840, public, schema_migrations, app_production"})
  void theKeyOfItsLock(long key, String schema, String table, String database) {
    assertThat(GolangMigrateTable.key(schema, table, database)).isEqualTo(key);
  }

  @Test
  void theKeysOfItsOwnTests() {
    assertThat(GolangMigrateTable.key("database_name")).isEqualTo(1764327054L);
    assertThat(GolangMigrateTable.key("schema_name_1", "database_name")).isEqualTo(2453313553L);
    assertThat(GolangMigrateTable.key("schema_name_2", "database_name")).isEqualTo(235207038L);
    assertThat(GolangMigrateTable.key("schema_name_1", "schema_name_2", "database_name")).isEqualTo(3743845847L);
  }

  @Test
  void bothLocksAreTaken() {
    PeerTable table = new PeerTable(Tool.GOLANG_MIGRATE, new Identifier("public"), new Identifier("schema_migrations"));
    assertThat(new GolangMigrateTable().locks(table, new Identity("gm1", "somebody")))
        .containsExactly(new ForeignLock.Key("golang-migrate", 166927615L),
            new ForeignLock.Key("golang-migrate", 2691056128L));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '#', value = {
      " # [] ",
      "-1, false # []",
      "1, false # [1 adopted]",
      "2, false # [1 adopted, 2 adopted]",
      "10, false # [1 adopted, 2 adopted, 10 adopted]",
      "7, false # [MISSING the table public.schema_migrations of golang-migrate says that 7 is applied, and the directory "
          + "has no file of it / nothing was changed / restore the file from version control; or, if it is gone for good, "
          + "leave the row as it is with: whimbrel adopt --skip-missing]",
      "1, true # [PARTLY_APPLIED 1_a.up.sql: golang-migrate's table is dirty at version 1: the migration that leads there "
          + "failed, from below or from above, or it is running / nothing was changed / look what of it is in effect, "
          + "finish or undo that by hand, say at which version the database then is, with migrate force -- -1 or migrate "
          + "force 1 or migrate force 2, and run this again]",
      "2, true # [PARTLY_APPLIED 2_b.up.sql: golang-migrate's table is dirty at version 2: the migration that leads there "
          + "failed, from below or from above, or it is running / nothing was changed / look what of it is in effect, "
          + "finish or undo that by hand, say at which version the database then is, with migrate force 1 or migrate force "
          + "2 or migrate force 10, and run this again]",
      "-1, true # [PARTLY_APPLIED golang-migrate's table is dirty before the first version: the migration that leads there "
          + "failed, from below or from above, or it is running / nothing was changed / look what of it is in effect, "
          + "finish or undo that by hand, say at which version the database then is, with migrate force -- -1 or migrate "
          + "force 1, and run this again]"})
  void whatARowSays(String row, String told, TestDatabase test) {
    try (SideBySide side = with(test, FILES)) {
      writes(test, row == null ? "" : row);
      assertThat(side.adopt()).hasToString(told);
    }
  }

  @Test
  void twoRows(TestDatabase test) {
    try (SideBySide side = with(test, FILES)) {
      writes(test, "1, false), (2, false");
      assertThat(side.adopt()).containsExactly("JOURNAL golang-migrate's table holds 2 rows (1, 2), where that tool "
          + "keeps one / nothing was changed / say at which version the database is, as with: migrate force 2");
    }
  }

  @Test
  void aRowWithoutFileThatIsLeftOut(TestDatabase test) {
    try (SideBySide side = with(test, FILES)) {
      test.execute("CREATE TABLE a (n int); CREATE TABLE b (n int)");
      writes(test, "7, false");
      assertThat(side.adopt(Adoption.Missing.LEAVE_OUT)).containsExactly("1 adopted", "2 adopted");
      assertThat(side.up()).containsExactly("done");
      assertThat(row(side)).isEqualTo("10|f");
    }
  }

  /** Nobody is to begin from nothing beside a history, whole or broken. */
  @Test
  void aFirstRunWithoutAdoption(TestDatabase test) {
    try (SideBySide side = with(test, FILES)) {
      assertThat(side.sign()).isEmpty();
      writes(test, "1, false");
      assertThat(side.sign()).singleElement().asString().contains("take it over with: whimbrel adopt");
      writes(test, "1, true");
      assertThat(side.sign()).singleElement().asString().contains("dirty at version 1");
    }
  }

  /** The scenario that was played with the tool itself; where ours differs, it stands beside it why. */
  @Test
  void theRowAfterEachCommand(TestDatabase test) {
    try (SideBySide side = with(test, FILES)) {
      assertThat(side.adopt()).isEmpty();
      assertThat(row(side)).isEqualTo("-"); // 1
      assertThat(side.up()).containsExactly("done", "done", "done");
      assertThat(row(side)).isEqualTo("10|f"); // 2
      assertThat(side.up()).isEmpty();
      assertThat(row(side)).isEqualTo("10|f"); // 4
      assertThat(side.down(1)).containsExactly("done");
      assertThat(row(side)).isEqualTo("2|f"); // 6
      assertThat(side.up()).containsExactly("done");
      assertThat(row(side)).isEqualTo("10|f"); // 7
      assertThat(side.down(2)).singleElement().asString().startsWith("NO_DOWN 2_b.up.sql: "); // it steps over what has no way back
      side.down(1);
      assertThat(side.declare((set, history) -> Declaration.resolve(set, history, "2", Resolution.REVERTED)))
          .containsExactly("2 resolved-reverted");
      assertThat(row(side)).isEqualTo("1|f"); // 8
      assertThat(side.down(1)).containsExactly("done");
      assertThat(row(side)).isEqualTo("-"); // 9
      assertThat(side.run(new Goal.GoTo("2"))).containsExactly("done",
          "STATEMENT_FAILED 2_b.up.sql:1:1 relation \"b\" already exists");
      assertThat(row(side)).isEqualTo("1|f"); // 10: there 2|t, but it was rolled back, and the tool may go on
      assertThat(side.declare((set, history) -> Declaration.force(set, history, "7"))).singleElement().asString()
          .startsWith("NO_SUCH_VERSION "); // 12
      assertThat(row(side)).isEqualTo("1|f");
      side.declare((set, history) -> Declaration.force(set, history, "10"));
      assertThat(row(side)).isEqualTo("10|f"); // 14
      assertThat(side.down(1)).containsExactly("STATEMENT_FAILED 10_c.down.sql:1:1 table \"c\" does not exist");
      assertThat(row(side)).isEqualTo("10|f"); // 16: there 2|t
      side.declare((set, history) -> Declaration.force(set, history, "1"));
      assertThat(row(side)).isEqualTo("1|f");
      test.execute("DROP TABLE a");
      assertThat(side.down(1)).containsExactly("STATEMENT_FAILED 1_a.down.sql:1:1 table \"a\" does not exist");
      assertThat(row(side)).isEqualTo("1|f"); // 18: there -1|t
      side.declare((set, history) -> Declaration.force(set, history, "-1"));
      assertThat(row(side)).isEqualTo("-"); // 21
      side.declare((set, history) -> Declaration.baseline(set, history, "2"));
      assertThat(row(side)).isEqualTo("2|f");
      assertThat(side.run(new Goal.GoTo("0"))).singleElement().asString().startsWith("NO_SUCH_VERSION ");
      assertThat(row(side)).isEqualTo("2|f"); // 22
      assertThat(side.up()).containsExactly("done");
      assertThat(side.run(new Goal.Redo())).containsExactly("done", "done");
      assertThat(row(side)).isEqualTo("10|f");
    }
  }

  /** What failed outside a transaction is dirty in both, and the journal knows why. */
  @Test
  void halfOfAMigration(TestDatabase test) {
    String[] files = {"1_a.up.sql", "CREATE TABLE a (n int);\n", "2_h.up.sql", HALF, "2_h.down.sql", HALF_BACK};
    try (SideBySide side = with(test, files)) {
      side.adopt();
      assertThat(side.up()).containsExactly("done", "PARTLY_APPLIED 2_h.up.sql:3:1 division by zero");
      assertThat(row(side)).isEqualTo("2|t");
      assertThat(side.applied()).containsExactly("1");
      assertThat(side.handBack(Tool.GOLANG_MIGRATE)).containsExactly(
          "PARTLY_APPLIED part of 2 is in effect, and golang-migrate could not go on from there / nothing was changed / finish "
              + "it first: mend what stopped it and run whimbrel up (or down); or finish it by hand and say so with: whimbrel "
              + "resolve 2 --as applied");
      files[3] = WHOLE;
      side.directory(files);
      assertThat(side.up()).containsExactly("done");
      assertThat(row(side)).isEqualTo("2|f");
      assertThat(side.down(1)).containsExactly("PARTLY_APPLIED 2_h.down.sql:3:1 division by zero");
      assertThat(row(side)).isEqualTo("1|t");
      assertThat(side.applied()).containsExactly("1", "2");
      files[5] = WHOLE.replace("CREATE TABLE h (n int)", "DROP TABLE h");
      side.directory(files);
      assertThat(side.down(1)).containsExactly("done");
      assertThat(row(side)).isEqualTo("1|f");
      assertThat(side.journal()).containsExactly("1 applied", "2 started", "2 advanced", "2 failed", "2 started",
          "2 applied", "2 started", "2 advanced", "2 failed", "2 started", "2 reverted");
    }
  }

  @Test
  void halfOfTheWayBackFromTheFirst(TestDatabase test) {
    try (SideBySide side = with(test, "1_h.up.sql", WHOLE, "1_h.down.sql", HALF_BACK)) {
      side.adopt();
      side.up();
      assertThat(side.down(1)).containsExactly("PARTLY_APPLIED 1_h.down.sql:3:1 division by zero");
      assertThat(row(side)).isEqualTo("-1|t");
      assertThat(side.declare((set, history) -> Declaration.resolve(set, history, "1", Resolution.REVERTED)))
          .containsExactly("1 resolved-reverted");
      assertThat(row(side)).isEqualTo("-");
    }
  }

  /** An older migration that is applied meanwhile does not make the other one whole. */
  @Test
  void anotherOneIsAppliedBesideAHalf(TestDatabase test) {
    try (SideBySide side = with(test, "2_h.up.sql", HALF)) {
      side.adopt();
      side.up();
      side.directory("1_a.up.sql", "CREATE TABLE a (n int);\n", "2_h.up.sql", HALF);
      assertThat(side.run(new Goal.Next(1))).containsExactly("done");
      assertThat(row(side)).isEqualTo("2|t");
      assertThat(side.applied()).containsExactly("1");
    }
  }

  /** Somebody cleans up and says so with the other tool's own command. */
  @Test
  void forcedAfterAHalf(TestDatabase test) {
    String[] files = {"1_a.up.sql", "CREATE TABLE a (n int);\n", "2_h.up.sql", HALF};
    try (SideBySide side = with(test, files)) {
      side.adopt();
      side.up();
      test.execute("DROP TABLE h");
      writes(test, "1, false");
      files[3] = WHOLE;
      side.directory(files);
      assertThat(side.up()).containsExactly("done");
      assertThat(side.journal()).containsExactly("1 applied", "2 started", "2 advanced", "2 failed", "2 withdrawn",
          "2 started", "2 advanced", "2 applied");
    }
  }

  @Test
  void forcedToTheEndOfAHalf(TestDatabase test) {
    try (SideBySide side = with(test, "2_h.up.sql", HALF)) {
      side.adopt();
      side.up();
      writes(test, "2, false");
      assertThat(side.applied()).containsExactly("2");
      assertThat(side.up()).isEmpty();
      assertThat(side.journal()).containsExactly("2 started", "2 advanced", "2 failed", "2 adopted");
    }
  }

  /** The process died in a script without a transaction: both histories say so, and ours can go on. */
  @Test
  void deadInTheMiddle(TestDatabase test) {
    FaultPoint death = new FaultPoint() {
      @Override
      public void before(String text, Runnable cut) {
        if (text.contains("SELECT 4711")) {
          throw new IllegalStateException("dead");
        }
      }
    };
    test.execute(TABLE);
    String[] files = {"1_h.up.sql", WHOLE.replace("SELECT 1", "SELECT 4711")};
    try (SideBySide side = SideBySide.of(test, death, Format.GOLANG_MIGRATE, files)) {
      side.adopt();
      assertThat(catchThrowable(side::up)).hasMessage("dead");
    }
    try (SideBySide side = SideBySide.of(test, Format.GOLANG_MIGRATE, files)) {
      assertThat(row(side)).isEqualTo("1|t");
      assertThat(side.handBack(Tool.GOLANG_MIGRATE)).singleElement().asString()
          .startsWith("PARTLY_APPLIED part of 1 is in effect, and golang-migrate could not go on from there");
      assertThat(side.up()).containsExactly("done");
      assertThat(row(side)).isEqualTo("1|f");
    }
  }

  @Test
  void theOtherToolRanInBetween(TestDatabase test) {
    try (SideBySide side = with(test, FILES)) {
      side.adopt();
      side.run(new Goal.Next(1));
      test.execute("CREATE TABLE b (n int); CREATE TABLE c (n int)");
      writes(test, "10, false");
      assertThat(side.up()).isEmpty();
      assertThat(side.journal()).containsExactly("1 applied", "2 adopted", "10 adopted");
      test.execute("DROP TABLE c");
      writes(test, "2, false");
      assertThat(side.up()).containsExactly("done");
      assertThat(side.journal()).containsExactly("1 applied", "2 adopted", "10 adopted", "10 withdrawn", "10 applied");
      writes(test, "");
      assertThat(side.applied()).isEmpty();
      writes(test, "10, true");
      assertThat(side.up()).containsExactly(
          "PARTLY_APPLIED 10_c.up.sql: golang-migrate's table is dirty at version 10: the migration that leads there failed, "
              + "from below or from above, or it is running / nothing was changed / look what of it is in effect, finish or "
              + "undo that by hand, say at which version the database then is, with migrate force 2 or migrate force 10, and "
              + "run this again; or, if that table is not wanted any more: whimbrel adopt --detach");
      writes(test, "11, false");
      assertThat(side.up()).containsExactly("MISSING golang-migrate applied 11 since Whimbrel last looked, and this "
          + "directory has no file of it / nothing was changed / bring the directory up to date; or, if the file is gone for "
          + "good, leave that row as it is with: whimbrel adopt --skip-missing");
    }
  }

  /** The tool knows no gaps, and its row is no news of one. */
  @Test
  void whatWasPassedOverStaysPending(TestDatabase test) {
    String[] late = FILES.clone();
    late[4] = "20_b.up.sql";
    try (SideBySide side = with(test, late)) {
      side.adopt();
      side.up();
      assertThat(row(side)).isEqualTo("20|f");
      side.directory(FILES[0], FILES[1], "15_late.up.sql", "CREATE TABLE late (n int);\n", FILES[4].replace("2", "20"),
          FILES[5], FILES[6], FILES[7], "30_d.up.sql", "CREATE TABLE d (n int);\n");
      assertThat(side.applied()).containsExactly("1", "10", "20");
      assertThat(side.handBack(Tool.GOLANG_MIGRATE)).containsExactly(
          "OUT_OF_ORDER 15_late.up.sql: is pending, and golang-migrate would take it for applied: it keeps one version, and "
              + "takes everything up to 20 for applied / nothing was changed / apply it first with: whimbrel up "
              + "--out-of-order; or give it a version after 20; or, if its effects are there: whimbrel resolve 15 --as "
              + "applied");
      writes(test, "30, false"); // it runs 30 alone
      assertThat(side.applied()).containsExactly("1", "10", "20", "30");
      test.execute("CREATE TABLE d (n int)");
      assertThat(side.upOutOfOrder()).containsExactly("done");
      assertThat(row(side)).isEqualTo("30|f");
      assertThat(side.applied()).containsExactly("1", "10", "15", "20", "30");
      assertThat(side.handBack(Tool.GOLANG_MIGRATE)).isEmpty();
    }
  }

  @Test
  void aFileThatIsGoneIsTheJournalsMatter(TestDatabase test) {
    try (SideBySide side = with(test, FILES)) {
      side.adopt();
      side.up();
      side.directory(FILES[0], FILES[1], FILES[4], FILES[5]);
      assertThat(side.up()).singleElement().asString()
          .startsWith("MISSING version 10 was applied on ").contains("and the directory does not have it");
      assertThat(side.handBack(Tool.GOLANG_MIGRATE))
          .containsExactly("MISSING version 10 is applied, and the directory has "
              + "no file of it: golang-migrate would not find its way from there / nothing was changed / restore the file; or, if "
              + "its effects are gone from the database: whimbrel resolve 10 --as reverted");
      side.declare((set, history) -> Declaration.resolve(set, history, "2", Resolution.APPLIED));
      assertThat(row(side)).isEqualTo("10|f");
      side.directory(FILES);
      assertThat(side.up()).isEmpty();
    }
  }

  @Test
  void handedBack(TestDatabase test) {
    try (SideBySide side = SideBySide.of(test, Format.GOLANG_MIGRATE, FILES)) {
      side.up();
      assertThat(side.handBack(Tool.GOLANG_MIGRATE)).containsExactly("+1", "+2", "+10");
      assertThat(row(side)).isEqualTo("10|f");
      assertThat(side.rows("SELECT column_name, data_type, is_nullable FROM information_schema.columns "
          + "WHERE table_name = 'schema_migrations' ORDER BY ordinal_position"))
          .containsExactly("version|bigint|NO", "dirty|boolean|NO");
      writes(test, "7, false");
      assertThat(side.handBack(Tool.GOLANG_MIGRATE)).singleElement().asString()
          .contains("the table public.schema_migrations of golang-migrate names 7, of which the directory has no file");
      assertThat(row(side)).isEqualTo("7|f");
      writes(test, "10, true");
      assertThat(side.handBack(Tool.GOLANG_MIGRATE)).singleElement().asString().contains("dirty at version 10");
      assertThat(row(side)).isEqualTo("10|t");
    }
  }

  private static final String LOCKS = "SELECT l.classid || ' ' || l.objid || ' ' || l.objsubid FROM pg_locks l "
      + "JOIN pg_database d ON d.oid = l.database WHERE l.locktype = 'advisory' AND l.objsubid = 1 "
      + "AND d.datname = current_database() ORDER BY 1";

  private static List<String> bothKeys(TestDatabase test) {
    return List.of(GolangMigrateTable.key("public", "schema_migrations", "/" + test.name()),
        GolangMigrateTable.key("public", "schema_migrations", test.name())).stream().map(key -> "0 " + key + " 1")
        .sorted()
        .toList();
  }

  /** Seen from another session while a migration runs, and after it. */
  @Test
  void theLocksAreHeldWhileAMigrationRuns(TestDatabase test) {
    List<List<String>> seen = new ArrayList<>();
    try (SideBySide side = SideBySide.of(test, watching(test, "CREATE TABLE b", seen), Format.GOLANG_MIGRATE, FILES)) {
      test.execute(TABLE);
      side.adopt();
      side.up();
      assertThat(seen).containsExactly(bothKeys(test));
      assertThat(side.rows(LOCKS)).isEmpty();
    }
  }

  private static FaultPoint watching(TestDatabase test, String word, List<List<String>> seen) {
    return new FaultPoint() {
      @Override
      public void before(String text, Runnable cut) {
        if (text.contains(word)) {
          seen.add(test.query(LOCKS).stream().map(row -> row.getFirst()).toList());
        }
      }
    };
  }

  @Test
  void aSessionThatReplacesALostOneTakesThemAgain(TestDatabase test) {
    List<List<String>> seen = new ArrayList<>();
    FaultPoint watching = watching(test, "CREATE TABLE c", seen);
    FaultPoint losing = new FaultPoint() {
      @Override
      public void before(String text, Runnable cut) throws IOException {
        watching.before(text, cut);
      }

      @Override
      public void after(String text, Runnable cut) throws IOException {
        if (text.contains("CREATE TABLE b")) {
          throw new IOException("the cable");
        }
      }
    };
    try (SideBySide side = SideBySide.of(test, losing, Format.GOLANG_MIGRATE, FILES)) {
      test.execute(TABLE);
      side.adopt();
      assertThat(side.up()).containsExactly("done", "done", "done");
      assertThat(row(side)).isEqualTo("10|f");
      assertThat(seen).containsExactly(bothKeys(test));
      assertThat(side.rows(LOCKS)).isEmpty();
    }
    try (Rig rig = Rig.on(test)) {
      assertThat(rig.applied()).containsExactly("1", "2", "10");
    }
  }
}
