package dev.whimbrel.schema.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people wrote is kept, and what they wrote for a tool is not. */
class LeadsTest {
  private static List<String> leads(Script script) {
    return Leads.of(script).stream().map(lead -> lead.before() + lead.text() + lead.behind()).toList();
  }

  private static Migration migration(Format format, String name, String text) {
    return format.parse(FileSet.of("", Map.of(name, text.getBytes(StandardCharsets.UTF_8))), ParseOptions.standard())
        .orThrow().migrations().getFirst();
  }

  @Test
  void markersOfAFormatAreLeftOut() {
    Migration migration = migration(Format.GOOSE, "00001_m.sql", """
        -- A head.
        -- +goose Up
        -- first
        CREATE TABLE a (x int);  -- behind
        -- +goose StatementBegin
        /* a
           block */
        CREATE TABLE b (x int)
        ;
        -- +goose StatementEnd
        -- +goose Down
        -- back
        DROP TABLE a;
        DROP TABLE b;
        """);
    assertThat(leads(migration.up())).containsExactly("-- first\nCREATE TABLE a (x int); -- behind",
        "/* a\n   block */\nCREATE TABLE b (x int);");
    assertThat(migration.down()).isInstanceOfSatisfying(Reversal.By.class, by -> assertThat(leads(by.script()))
        .containsExactly("-- back\nDROP TABLE a;", "DROP TABLE b;"));
  }

  @Test
  void anotherMigrationOfTheFileIsNoComment() {
    FileSet files = FileSet.of("", Map.of("m.sql", """
        --liquibase formatted sql
        --changeset ann:1
        CREATE TABLE a (x int);
        --changeset ann:2
        -- why
        CREATE TABLE b (x int);
        """.getBytes(StandardCharsets.UTF_8)));
    Migration second = Format.LIQUIBASE.parse(files, ParseOptions.standard()).orThrow().migrations().getLast();
    assertThat(leads(second.up())).containsExactly("-- why\nCREATE TABLE b (x int);");
  }

  @Test
  void dataStaysWithItsStatement() {
    Migration migration = migration(Format.GOLANG_MIGRATE, "1_m.up.sql", """
        -- whimbrel: transaction per-segment
        COPY a FROM STDIN;
        1
        2
        \\.
        -- next
        SELECT 1
        """);
    assertThat(leads(migration.up())).containsExactly("COPY a FROM STDIN;\n1\n2\n\\.", "-- next\nSELECT 1;");
  }

  @Test
  void absorbedTransactionsAreLeftOut() {
    Migration migration = migration(Format.GOLANG_MIGRATE, "1_m.up.sql",
        "BEGIN;\n-- one\nSELECT 1;\n-- two\nCOMMIT;\n");
    assertThat(leads(migration.up())).containsExactly("-- one\nSELECT 1;");
  }
}
