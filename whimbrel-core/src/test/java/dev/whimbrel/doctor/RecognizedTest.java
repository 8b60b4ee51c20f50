package dev.whimbrel.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.doctor.Activity.Doing;
import dev.whimbrel.history.History;
import dev.whimbrel.migration.MigrationSet;
import org.junit.jupiter.api.Test;

class RecognizedTest {
  private static final MigrationSet SET = Rig.set("1_a.up.sql", "CREATE TABLE a ();", "2_b.up.sql",
      "CREATE TABLE b ();");

  private static Doing in(String query) {
    return new Recognized(SET, History.empty()).in(query).orElseThrow();
  }

  @Test
  void oneMigrationIsTheOne() {
    assertThat(in("BEGIN\n;\nSET LOCAL lock_timeout = 200\n;\nCREATE TABLE b ()\n;\n"))
        .isEqualTo(new Doing("2", "b", "2_b.up.sql", "up", 1, 1, 1, "CREATE TABLE b ()", 1));
  }

  /** The server shows the whole message, and not where it is in it. */
  @Test
  void ofSeveralInAMessageItIsTheFirstOrOneBehindIt() {
    String query = "BEGIN\n;\nSET LOCAL lock_timeout = 200 -- whimbrel: 2 migrations in one message\n;\n"
        + "CREATE TABLE a ()\n;\nSET CONSTRAINTS ALL IMMEDIATE\n;\n";
    assertThat(in(query)).isEqualTo(new Doing("1", "a", "1_a.up.sql", "up", 0, 1, 1, "CREATE TABLE a ()", 2));
  }
}
