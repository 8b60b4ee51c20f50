package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A trigger that swallows what is written to another tool's table: the migration does not commit, whatever the tool. */
@ExtendWith(FreshDatabases.class)
class SwallowedRowsTest {
  private static final String SWALLOW = """
      CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE TRIGGER swallow BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION swallow()""";

  static Stream<Case> cases() {
    return Stream.of(new Case(Tool.GOOSE, Format.GOOSE, "public.goose_db_version", 2, "1", "2", List.of("1_a.sql",
        "-- +goose Up\nCREATE TABLE a ();\n-- +goose Down\nDROP TABLE a;\n", "2_b.sql",
        "-- +goose Up\nCREATE TABLE b ();\n-- +goose Down\nDROP TABLE b;\n")), new Case(Tool.FLYWAY, Format.FLYWAY,
            "public.flyway_schema_history", 1, "1", "2", List.of("U1__a.sql",
                "DROP TABLE a;\n", "V1__a.sql", "CREATE TABLE a ();\n", "U2__b.sql", "DROP TABLE b;\n", "V2__b.sql",
                "CREATE TABLE b ();\n")),
        new Case(
            Tool.ATLAS, Format.GOLANG_MIGRATE, "atlas_schema_revisions.atlas_schema_revisions", 1, "1", "2",
            List.of(
                "1_a.down.sql", "DROP TABLE a;\n", "1_a.up.sql", "CREATE TABLE a ();\n", "2_b.down.sql",
                "DROP TABLE b;\n",
                "2_b.up.sql", "CREATE TABLE b ();\n")),
        new Case(Tool.LIQUIBASE, Format.LIQUIBASE,
            "public.databasechangelog", 1, "1.sql::1::eve", "2.sql::2::eve",
            List.of("1.sql",
                "--liquibase formatted sql\n--changeset eve:1\nCREATE TABLE a (n int);\n--rollback DROP TABLE a;\n",
                "2.sql",
                "--liquibase formatted sql\n--changeset eve:2\nCREATE TABLE b (n int);\n--rollback DROP TABLE b;\n")),
        new Case(
            Tool.BATCHES, Format.SQL_MIGRATE, "public.schema_migrations", 1, "1", "2",
            List.of("1_a.sql",
                "-- +migrate Up\nCREATE TABLE a ();\n-- +migrate Down\nDROP TABLE a;\n",
                "2_b.sql",
                "-- +migrate Up\nCREATE TABLE b ();\n-- +migrate Down\nDROP TABLE b;\n")));
  }

  /**
   * A tool, and two migrations that it reads.
   *
   * @param rows that its table has after the first
   * @param files names and contents in turn, those of the first before those of the second
   */
  record Case(Tool tool, Format format, String table, int rows, String first, String second, List<String> files) {
    private String[] one() {
      return files.subList(0, files.size() / 2).toArray(String[]::new);
    }

    private String[] both() {
      return files.toArray(String[]::new);
    }

    private String refusal(String key) {
      return "a trigger or a rule swallows what is written to the table " + table + " of " + tool.label() + ": of "
          + key
          + " it does not say what the journal says; its rows: " + rows + " (while writing the journal)";
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isNoticed(Case tool, TestDatabase test) {
    try (SideBySide side = SideBySide.of(test, tool.format, tool.one())) {
      assertThat(side.up()).containsExactly("done");
      assertThat(side.handBack(tool.tool)).hasSize(1);
      assertThat(side.adopt()).isEmpty();
      test.execute(SWALLOW.formatted(tool.table));

      side.directory(tool.both());
      assertThat(withoutPlace(side.up())).containsExactly("STATEMENT_FAILED " + tool.refusal(tool.second));
      assertThat(test.value("SELECT to_regclass('b')")).isNull();
      assertThat(withoutPlace(side.down(1))).containsExactly("STATEMENT_FAILED " + tool.refusal(tool.first));
      assertThat(test.value("SELECT to_regclass('a')")).isEqualTo("a");

      test.execute("DROP TRIGGER swallow ON " + tool.table);
      assertThat(side.up()).containsExactly("done");
      assertThat(side.down(2)).containsExactly("done", "done");
    }
  }

  /** Without the place, which is the file's beginning. */
  private static List<String> withoutPlace(List<String> outcomes) {
    return outcomes.stream().map(outcome -> outcome.replaceFirst("STATEMENT_FAILED \\S+:1:1 ", "STATEMENT_FAILED "))
        .toList();
  }

  @Test
  void ofTheOneRowOfGolangMigrate(TestDatabase test) {
    String[] files = {"1_a.up.sql", "CREATE TABLE a ();\n", "1_a.down.sql", "DROP TABLE a;\n"};
    try (SideBySide side = SideBySide.of(test, Format.GOLANG_MIGRATE, files)) {
      side.up();
      side.handBack(Tool.GOLANG_MIGRATE);
      side.adopt();
      test.execute(SWALLOW.formatted("schema_migrations"));
      assertThat(side.down(1)).containsExactly("STATEMENT_FAILED 1_a.down.sql:1:1 a trigger or a rule swallows what is "
          + "written to the table public.schema_migrations of golang-migrate: of 1 it does not say what the journal says; "
          + "its rows: 1 (while writing the journal)");
      assertThat(test.value("SELECT to_regclass('a')")).isEqualTo("a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofBothTablesThatServicesShare(Shared swallowing, TestDatabase test) {
    String[] one = {"1_a.up.sql", "CREATE TABLE a ();\n", "1_a.down.sql", "DROP TABLE a;\n"};
    String[] both = {"2_b.up.sql", "CREATE TABLE b ();\n", "2_b.down.sql", "DROP TABLE b;\n"};
    try (Neighbour here = Neighbour.on(test, Format.GOLANG_MIGRATE, "s", one)) {
      here.up();
      assertThat(here.handBack(Tool.SERVICES, "migration_records").orThrow().added()).hasSize(1);
    }
    test.execute(SWALLOW.formatted(swallowing.table));
    try (Neighbour here = Neighbour.on(test, Format.GOLANG_MIGRATE, "s", concatenated(one, both))) {
      String refusal = "a trigger or a rule swallows what is written to the table public.migration_records of "
          + "shared-services: of %s it does not say what the journal says; its rows: %s (while writing the journal)";
      assertThat(here.up()).containsExactly("STATEMENT_FAILED 2_b.up.sql:1:1 "
          + refusal.formatted("2", swallowing == Shared.RECORDS ? "1" : "2"));
      assertThat(here.down(1)).containsExactly("STATEMENT_FAILED 1_a.down.sql:1:1 "
          + refusal.formatted("1", swallowing == Shared.RECORDS ? "1" : "0"));
    }
  }

  private enum Shared {
    RECORDS("migration_records"), VERSIONS("schema_versions");

    private final String table;

    Shared(String table) {
      this.table = table;
    }
  }

  private static String[] concatenated(String[] one, String[] other) {
    String[] all = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    return all;
  }
}
