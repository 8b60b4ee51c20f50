package dev.whimbrel.cli.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Seed 0: Atlas's files in Kubernetes jobs, a schema named in the URL, no way back. */
@ExtendWith(FreshDatabases.class)
class AtlasJobsTest {
  private static final String SCHEMA = "?search_path=naytife_schema&sslmode=disable";

  @Test
  void filesWithBeginAndCommitGoIntoTheSchemaOfTheUrl(TestDatabase database) {
    Prompt backend = backend(Seed.ATLAS_JOBS.original(), database);
    database.execute("create schema naytife_schema");

    assertThat(backend.type("status").fine()).isEqualTo("""
        VERSION         STATUS   NAME                  APPLIED AT  EXECUTION TIME
        20250601120000  pending  initial_schema        -           -
        20250603120000  pending  add_stock_movements   -           -
        20250608120000  pending  add_user_preferences  -           -

        Nothing is applied in HOST:PORT/NAME. 3 migrations pending.
        """);
    assertThat(backend.type("validate").fine()).isEqualTo(
        "internal/db/migrations is in order: 3 migrations in the format atlas, 15 statements, 0 with a way back.\n");
    assertThat(backend.type("up").fine())
        .endsWith("Applied 3 migrations in #ms. HOST:PORT/NAME is at version 20250608120000.\n");
    assertThat(database.query("""
        select relname, relrowsecurity from pg_class
         where relnamespace = 'naytife_schema'::regnamespace and relkind = 'r' order by relname""")).isEqualTo(List.of(
        List.of("products", "t"), List.of("shops", "f"), List.of("stock_movements", "t"),
        List.of("user_preferences", "t")));
    assertThat(database.value("select count(*) from pg_class where relnamespace = 'public'::regnamespace"))
        .isEqualTo("0");
  }

  @Test
  void aDryRunGoesThroughEverythingAndLeavesNothing(TestDatabase database) {
    Prompt backend = backend(Seed.ATLAS_JOBS.original(), database);
    database.execute("create schema naytife_schema");
    CatalogFingerprint before = database.fingerprint();

    assertThat(backend.type("up --dry-run").fine()).contains("applied 3 migrations ", "nothing was changed");
    assertThat(backend.type("plan").fine()).contains(
        "20250608120000 add_user_preferences (20250608120000_add_user_preferences.sql, one transaction)\n",
        "  line 20  ALTER TABLE user_preferences ENABLE ROW LEVEL SECURITY\n");
    assertThat(before.difference(database.fingerprint())).isEmpty();
  }

  @Test
  void saysWhereTheSchemaOfTheUrlIsMissing(TestDatabase database) {
    Prompt backend = backend(Seed.ATLAS_JOBS.original(), database);
    CatalogFingerprint before = database.fingerprint("whimbrel");

    assertThat(backend.type("up").complains(2)).contains(
        "20250601120000_initial_schema.sql:4:14 no schema has been selected to create in",
        "4 | CREATE TABLE shops (",
        "sqlstate: 3F000",
        "rolled back: nothing of 20250601120000_initial_schema.sql is in the database");
    assertThat(before.difference(database.fingerprint("whimbrel"))).isEmpty();
    database.execute("create schema naytife_schema");
    backend.type("up").fine();
  }

  @Test
  void rollingBackToAVersionIsRefusedForWhoWantsNothingComputed(TestDatabase database) {
    Prompt backend = backend(Seed.ATLAS_JOBS.original(), database);
    database.execute("create schema naytife_schema");
    backend.type("up").fine();
    CatalogFingerprint before = database.fingerprint();
    CatalogFingerprint made = database.fingerprint("whimbrel");

    for (String rollback : List.of("down --to 20250603120000 --no-computed", "goto 20250603120000 --no-computed")) {
      assertThat(backend.type(rollback).complains(3)).as(rollback).contains(
          "error: 20250608120000_add_user_preferences.sql:1:1 is to be reverted and has no down part\n",
          "whimbrel resolve 20250608120000 --as reverted\n");
    }
    assertThat(before.difference(database.fingerprint())).isEmpty();

    database.execute("drop table naytife_schema.user_preferences");
    backend.type("resolve 20250608120000 --as reverted --yes").fine();
    assertThat(backend.type("version").fine()).isEqualTo("20250603120000\n");
    backend.type("up").fine();
    assertThat(made.difference(database.fingerprint("whimbrel"))).isEmpty();
  }

  @Test
  void goesBackToTheFirstVersionByWaysThatNobodyWrote(TestDatabase database) {
    Prompt backend = backend(Seed.ATLAS_JOBS.original(), database);
    database.execute("create schema naytife_schema");
    backend.type("up 1").fine();
    CatalogFingerprint first = database.fingerprint("whimbrel");
    backend.type("up").fine();

    assertThat(backend.type("plan --down --to 20250601120000").told()).contains(
        "DROP TABLE naytife_schema.user_preferences", "computed, and proven on PostgreSQL");
    backend.type("goto 20250601120000").told();
    assertThat(first.difference(database.fingerprint("whimbrel"))).isEmpty();
    backend.type("up").fine();
    database.execute("insert into naytife_schema.user_preferences (user_id, preference_key) values ('u', 'k')");
    assertThat(backend.type("goto 20250601120000").complains(3)).contains(
        "20250608120000_add_user_preferences.sql:1:1 drops table naytife_schema.user_preferences with its rows",
        "if this is meant: whimbrel goto 20250601120000 --allow-data-loss");
    backend.type("goto 20250601120000 --allow-data-loss").told();
    assertThat(first.difference(database.fingerprint("whimbrel"))).isEmpty();
  }

  @Test
  void aNewFileStandsInTheSumAtOnce(@TempDir Path project, TestDatabase database) {
    Prompt backend = backend(Seed.ATLAS_JOBS.copiedTo(project), database);
    database.execute("create schema naytife_schema");

    assertThat(backend.type("new add_new_feature").fine()).isEqualTo("""
        Wrote internal/db/migrations/20260301083000_add_new_feature.sql
        Wrote internal/db/migrations/atlas.sum
        """);
    assertThat(backend.type("validate").fine()).contains(" 4 migrations ");
    assertThat(backend.type("up").fine()).contains("Applied 4 migrations ");
  }

  @Test
  void isTakenOverFromAtlasAndGivenBackWhereTheUrlSays(TestDatabase database) {
    Prompt backend = backend(Seed.ATLAS_JOBS.original(), database);
    database.execute("create schema naytife_schema");
    backend.type("up 2").fine();
    backend.type("hand-back --to atlas --yes").fine();
    database.execute("drop schema whimbrel cascade"); // this is how Atlas would have left it

    assertThat(backend.type("adopt --dry-run").fine())
        .contains("atlas's table naytife_schema.atlas_schema_revisions says of this directory:",
            "2 migrations to take over, 1 pending after that.", "Replayed: they make what the database holds.");
    backend.type("adopt --yes").fine();
    assertThat(backend.type("status").fine()).contains("20250608120000  pending");
    backend.type("up").fine();
    assertThat(revisions(database)).isEqualTo(List.of(List.of("20250601120000", "t"), List.of("20250603120000", "t"),
        List.of("20250608120000", "t")));
    assertThat(backend.type("hand-back --yes").fine())
        .contains("atlas's table naytife_schema.atlas_schema_revisions says already")
        .contains("--revisions-schema naytife_schema");
    backend.type("adopt --detach --yes").fine();
  }

  @Test
  void aJobTakesOverAndGoesOnAtOnce(TestDatabase database) {
    Prompt backend = backend(Seed.ATLAS_JOBS.original(), database);
    database.execute("create schema naytife_schema");
    backend.type("up 2").fine();
    backend.type("hand-back --to atlas --yes").fine();
    database.execute("drop schema whimbrel cascade");

    assertThat(backend.type("up --adopt auto").fine()).contains("took over 2 migrations of atlas from "
        + "naytife_schema.atlas_schema_revisions", "Applied 1 migration ");
    assertThat(revisions(database)).hasSize(3);
    assertThat(backend.type("up --adopt auto").fine()).contains("Nothing to do");
  }

  private static List<?> revisions(TestDatabase database) {
    return database
        .query("select version, applied = total from naytife_schema.atlas_schema_revisions order by version");
  }

  private static Prompt backend(Path project, TestDatabase database) {
    return Prompt.in(project.resolve("backend"))
        .with("DATABASE_URL", database.url() + SCHEMA)
        .with("WHIMBREL_DIR", "internal/db/migrations");
  }
}
