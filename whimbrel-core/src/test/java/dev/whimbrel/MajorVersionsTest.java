package dev.whimbrel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On every major version whose binaries are here: up, down, up, and the database is what it was. */
class MajorVersionsTest {
  private static final String[] FILES = {
      "1_types.up.sql", """
          CREATE TYPE mood AS ENUM ('sad', 'fine');
          CREATE DOMAIN percent AS int CHECK (value BETWEEN 0 AND 100);
          """, "1_types.down.sql", "DROP DOMAIN percent; DROP TYPE mood;",
      "2_tables.up.sql", """
          BEGIN;
          CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, m mood);
          CREATE TABLE score (person bigint REFERENCES person DEFERRABLE INITIALLY DEFERRED, p percent DEFAULT 50);
          ALTER TABLE person ENABLE ROW LEVEL SECURITY;
          CREATE POLICY own ON person USING (name = CURRENT_USER);
          COMMENT ON TABLE person IS 'who; it''s "quoted"';
          COMMIT;
          """, "2_tables.down.sql", "DROP TABLE score, person;",
      "3_data.up.sql", """
          COPY person (name, m) FROM stdin;
          Ada\tfine
          Zoë\t\\N
          \\.
          INSERT INTO score SELECT id FROM person;
          """, "3_data.down.sql", "TRUNCATE score, person RESTART IDENTITY;",
      "4_code.up.sql", """
          CREATE FUNCTION total() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM person; SELECT 7::bigint; END;
          CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := NEW.name || ';'; RETURN NEW; END $$;
          CREATE TRIGGER t BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION touch();
          CREATE VIEW v AS SELECT name, total() FROM person;
          CREATE RULE r AS ON DELETE TO person DO ALSO (DELETE FROM score; SELECT 1);
          """, "4_code.down.sql", """
          DROP RULE r ON person; DROP VIEW v; DROP TRIGGER t ON person; DROP FUNCTION touch; DROP FUNCTION total;
          """,
      "5_index.up.sql", "CREATE INDEX CONCURRENTLY i ON person (m);\n", "5_index.down.sql",
      "DROP INDEX CONCURRENTLY i;\n",
      "6_enum.up.sql", "ALTER TYPE mood ADD VALUE 'merry';\n", "6_enum.down.sql", """
          ALTER TABLE person ALTER m TYPE text;
          DROP TYPE mood;
          CREATE TYPE mood AS ENUM ('sad', 'fine');
          ALTER TABLE person ALTER m TYPE mood USING m::mood;
          """,
      "7_use.up.sql", "UPDATE person SET m = 'merry' WHERE m IS NULL;\n", "7_use.down.sql",
      "UPDATE person SET m = NULL WHERE m = 'merry';\n"};

  static Stream<Integer> majors() {
    return Majors.here();
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @MethodSource("majors")
  void upDownUp(int major) {
    MigrationSet set = Rig.set(FILES);
    try (TestDatabase test = Databases.create(major); Rig rig = Rig.on(test)) {
      assertThat(test.major()).isEqualTo(major);
      CatalogFingerprint empty = test.fingerprint("whimbrel");
      assertThat(Rig.outcomes(rig.run(new Goal.Latest(), set))).isEqualTo(List.of("done", "done", "done", "done",
          "done", "done", "done"));
      CatalogFingerprint full = test.fingerprint("whimbrel");
      assertThat(Rig.outcomes(rig.run(new Goal.Reset(), set))).doesNotContain("not reached").hasSize(7);
      assertThat(empty.difference(test.fingerprint("whimbrel"))).isEmpty();
      assertThat(rig.run(new Goal.Latest(), set).done()).isEqualTo(7);
      assertThat(full.difference(test.fingerprint("whimbrel"))).isEmpty();
      assertThat(rig.run(new Goal.Refresh(), set).done()).isEqualTo(14);
      assertThat(full.difference(test.fingerprint("whimbrel"))).isEmpty();
    }
  }
}
