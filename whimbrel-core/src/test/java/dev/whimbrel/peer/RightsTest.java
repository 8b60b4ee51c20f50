package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.Rig;
import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A role that could not keep a tool's tables up is told so, all of it at once, before anything is recorded. */
@ExtendWith(FreshDatabases.class)
class RightsTest {
  private static final String CHANGESET = "--liquibase formatted sql\n--changeset eve:1\nCREATE TABLE a (n int);\n";

  /** What is refused to a role that has only these rights, and what is left of it when it was given what the message says. */
  private static List<List<String>> before(TestDatabase test, String rights, Format format, String service,
      String... files) {
    String role = test.name() + "_poor";
    test.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'p'; GRANT CREATE ON DATABASE " + test.name() + " TO " + role
        + ";" + rights.replace("{role}", role));
    try (Neighbour here = Neighbour.at(Rig.url(test, role, "p"), format, service, files)) {
      List<String> first = here.refusals();
      first.forEach(refusal -> test.execute(refusal.substring(refusal.indexOf("GRANT "))));
      return List.of(first.stream().map(refusal -> refusal.replace(role, "poor")).toList(), here.refusals());
    } finally {
      test.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
    }
  }

  @Test
  void onLiquibasesLock(TestDatabase test) {
    try (SideBySide side = SideBySide.of(test, Format.LIQUIBASE, "a.sql", CHANGESET)) {
      side.up();
      side.handBack(Tool.LIQUIBASE);
      test.execute(
          "DROP SCHEMA whimbrel CASCADE; CREATE TABLE databasechangeloglock (id int PRIMARY KEY, locked boolean, "
              + "lockgranted timestamp, lockedby varchar(255)); INSERT INTO databasechangeloglock VALUES (1, false)");
      assertThat(before(test, "GRANT SELECT, INSERT ON databasechangelog TO {role}", Format.LIQUIBASE, "", "a.sql",
          CHANGESET)).containsExactly(
              List.of("the role poor lacks UPDATE, DELETE on public.databasechangelog and SELECT, UPDATE on "
                  + "public.databasechangeloglock, so it could not keep up the table public.databasechangelog of liquibase "
                  + "/ nothing was changed / as the owner: GRANT UPDATE, DELETE ON public.databasechangelog TO \"poor\"; "
                  + "GRANT SELECT, UPDATE ON public.databasechangeloglock TO \"poor\""),
              List.of());
    }
  }

  @Test
  void toMakeLiquibasesLock(TestDatabase test) {
    try (SideBySide side = SideBySide.of(test, Format.LIQUIBASE, "a.sql", CHANGESET)) {
      side.up();
      side.handBack(Tool.LIQUIBASE);
      test.execute("DROP SCHEMA whimbrel CASCADE; REVOKE CREATE ON SCHEMA public FROM PUBLIC");
      assertThat(before(test, "GRANT SELECT, INSERT, UPDATE, DELETE ON databasechangelog TO {role}", Format.LIQUIBASE,
          "", "a.sql", CHANGESET)).containsExactly(
              List.of("the role poor lacks CREATE on schema public, so it could not keep up the table "
                  + "public.databasechangelog of liquibase / nothing was changed / as the owner: GRANT CREATE ON SCHEMA "
                  + "public TO \"poor\""),
              List.of());
    }
  }

  @Test
  void onTheSecondTableOfServicesAndTheSequenceOfTheFirst(TestDatabase test) {
    String[] files = {"1_a.up.sql", "CREATE TABLE a ();\n"};
    try (Neighbour here = Neighbour.on(test, Format.GOLANG_MIGRATE, "s", files)) {
      here.up();
      here.handBack(Tool.SERVICES, "migration_records").orThrow();
    }
    test.execute("DROP SCHEMA whimbrel CASCADE");
    assertThat(before(test, "GRANT SELECT, INSERT, UPDATE, DELETE ON migration_records TO {role}; "
        + "GRANT SELECT ON schema_versions TO {role}", Format.GOLANG_MIGRATE, "s", files)).containsExactly(
            List.of("the role poor lacks INSERT, UPDATE, DELETE on public.schema_versions and USAGE on sequence "
                + "public.migration_records_id_seq, so it could not keep up the table public.migration_records of "
                + "shared-services / nothing was changed / as the owner: GRANT INSERT, UPDATE, DELETE ON "
                + "public.schema_versions TO \"poor\"; GRANT USAGE ON SEQUENCE public.migration_records_id_seq TO \"poor\""),
            List.of());
  }

  /** In a schema of its own it is not even found. */
  @Test
  void onTheSchemaOfAtlas(TestDatabase test) {
    String[] files = {"1_a.up.sql", "CREATE TABLE a ();\n"};
    try (SideBySide side = SideBySide.of(test, Format.GOLANG_MIGRATE, files)) {
      side.up();
      side.handBack(Tool.ATLAS);
    }
    String role = test.name() + "_poor";
    test.execute("DROP SCHEMA whimbrel CASCADE; CREATE ROLE " + role + " LOGIN PASSWORD 'p'; GRANT SELECT ON "
        + "atlas_schema_revisions.atlas_schema_revisions TO " + role);
    try (Neighbour here = Neighbour.at(Rig.url(test, role, "p"), Format.GOLANG_MIGRATE, "", files)) {
      assertThat(here.signs()).containsExactly(
          "the table atlas_schema_revisions.atlas_schema_revisions looks like the history of atlas, and " + role
              + " may not read it / nothing was changed / as the owner: GRANT USAGE ON SCHEMA atlas_schema_revisions TO \""
              + role + "\"; GRANT INSERT, UPDATE, DELETE ON atlas_schema_revisions.atlas_schema_revisions TO \"" + role
              + "\", and then: whimbrel adopt; or, if it has nothing to do with this directory: whimbrel up --from-scratch");
    } finally {
      test.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
    }
  }
}
