package dev.whimbrel.cli.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** What is migrated: a directory of each format, and two that cannot be. */
final class Directories {
  static final String FAILING = "failing";

  /** Nothing of it reaches a database. */
  static final String MISTAKEN = "mistaken";

  private static final Map<String, Map<String, String>> DIRECTORIES = Map.of(
      "golang-migrate", Map.of(
          "000001_first.up.sql", """
              CREATE TABLE a (id bigint PRIMARY KEY, name text NOT NULL DEFAULT 'it''s', at timestamptz);
              INSERT INTO a (id, name) VALUES (1, E'a\\n'), (2, U&'b');
              CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN NEW.at := now(); RETURN NEW; END $body$;
              DO $$ BEGIN PERFORM 1; END $$; -- a comment /* of both */ kinds
              COMMENT ON TABLE a IS 'a table';
              """,
          "000001_first.down.sql", "DROP TABLE a;\nDROP FUNCTION f();\n",
          "000002_second.up.sql", "CREATE INDEX CONCURRENTLY a_name ON a (name);\n",
          "000002_second.down.sql", "DROP INDEX CONCURRENTLY a_name;\n",
          "000003_third.up.sql", "ALTER TABLE a ADD COLUMN note text;\nUPDATE a SET note = '';\n",
          "000003_third.down.sql", "ALTER TABLE a DROP COLUMN note;\n"),
      "atlas", Map.of(
          "20240101000000_first.sql", "CREATE TABLE a (id bigint PRIMARY KEY);\n",
          "20240102000000_second.sql", "-- atlas:txmode none\n\nCREATE INDEX CONCURRENTLY a_id ON a (id);\n"),
      "sql-migrate", Map.of(
          "1_first.sql", """
              -- +migrate Up
              CREATE TABLE a (id int);
              -- +migrate StatementBegin
              DO $$ BEGIN NULL; END $$;
              -- +migrate StatementEnd
              -- +migrate Down
              DROP TABLE a;
              """),
      "goose", Map.of(
          "1_first.sql", "-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\nDROP TABLE a;\n"),
      "dbmate", Map.of(
          "1_first.sql", "-- migrate:up\nCREATE TABLE a (id int);\n-- migrate:down\nDROP TABLE a;\n"),
      "flyway", Map.of(
          "V1__first.sql", "CREATE TABLE a (id int);\n",
          "V1.1__second.sql", "INSERT INTO a VALUES (1);\n",
          "V1.1__second.sql.conf", "executeInTransaction=true\n",
          "U1__first.sql", "DROP TABLE a;\n",
          "R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM a;\n"),
      "liquibase", Map.of(
          "first.sql", """
              --liquibase formatted sql
              --changeset me:1
              CREATE TABLE a (id int);
              --rollback DROP TABLE a;
              """),
      FAILING, Map.of("1_a.up.sql", "CREATE TABLE a ();\nSELECT 1 / 0;\n"),
      MISTAKEN, Map.of("1_a.up.sql", "CREATE TABLE a ();\n", "1_b.up.sql", "SELECT 'never ended;\n"));

  private Directories() {}

  static Set<String> names() {
    return DIRECTORIES.keySet();
  }

  static void layOut(Path place) throws IOException {
    for (Map.Entry<String, Map<String, String>> directory : DIRECTORIES.entrySet()) {
      Path path = Files.createDirectories(place.resolve(directory.getKey()));
      for (Map.Entry<String, String> file : directory.getValue().entrySet()) {
        Files.writeString(path.resolve(file.getKey()), file.getValue());
      }
    }
  }
}
