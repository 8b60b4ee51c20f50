package dev.whimbrel.cli.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Seeds 0 and 3: their project files as they are, with --env. */
@ExtendWith(FreshDatabases.class)
class AtlasProjectsTest {
  @Test
  void theFileOfTheJobsNamesTheDirectory(TestDatabase database) {
    database.execute("create schema naytife_schema");
    Prompt backend = Prompt.in(Seed.ATLAS_JOBS.original().resolve("backend"));
    assertThat(backend.type("validate --env local").fine()).isEqualTo(
        "internal/db/migrations is in order: 3 migrations in the format atlas, 15 statements, 0 with a way back.\n");
    assertThat(backend.type("config --env local").fine()).contains(
        "postgres://naytife:***@localhost:5432/naytifedb?search_path=naytife_schema&sslmode=disable", "atlas.hcl:3 ");
    assertThat(backend.type("up --env local --url " + database.url() + "?search_path=naytife_schema").fine())
        .contains("Applied 3 migrations ");
    assertThat(
        backend.with("DATABASE_URL", database.url() + "?search_path=naytife_schema").type("up --env prod").fine())
        .contains("Nothing to do");
    assertThat(backend.type("up --env prod").complains(1)).contains("no database is named");
  }

  @Test
  void theSchemaOfItsUrlIsWhereItWorks(@TempDir Path copy, TestDatabase database) throws IOException {
    database.execute("create schema naytife_schema");
    Path project = Seed.ATLAS_JOBS.copiedTo(copy).resolve("backend");
    here(project.resolve("atlas.hcl"), "postgres://naytife:postgres@localhost:5432/naytifedb", database);
    assertThat(Prompt.in(project).type("up --env local").fine()).contains("Applied 3 migrations ");
    assertThat(database.value("select count(*) from pg_class where relnamespace = 'naytife_schema'::regnamespace"
        + " and relkind = 'r'")).isEqualTo("4");
    assertThat(Prompt.in(project).type("status --env local --exit-code").fine()).contains("Nothing pending");
  }

  @Test
  void theFileOfTheOperatorKnowsThreeEnvironments(@TempDir Path copy, TestDatabase database) throws IOException {
    Path schemas = Seed.ATLAS_OPERATOR.copiedTo(copy).resolve("manifests/schemas");
    here(schemas.resolve("atlas.hcl"), "postgres://myuser:mypassword@localhost:5432/mydatabase", database);
    Said local = Prompt.in(schemas).type("up 1 --env local");
    assertThat(local.exitCode()).as(local.err()).isZero();
    assertThat(local.err()).isEqualTo("warning: atlas.hcl:5:1 dev, lint have no effect here: Whimbrel reads url and "
        + "migration of the environment \"local\"\n");
    assertThat(Prompt.in(schemas).on(database).type("up --env cnpg").fine()).contains("Applied 3 migrations ");
    assertThat(Prompt.in(schemas).type("up --env cnpg").complains(1)).contains("no database is named");
    assertThat(Prompt.in(schemas).type("up --env cluser").complains(1))
        .contains("atlas.hcl has no environment \"cluser\"", "it has cluster, cnpg, local");
    assertThat(Prompt.in(schemas).on(database).type("version --env cnpg -c file://atlas.hcl").fine())
        .isNotEmpty();
  }

  /** The server of the test instead of the one on the developer's machine. */
  private static void here(Path file, String address, TestDatabase database) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(address);
    Files.writeString(file, text.replace(address, database.url()));
  }
}
