package dev.whimbrel.cli.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Seed 4: golang-migrate's pairs, numbered in six digits. */
@ExtendWith(FreshDatabases.class)
class GolangMigrateTest {
  @Test
  void movesAsMigrateDoes(TestDatabase database) {
    Prompt prompt = prompt(Seed.GOLANG_MIGRATE.original(), database);
    assertThat(prompt.type("version").fine()).isEqualTo("no version\n");
    assertThat(prompt.type("up 2").fine()).endsWith("HOST:PORT/NAME is at version 000002.\n");
    CatalogFingerprint two = database.fingerprint("whimbrel");
    assertThat(prompt.type("goto 1").fine()).contains("Reverted 1 migration ");
    assertThat(prompt.type("version").fine()).isEqualTo("000001\n");
    assertThat(prompt.type("up").fine()).contains("Applied 15 migrations ");
    assertThat(prompt.type("version").fine()).isEqualTo("000016\n");
    assertThat(prompt.type("down 1").fine()).contains("Reverted 1 migration ");
    assertThat(prompt.type("version").fine()).isEqualTo("000015\n");
    assertThat(prompt.type("goto 000002").fine()).contains("Reverted 13 migrations ");
    assertThat(two.difference(database.fingerprint("whimbrel"))).isEmpty();
    assertThat(prompt.type("goto 2").fine()).startsWith("Nothing to do. ");
    assertThat(prompt.type("goto 99").complains(1)).contains("99");
  }

  @Test
  void anIndexIsMadeConcurrentlyWithoutBeingToldTo(TestDatabase database) {
    Prompt prompt = prompt(Seed.GOLANG_MIGRATE.original(), database);
    assertThat(prompt.type("plan --to 6").fine()).contains(
        "000006 add user status index (000006_add_user_status_index.up.sql, no transaction",
        "000005 add email verification index (000005_add_email_verification_index.up.sql, one transaction)");
    prompt.type("up --to 6").fine();
    assertThat(database.value("""
        select indisvalid from pg_index where indexrelid = 'idx_users_status'::regclass""")).isEqualTo("t");
    prompt.type("down").fine();
    assertThat(database.value("select to_regclass('idx_users_status')")).isNull();
  }

  @Test
  void whatTheOperatorLooksAtIsThere(TestDatabase database) throws IOException {
    Path project = Seed.GOLANG_MIGRATE.original();
    prompt(project, database).type("up").fine();
    database.execute(Files.readString(project.resolve("monitoring.sql")));
    assertThat(database.value("select count(*) from users")).isEqualTo("2");
  }

  @Test
  void createIsCalledNewAndCountsOn(@TempDir Path target, TestDatabase database) throws IOException {
    Path project = withFirst(2, target);
    assertThat(prompt(project, database).type("new --seq add_user_indexes").fine().lines()).containsExactlyInAnyOrder(
        "Wrote " + Seed.GOLANG_MIGRATE.migrations() + "/000003_add_user_indexes.up.sql",
        "Wrote " + Seed.GOLANG_MIGRATE.migrations() + "/000003_add_user_indexes.down.sql");
    assertThat(prompt(project, database).type("validate").fine()).contains(" 3 migrations ");
  }

  @Test
  void nothingIsDirtyAfterAFailureAndForceIsNotNeeded(@TempDir Path target, TestDatabase database) throws IOException {
    Path project = withFirst(2, target);
    Path up = migrations(project).resolve("000003_add_status.up.sql");
    Files.writeString(up, "ALTER TABLE users ADD COLUMN status text;\nALTER TABLE user ADD COLUMN x int;\n");
    Files.writeString(migrations(project).resolve("000003_add_status.down.sql"),
        "ALTER TABLE users DROP COLUMN status;\n");
    Prompt prompt = prompt(project, database);
    prompt.type("up 2").fine();
    CatalogFingerprint two = database.fingerprint("whimbrel");

    assertThat(prompt.type("up").complains(2)).contains("000003_add_status.up.sql:2:13 ", "rolled back: nothing of ");
    assertThat(prompt.type("version").fine()).isEqualTo("000002\n");
    assertThat(two.difference(database.fingerprint("whimbrel"))).isEmpty();
    prompt.type("force 2 --yes").fine();
    Files.writeString(up, "ALTER TABLE users ADD COLUMN status text;\n");
    assertThat(prompt.type("up").fine()).contains("Applied 1 migration ");
  }

  @Test
  void forceRecordsAndRunsNothing(TestDatabase database) {
    Prompt prompt = prompt(Seed.GOLANG_MIGRATE.original(), database);
    prompt.type("up 4").fine();
    CatalogFingerprint four = database.fingerprint("whimbrel");
    assertThat(prompt.type("force 2").complains(1)).contains("nothing was changed", "--yes");

    prompt.type("force 2 --yes").fine();
    assertThat(prompt.type("version").fine()).isEqualTo("000002\n");
    prompt.type("force 4 --yes").fine();
    assertThat(prompt.type("version").fine()).isEqualTo("000004\n");
    prompt.type("force none --yes").fine();
    assertThat(prompt.type("version").fine()).isEqualTo("no version\n");
    assertThat(four.difference(database.fingerprint("whimbrel"))).isEmpty();
    assertThat(prompt.type("history").fine()).contains("forced-applied", "forced-reverted");
  }

  /** The project as it was when it had its first migrations only. */
  private static Path withFirst(int count, Path target) throws IOException {
    Path project = Seed.GOLANG_MIGRATE.copiedTo(target);
    try (Stream<Path> paths = Files.list(migrations(project))) {
      List<Path> later = paths.sorted(Comparator.naturalOrder()).skip(2L * count).toList();
      for (Path path : later) {
        Files.delete(path);
      }
    }
    return project;
  }

  private static Path migrations(Path project) {
    return project.resolve(Seed.GOLANG_MIGRATE.migrations());
  }

  private static Prompt prompt(Path project, TestDatabase database) {
    return Prompt.in(project).on(database).with("WHIMBREL_DIR", Seed.GOLANG_MIGRATE.migrations());
  }
}
