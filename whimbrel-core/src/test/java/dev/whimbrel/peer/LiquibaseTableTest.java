package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.FaultPoint;
import dev.whimbrel.plan.Declaration;
import dev.whimbrel.plan.Declaration.Resolution;
import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A row per changeset, in the order in which they ran. The rows are such as Liquibase 5.0.4 writes. */
@ExtendWith(FreshDatabases.class)
class LiquibaseTableTest {
  private static final String FIRST = "9:107d925a016944978693147af57f03c0";
  private static final String SECOND = "9:ea00ea388b50f252f7126f636bd5ab0d";
  private static final String VIEW = "9:a7ca957848b7a2d82c733ec390529b49";
  private static final String OTHER_VIEW = "9:95f73f1cbca88624a9748e8f80d48571";

  private static final String TABLES = """
      CREATE TABLE databasechangelog (id varchar(255) NOT NULL, author varchar(255) NOT NULL, filename varchar(255) NOT NULL,
        dateexecuted timestamp NOT NULL, orderexecuted integer NOT NULL, exectype varchar(10) NOT NULL, md5sum varchar(35),
        description varchar(255), comments varchar(255), tag varchar(255), liquibase varchar(20), contexts varchar(255),
        labels varchar(255), deployment_id varchar(10));
      CREATE TABLE databasechangeloglock (id integer NOT NULL, locked boolean NOT NULL, lockgranted timestamp,
        lockedby varchar(255), CONSTRAINT databasechangeloglock_pkey PRIMARY KEY (id));
      INSERT INTO databasechangeloglock (id, locked) VALUES (1, false)""";

  private static final String ONE = """
      --liquibase formatted sql
      --changeset eve:1
      --comment: the first
      create table a(id int);
      insert into a values (1);
      --rollback drop table a;
      """;

  private static final String TWO = """

      --changeset eve:2 context:prod labels:x,y
      create table z(id int);
      --rollback drop table z;
      """;

  private static final String THREE = """

      --changeset eve:v runOnChange:true
      select 1;
      --rollback empty
      """;

  private static final String FREE = "f|null|null";

  private static SideBySide with(TestDatabase test, String... files) {
    test.execute(TABLES);
    return SideBySide.of(test, Format.LIQUIBASE, files);
  }

  private static List<String> rows(SideBySide side) {
    return side
        .rows("SELECT id, author, filename, orderexecuted, exectype, md5sum, description, comments, tag, liquibase, "
            + "contexts, labels FROM databasechangelog ORDER BY orderexecuted");
  }

  private static List<String> lock(SideBySide side) {
    return side.rows("SELECT locked, lockgranted, lockedby FROM databasechangeloglock");
  }

  /** As the tool writes it. */
  private static void ran(TestDatabase test, String path, String id, int order, String sum, String deployment) {
    test.execute(
        "INSERT INTO databasechangelog VALUES ('" + id + "', 'eve', '" + path + "', '2026-01-02 03:04:0" + order
            + "', " + order + ", 'EXECUTED', " + (sum.isEmpty() ? "NULL" : "'" + sum + "'")
            + ", 'sql', '', NULL, '4.29.2', NULL, NULL, '" + deployment + "')");
  }

  @Test
  void theRowsAfterEachCommand(TestDatabase test) {
    try (SideBySide side = with(test, "a.sql", ONE + TWO + THREE)) {
      ran(test, "a.sql", "1", 1, FIRST, "5248782323");
      assertThat(side.adopt()).containsExactly("a.sql::1::eve adopted");
      assertThat(side.up()).containsExactly("done", "done");
      assertThat(rows(side)).containsExactly(
          "1|eve|a.sql|1|EXECUTED|" + FIRST + "|sql||null|4.29.2|null|null",
          "2|eve|a.sql|2|EXECUTED|" + SECOND + "|sql||null|4.29.2|prod|x,y",
          "v|eve|a.sql|3|EXECUTED|" + VIEW + "|sql||null|4.29.2|null|null");
      assertThat(side.rows("SELECT count(DISTINCT deployment_id), min(length(deployment_id)), "
          + "bool_and(dateexecuted > now()::timestamp - interval '1 minute') FROM databasechangelog WHERE id <> '1'"))
          .containsExactly("1|10|t");
      assertThat(lock(side)).containsExactly(FREE);

      side.directory("a.sql", ONE + TWO + THREE.replace("select 1", "select 2"));
      assertThat(side.up()).containsExactly("done");
      assertThat(rows(side)).endsWith("v|eve|a.sql|4|RERAN|" + OTHER_VIEW + "|sql||null|4.29.2|null|null");
      assertThat(side.down(2)).containsExactly("done", "done");
      assertThat(side.rows("SELECT id FROM databasechangelog")).containsExactly("1");
      assertThat(side.up()).containsExactly("done", "done");
      assertThat(side.rows("SELECT id, orderexecuted, exectype FROM databasechangelog ORDER BY 2"))
          .containsExactly("1|1|EXECUTED", "2|2|EXECUTED", "v|3|EXECUTED");
      assertThat(side.applied()).containsExactly("a.sql::1::eve", "a.sql::2::eve", "R__a.sql::v::eve");
    }
  }

  @Test
  void declarations(TestDatabase test) {
    try (SideBySide side = with(test, "a.sql", ONE + TWO)) {
      side.adopt();
      side.declare((set, history) -> Declaration.baseline(set, history, "a.sql::1::eve"));
      assertThat(rows(side)).containsExactly("1|eve|a.sql|1|EXECUTED|" + FIRST
          + "|sql|the first|null|5.0.4|null|null");
      side.declare((set, history) -> Declaration.resolve(set, history, "a.sql::2::eve", Resolution.APPLIED));
      assertThat(rows(side)).hasSize(2);
      side.declare((set, history) -> Declaration.resolve(set, history, "a.sql::2::eve", Resolution.REVERTED));
      assertThat(rows(side)).hasSize(1);
      side.directory("a.sql", ONE.replace("(1)", "(2)"));
      side.declare((set, history) -> Declaration.resolve(set, history, "a.sql::1::eve", Resolution.APPLIED));
      assertThat(side.rows("SELECT md5sum FROM databasechangelog WHERE md5sum <> '" + FIRST + "'")).hasSize(1);
    }
  }

  @Test
  void aFailureLeavesNoRow(TestDatabase test) {
    String half = "--liquibase formatted sql\n--changeset eve:1 runInTransaction:false\n"
        + "create table h(id int);\ncreate index concurrently hi on h (nope);\n";
    try (SideBySide side = with(test, "a.sql", half)) {
      side.adopt();
      assertThat(side.up()).hasSize(1).doesNotContain("done");
      assertThat(rows(side)).isEmpty();
      assertThat(lock(side)).containsExactly(FREE);
      assertThat(side.applied()).isEmpty();
    }
  }

  /** It counts as applied, and the row says that nothing was executed. */
  @Test
  void whatWasOnlyMarked(TestDatabase test) {
    try (SideBySide side = with(test, "a.sql", ONE)) {
      ran(test, "a.sql", "1", 1, FIRST, "1");
      test.execute("UPDATE databasechangelog SET exectype = 'MARK_RAN'");
      assertThat(side.adopt()).containsExactly("a.sql::1::eve adopted");
      assertThat(String.valueOf(side.history().entries().getFirst().origin()))
          .containsPattern("\"exectype\": ?\"MARK_RAN\"");
      assertThat(side.up()).isEmpty();
    }
  }

  @Test
  void runsKeepTheirOrder(TestDatabase test) {
    try (SideBySide side = with(test, "a.sql", ONE + TWO, "b.sql", ONE)) {
      ran(test, "b.sql", "1", 1, FIRST, "9999999999");
      ran(test, "a.sql", "1", 2, FIRST, "0000000001");
      ran(test, "a.sql", "2", 3, SECOND, "0000000001");
      side.adopt();
      assertThat(side.history().entries()).extracting(entry -> entry.key() + " " + entry.batch())
          .containsExactly("b.sql::1::eve 1", "a.sql::1::eve 2", "a.sql::2::eve 2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.sql", "./a.sql", "classpath:a.sql", "/a.sql", ".\\a.sql", "A.SQL"})
  void pathsThatAreOneToLiquibase(String path, TestDatabase test) {
    try (SideBySide side = with(test, "a.sql", ONE)) {
      ran(test, path, "1", 1, FIRST, "1");
      assertThat(side.adopt()).containsExactly("a.sql::1::eve adopted");
      assertThat(side.up()).isEmpty();
      test.execute("create table a(id int)");
      assertThat(side.down(1)).containsExactly("done");
      assertThat(rows(side)).isEmpty();
    }
  }

  @Test
  void aChecksumThatDiffersIsRefused(TestDatabase test) {
    try (SideBySide side = with(test, "a.sql", ONE)) {
      ran(test, "a.sql", "1", 1, SECOND, "1");
      assertThat(side.adopt())
          .containsExactly("EDITED a.sql: Validation Failed: 1 changesets check sum a.sql::1::eve was: "
              + SECOND + " but is now: " + FIRST
              + " / nothing was changed / restore the changeset from version control; or, "
              + "if the database agrees with it as it is now, write below its first line: --validCheckSum: " + SECOND);
      side.directory("a.sql", ONE.replace("eve:1\n", "eve:1\n--validCheckSum: " + SECOND + "\n"));
      assertThat(side.adopt()).containsExactly("a.sql::1::eve adopted");
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "8:107d925a016944978693147af57f03c0", "7:107d925a016944978693147af57f03c0"})
  void checksumsOfOlderKindsAreNotCompared(String sum, TestDatabase test) {
    try (SideBySide side = with(test, "a.sql", ONE + THREE)) {
      ran(test, "a.sql", "1", 1, sum, "1");
      ran(test, "a.sql", "v", 2, sum, "1");
      assertThat(side.adopt()).containsExactly("a.sql::1::eve adopted", "R__a.sql::v::eve adopted");
      assertThat(side.up()).isEmpty();
    }
  }

  @Test
  void whatRunsOnChange(TestDatabase test) {
    try (SideBySide side = with(test, "a.sql", ONE + THREE)) {
      ran(test, "a.sql", "1", 1, FIRST, "1");
      ran(test, "a.sql", "v", 2, OTHER_VIEW, "1");
      assertThat(side.adopt()).containsExactly("a.sql::1::eve adopted", "R__a.sql::v::eve adopted");
      assertThat(side.up()).containsExactly("done");
      // Liquibase runs a later text of it
      side.directory("a.sql", ONE + THREE.replace("select 1", "select 2"));
      test.execute("UPDATE databasechangelog SET exectype = 'RERAN', orderexecuted = 9, deployment_id = '2', md5sum = '"
          + OTHER_VIEW + "' WHERE id = 'v'");
      assertThat(side.up()).isEmpty();
      assertThat(side.journal()).endsWith("R__a.sql::v::eve adopted");
      // and takes it back
      test.execute("DELETE FROM databasechangelog WHERE id = 'v'");
      assertThat(side.applied()).containsExactly("a.sql::1::eve");
      assertThat(side.up()).containsExactly("done");
      assertThat(side.rows("SELECT id, exectype FROM databasechangelog ORDER BY id"))
          .containsExactly("1|EXECUTED", "v|EXECUTED");
      // blank lines behind it are no other text
      List<String> before = side.journal();
      side.directory("a.sql", ONE + THREE.replace("select 1", "select 2") + "\n\n--changeset eve:4\nselect 1;\n");
      assertThat(side.up()).containsExactly("done");
      assertThat(side.journal()).hasSize(before.size() + 1).endsWith("a.sql::4::eve applied");
      test.execute("DROP TABLE databasechangelog");
      side.handBack(Tool.LIQUIBASE);
      assertThat(side.rows("SELECT id, md5sum FROM databasechangelog ORDER BY id")).containsExactly("1|" + FIRST,
          "4|" + VIEW, "v|" + OTHER_VIEW);
    }
  }

  @Test
  void anotherPathIsSettledFirst(TestDatabase test) {
    try (SideBySide side = with(test, "a.sql", ONE + TWO)) {
      ran(test, "db/changelog/a.sql", "1", 1, FIRST, "1");
      String refusal = "MISSING a.sql: liquibase's table calls this db/changelog/a.sql::1::eve, and here it is "
          + "a.sql::1::eve: with another path it is another changeset / nothing was changed / write into whimbrel.yaml, so "
          + "that it holds for everybody: changelog-path: db/changelog";
      assertThat(side.adopt(Adoption.Missing.LEAVE_OUT)).containsExactly(refusal);
      assertThat(side.sign()).containsExactly(refusal);
      side.directoryBelow("db/changelog", "a.sql", ONE + TWO);
      assertThat(side.adopt()).containsExactly("db/changelog/a.sql::1::eve adopted");
      assertThat(side.up()).containsExactly("done");
      assertThat(side.rows("SELECT filename FROM databasechangelog WHERE id = '2'"))
          .containsExactly("db/changelog/a.sql");
      side.directory("a.sql", ONE + TWO);
      assertThat(side.up()).containsExactly(refusal);
      test.execute("UPDATE databasechangelog SET filename = 'a.sql'");
      side.directoryBelow("db/changelog/", "a.sql", ONE + TWO);
      assertThat(side.up()).containsExactly("MISSING a.sql: liquibase's table calls this a.sql::1::eve, and here it is "
          + "db/changelog/a.sql::1::eve: with another path it is another changeset / nothing was changed / take "
          + "changelog-path out of whimbrel.yaml, and run this again");
    }
  }

  /** Liquibase 5 does not obey it, Liquibase 4 does. */
  @Test
  void thePathInTheFirstLine(TestDatabase test) {
    String headed = ONE.replace("formatted sql\n", "formatted sql logicalFilePath:old.sql\n");
    try (SideBySide side = with(test, "a.sql", headed)) {
      ran(test, "a.sql", "1", 1, FIRST, "1");
      assertThat(side.adopt()).containsExactly("MISSING a.sql: liquibase's table calls this a.sql::1::eve, since that "
          + "Liquibase passes over logicalFilePath in the first line, and here it is old.sql::1::eve / nothing was changed / "
          + "take logicalFilePath out of the first line of the file; that changes no checksum");
      test.execute("UPDATE databasechangelog SET filename = 'old.sql'");
      assertThat(side.adopt()).containsExactly("old.sql::1::eve adopted");
    }
  }

  @Test
  void rowsWithoutAFile(TestDatabase test) {
    try (SideBySide side = with(test, "a.sql", ONE)) {
      ran(test, "a.sql", "1", 1, FIRST, "1");
      ran(test, "gone.sql", "1", 2, FIRST, "1");
      assertThat(side.adopt()).containsExactly("MISSING the table public.databasechangelog of liquibase says that "
          + "gone.sql::1::eve is applied, and the directory has no file of it / nothing was changed / restore the file from "
          + "version control; or, if it is gone for good, leave the row as it is with: whimbrel adopt --skip-missing");
      assertThat(side.adopt(Adoption.Missing.LEAVE_OUT)).containsExactly("a.sql::1::eve adopted");
      assertThat(side.up()).isEmpty();
    }
  }

  @Test
  void aDatabaseThatLiquibaseNeverSaw(TestDatabase test) {
    try (SideBySide side = SideBySide.of(test, Format.LIQUIBASE, "a.sql", ONE + TWO + THREE)) {
      assertThat(side.up()).containsExactly("done", "done", "done");
      assertThat(side.handBack(Tool.LIQUIBASE)).containsExactly("+a.sql::1::eve", "+a.sql::2::eve",
          "+R__a.sql::v::eve");
      assertThat(rows(side)).containsExactly(
          "1|eve|a.sql|1|EXECUTED|" + FIRST + "|sql|the first|null|5.0.4|null|null",
          "2|eve|a.sql|2|EXECUTED|" + SECOND + "|sql||null|5.0.4|prod|x,y",
          "v|eve|a.sql|3|EXECUTED|" + VIEW + "|sql||null|5.0.4|null|null");
      assertThat(side.handBack(Tool.LIQUIBASE)).isEmpty();
    }
  }

  @Test
  void aLockThatIsHeldIsNamed(TestDatabase test) {
    try (SideBySide side = with(test, "a.sql", ONE)) {
      side.adopt();
      test.execute("UPDATE databasechangeloglock SET locked = true, lockedby = 'host (10.0.0.1)', "
          + "lockgranted = '2026-01-02 03:04:05'");
      assertThat(side.upAtOnce())
          .containsExactly("LOCKED another run holds the lock of liquibase: host (10.0.0.1), since "
              + "2026-01-02 03:04:05 / nothing was changed; waited 0 s / wait for it with --lock-wait 10m, or, if it is sure to "
              + "be dead, end it with: liquibase release-locks");
      assertThat(rows(side)).isEmpty();
      assertThat(lock(side)).containsExactly("t|2026-01-02 03:04:05|host (10.0.0.1)");
    }
  }

  /** A new session takes the row over from the one that it replaces. */
  @Test
  void aConnectionThatIsLost(TestDatabase test) {
    AtomicInteger left = new AtomicInteger(1);
    FaultPoint faults = new FaultPoint() {
      @Override
      public void after(String sql, Runnable sever) throws java.io.IOException {
        if (sql.contains("create table z") && left.getAndDecrement() > 0) {
          sever.run();
          throw new java.io.IOException("cut");
        }
      }
    };
    test.execute(TABLES);
    try (SideBySide side = SideBySide.of(test, faults, Format.LIQUIBASE, "a.sql", ONE + TWO + THREE)) {
      side.adopt();
      assertThat(side.up()).containsExactly("done", "done", "done");
      assertThat(side.rows("SELECT id, orderexecuted FROM databasechangelog ORDER BY 2"))
          .containsExactly("1|1", "2|2", "v|3");
      assertThat(lock(side)).containsExactly(FREE);
    }
  }
}
