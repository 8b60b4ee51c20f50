package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.plan.Declaration;
import dev.whimbrel.plan.Declaration.Resolution;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A row for each file. */
@ExtendWith(FreshDatabases.class)
class SqlMigrateTableTest {
  private static final String TABLE = "CREATE TABLE \"gorp_migrations\" (\"id\" text not null primary key, \"applied_at\" "
      + "timestamp with time zone)";
  private static final String[] FILES = {"1_a.sql", file("a"), "2_b.sql", "-- +migrate Up notransaction\n"
      + "CREATE TABLE b (n int);\nCREATE INDEX CONCURRENTLY b_n ON b (n);\n-- +migrate Down\nDROP TABLE b;\n",
      "10_c.sql", file("c")};

  private static String file(String table) {
    return "-- +migrate Up\nCREATE TABLE " + table + " (n int);\n-- +migrate Down\nDROP TABLE " + table + ";\n";
  }

  private static SideBySide with(TestDatabase test, String... files) {
    test.execute(TABLE);
    return SideBySide.of(test, Format.SQL_MIGRATE, files);
  }

  private static List<String> rows(SideBySide side) {
    return side.rows("SELECT id FROM gorp_migrations ORDER BY applied_at, id");
  }

  private static void applies(TestDatabase test, String id, String time) {
    test.execute("insert into \"gorp_migrations\" (\"id\",\"applied_at\") values ('" + id + "'," + time + ")");
  }

  /** The scenario that was played with the tool itself, but for its mistake on the way down. */
  @Test
  void theRowsAfterEachCommand(TestDatabase test) {
    try (SideBySide side = with(test, FILES)) {
      assertThat(side.adopt()).isEmpty();
      assertThat(side.run(new Goal.Next(2))).containsExactly("done", "done");
      assertThat(rows(side)).containsExactly("1_a.sql", "2_b.sql");
      assertThat(side.up()).containsExactly("done");
      assertThat(rows(side)).containsExactly("1_a.sql", "2_b.sql", "10_c.sql");
      assertThat(side.down(1)).containsExactly("done");
      assertThat(rows(side)).containsExactly("1_a.sql", "2_b.sql");
      side.directory("1_a.sql", file("a"), "2_b.sql", FILES[3], "01x_late.sql", file("late"), "10_c.sql", file("c"));
      assertThat(side.down(1)).containsExactly("done");
      assertThat(rows(side)).containsExactly("1_a.sql");
      assertThat(test.value("SELECT to_regclass('late') IS NULL")).isEqualTo("t");
      assertThat(side.run(new Goal.Redo())).containsExactly("done", "done");
      assertThat(rows(side)).containsExactly("1_a.sql");
    }
  }

  @Test
  void everyOtherEvent(TestDatabase test) {
    try (SideBySide side = with(test, FILES)) {
      side.adopt();
      side.declare((set, history) -> Declaration.baseline(set, history, "2"));
      assertThat(rows(side)).containsExactly("1_a.sql", "2_b.sql");
      side.declare((set, history) -> Declaration.resolve(set, history, "1", Resolution.REVERTED));
      assertThat(rows(side)).containsExactly("2_b.sql");
      side.declare((set, history) -> Declaration.resolve(set, history, "2", Resolution.APPLIED));
      assertThat(rows(side)).containsExactly("2_b.sql");
      side.declare((set, history) -> Declaration.force(set, history, "10"));
      assertThat(rows(side)).containsExactlyInAnyOrder("1_a.sql", "2_b.sql", "10_c.sql");
      side.declare((set, history) -> Declaration.force(set, history, "none"));
      assertThat(rows(side)).isEmpty();
      test.execute("CREATE TABLE a (n int)");
      assertThat(side.up()).first().isEqualTo("STATEMENT_FAILED 1_a.sql:2:1 relation \"a\" already exists");
      assertThat(rows(side)).isEmpty();
    }
  }

  @Test
  void halfOfAMigration(TestDatabase test) {
    String failing = FILES[3].replace("b (n);", "b (m);");
    try (SideBySide side = with(test, "2_b.sql", failing)) {
      side.adopt();
      assertThat(side.up()).containsExactly("PARTLY_APPLIED 2_b.sql:3:1 column \"m\" does not exist");
      assertThat(rows(side)).isEmpty();
      assertThat(side.handBack(Tool.SQL_MIGRATE))
          .containsExactly(
              "PARTLY_APPLIED part of 2 is in effect, and sql-migrate could not go on from there / nothing was changed / finish "
                  + "it first: mend what stopped it and run whimbrel up (or down); or finish it by hand and say so with: whimbrel "
                  + "resolve 2 --as applied");
      side.directory("2_b.sql", FILES[3]);
      assertThat(side.up()).containsExactly("done");
      assertThat(rows(side)).containsExactly("2_b.sql");
    }
  }

  /** The order is that of the times; a time may be lacking. */
  @Test
  void whatTheRowsSay(TestDatabase test) {
    try (SideBySide side = with(test, FILES)) {
      applies(test, "1_a.sql", "'2026-01-02 03:04:05.678901+02'");
      applies(test, "10_c.sql", "'2026-01-01 00:00:00+00'");
      applies(test, "2_b.sql", "null");
      assertThat(side.adopt()).containsExactly("2 adopted", "10 adopted", "1 adopted");
      assertThat(side.history().standing("1").applied()).isNotNull().satisfies(entry -> {
        assertThat(entry.finishedAt()).isEqualTo(Instant.parse("2026-01-02T01:04:05.678901Z"));
        assertThat(entry.origin()).contains("\"id\":\"1_a.sql\"");
      });
    }
  }

  @Test
  void rowsWithoutFiles(TestDatabase test) {
    try (SideBySide side = with(test, FILES)) {
      applies(test, "1_a.sql", "now()");
      applies(test, "01_a.sql", "now()"); // the same number, but to the tool another migration
      assertThat(side.adopt())
          .containsExactly("MISSING the table public.gorp_migrations of sql-migrate says that 01_a.sql "
              + "is applied, and the directory has no file of it / nothing was changed / restore the file from version control; "
              + "or, if it is gone for good, leave the row as it is with: whimbrel adopt --skip-missing");
      assertThat(side.adopt(Adoption.Missing.LEAVE_OUT)).containsExactly("1 adopted");
      applies(test, "zz.sql", "now()");
      assertThat(side.up()).containsExactly("MISSING sql-migrate applied zz.sql since Whimbrel last looked, and this "
          + "directory has no file of it / nothing was changed / bring the directory up to date; or, if the file is gone for "
          + "good, leave that row as it is with: whimbrel adopt --skip-missing");
    }
  }

  /** It would be run once more. */
  @Test
  void aFileThatGotAnotherName(TestDatabase test) {
    try (SideBySide side = with(test, FILES)) {
      side.adopt();
      side.up();
      side.directory("1_x.sql", FILES[1], FILES[2], FILES[3], FILES[4], FILES[5]);
      String told = "MISSING 1_x.sql: was applied as \"1_a.sql\", and by another name it is another migration to sql-migrate "
          + "/ nothing was changed / rename the file back; or rename it in sql-migrate's table, too: SET id = '1_x.sql' WHERE "
          + "id = '1_a.sql'";
      assertThat(side.up()).containsExactly(told);
      assertThat(side.handBack(Tool.SQL_MIGRATE)).containsExactly(told);
      test.execute("UPDATE gorp_migrations SET id = '1_x.sql' WHERE id = '1_a.sql'");
      assertThat(side.up()).isEmpty();
      side.down(3);
      assertThat(rows(side)).isEmpty();
      side.directory(FILES[0], FILES[1]);
      side.up();
      side.directory("2_b.sql", FILES[3]);
      assertThat(side.up()).singleElement().asString().startsWith("MISSING version 1 was applied on ");
    }
  }

  @Test
  void theOtherToolRanInBetween(TestDatabase test) {
    try (SideBySide side = with(test, FILES)) {
      side.adopt();
      side.run(new Goal.Next(1));
      test.execute("CREATE TABLE b (n int)");
      applies(test, "2_b.sql", "now()");
      assertThat(side.up()).containsExactly("done");
      test.execute("delete from \"gorp_migrations\" where \"id\"='10_c.sql'; DROP TABLE c");
      assertThat(side.up()).containsExactly("done");
      assertThat(side.journal()).containsExactly("1 applied", "2 adopted", "10 applied", "10 withdrawn", "10 applied");
      assertThat(rows(side)).containsExactly("1_a.sql", "2_b.sql", "10_c.sql");
    }
  }

  @Test
  void handedBack(TestDatabase test) {
    try (SideBySide side = SideBySide.of(test, Format.SQL_MIGRATE, FILES)) {
      side.up();
      assertThat(side.handBack(Tool.SQL_MIGRATE)).containsExactly("+1", "+2", "+10");
      assertThat(rows(side)).containsExactly("1_a.sql", "2_b.sql", "10_c.sql");
      assertThat(
          side.rows("SELECT j.version, j.finished_at = g.applied_at FROM gorp_migrations g JOIN whimbrel.journal j "
              + "ON j.file = g.id AND j.event = 'applied' ORDER BY j.id"))
          .hasSize(3).allMatch(row -> row.endsWith("|t"));
      assertThat(side.tables()).isEqualTo("sql-migrate");
    }
  }
}
