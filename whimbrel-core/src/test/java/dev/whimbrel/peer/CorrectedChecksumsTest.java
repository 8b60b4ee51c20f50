package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A comment more is no edit to Whimbrel, and another checksum to the tool: a hand-back tells it the new one. */
@ExtendWith(FreshDatabases.class)
class CorrectedChecksumsTest {
  private static final String REMARK = "-- a remark\n";

  @Test
  void ofAnEngineWithBatches(TestDatabase test) {
    String one = "-- +migrate Up\nCREATE TABLE a (n int);\n-- +migrate Down\nDROP TABLE a;\n";
    String two = "-- +migrate Up\nCREATE TABLE b (n int);\n-- +migrate Down\nDROP TABLE b;\n";
    try (SideBySide side = SideBySide.of(test, Format.SQL_MIGRATE, "1_a.sql", one, "2_b.sql", two)) {
      side.up();
      assertThat(side.handBack(Tool.BATCHES)).containsExactly("+1", "+2");
      test.execute("UPDATE schema_migrations SET batch = version::int, applied_at = '2024-01-01 00:00:00+00'");
      side.directory("1_a.sql", REMARK + one, "2_b.sql", two);
      assertThat(side.handBack(Tool.BATCHES)).containsExactly("~1");
      assertThat(
          side.rows("SELECT version, batch, status, extract(year FROM applied_at AT TIME ZONE 'UTC'), checksum = "
              + "encode(sha256(convert_to('" + REMARK + one + "', 'UTF8')), 'hex') FROM schema_migrations ORDER BY 1"))
          .containsExactly("1|1|applied|2024|t", "2|2|applied|2024|f");
      assertThat(side.handBack(Tool.BATCHES)).isEmpty();
    }
  }

  @Test
  void aRealEditIsNotGlossedOver(TestDatabase test) {
    String one = "-- +migrate Up\nCREATE TABLE a (n int);\n-- +migrate Down\nDROP TABLE a;\n";
    String two = "-- +migrate Up\nCREATE TABLE b (n int);\n-- +migrate Down\nDROP TABLE b;\n";
    try (SideBySide side = SideBySide.of(test, Format.SQL_MIGRATE, "1_a.sql", one, "2_b.sql", two)) {
      side.up();
      side.handBack(Tool.BATCHES);
      List<String> before = side.rows("SELECT checksum FROM schema_migrations ORDER BY version");
      side.directory("1_a.sql", one.replace("n int", "n int, m int"), "2_b.sql", two);
      assertThat(side.handBack(Tool.BATCHES)).isEmpty();
      assertThat(side.rows("SELECT checksum FROM schema_migrations ORDER BY version")).isEqualTo(before);
    }
  }

  @Test
  void ofAnEngineThatServicesShare(TestDatabase test) {
    String one = "CREATE TABLE a (n int);\n";
    String two = "CREATE TABLE b (n int);\n";
    try (Neighbour here = Neighbour.on(test, Format.GOLANG_MIGRATE, "s", "1_a.up.sql", one, "2_b.up.sql", two)) {
      assertThat(here.up()).containsExactly("done", "done");
      assertThat(here.handBack(Tool.SERVICES, "migration_records").orThrow().added()).hasSize(2);
    }
    try (Neighbour here = Neighbour.on(test, Format.GOLANG_MIGRATE, "s", "1_a.up.sql", REMARK + one, "2_b.up.sql",
        two)) {
      HandBack.Handed handed = here.handBack(Tool.SERVICES, "migration_records").orThrow();
      assertThat(handed.added()).isEmpty();
      assertThat(handed.corrected()).extracting(migration -> migration.id().key()).containsExactly("1");
      assertThat(test.query("SELECT version, checksum = encode(sha256(convert_to('" + REMARK + one
          + "', 'UTF8')), 'hex') FROM migration_records ORDER BY id")).hasToString("[[1, t], [2, f]]");
      assertThat(here.handBack(Tool.SERVICES, "migration_records").orThrow().corrected()).isEmpty();
    }
  }

  @Test
  void ofLiquibase(TestDatabase test) {
    String changeset = "--liquibase formatted sql\n--changeset eve:1\n%sCREATE TABLE a (n int);\n--rollback DROP TABLE a;\n"
        + "--changeset eve:v runOnChange:true\n%sSELECT 1;\n--rollback empty\n";
    try (SideBySide side = SideBySide.of(test, Format.LIQUIBASE, "a.sql", changeset.formatted("", ""))) {
      side.up();
      assertThat(side.handBack(Tool.LIQUIBASE)).containsExactly("+a.sql::1::eve", "+R__a.sql::v::eve");
      List<String> before = side.rows("SELECT md5sum FROM databasechangelog ORDER BY id");
      side.directory("a.sql", changeset.formatted(REMARK, REMARK));
      assertThat(side.handBack(Tool.LIQUIBASE)).containsExactly("~a.sql::1::eve", "~R__a.sql::v::eve");
      assertThat(side.rows("SELECT md5sum FROM databasechangelog ORDER BY id")).hasSize(2).doesNotContainAnyElementsOf(
          before);
      assertThat(side.rows("SELECT id, exectype, orderexecuted FROM databasechangelog ORDER BY id"))
          .containsExactly("1|EXECUTED|1", "v|EXECUTED|2");
      assertThat(side.handBack(Tool.LIQUIBASE)).isEmpty();
    }
  }

  @Test
  void ofFlyway(TestDatabase test) {
    String one = "CREATE TABLE a (n int);\n";
    String view = "SELECT 1;\n";
    try (SideBySide side = SideBySide.of(test, Format.FLYWAY, "V1__a.sql", one, "R__v.sql", view)) {
      side.up();
      assertThat(side.handBack(Tool.FLYWAY)).containsExactly("+1", "+R__v");
      side.directory("V1__a.sql", REMARK + one, "R__v.sql", REMARK + view);
      assertThat(side.handBack(Tool.FLYWAY)).containsExactly("~1", "~R__v");
      assertThat(side.rows("SELECT installed_rank, checksum FROM flyway_schema_history ORDER BY 1")).containsExactly(
          "1|" + FlywayChecksum.of((REMARK + one).getBytes(StandardCharsets.UTF_8)),
          "2|" + FlywayChecksum.of((REMARK + view).getBytes(StandardCharsets.UTF_8)));
      assertThat(side.handBack(Tool.FLYWAY)).isEmpty();
    }
  }
}
