package dev.whimbrel.cli.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.catalog.Catalog;
import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Seed 3: Atlas's files with their sum, as the operator mounts them. */
@ExtendWith(FreshDatabases.class)
class AtlasOperatorTest {
  private static final String EDITED = "20240205000001_add_project_repository.sql";

  @Test
  void goesBackToTheFirstVersionAndToNothingByWaysThatNobodyWrote(TestDatabase database) {
    Prompt prompt = prompt(Seed.ATLAS_OPERATOR.original(), database);
    Catalog empty = catalog(database);
    prompt.type("up 1").fine();
    Catalog first = catalog(database);
    prompt.type("up").fine();

    assertThat(prompt.type("goto 20240204000001").complains(3)).contains(
        "20240204000002_seed_data.sql:1:1 line 2, \"INSERT INTO users ", "rows that it changed stay as they are",
        "if this is meant: whimbrel goto 20240204000001 --allow-data-loss");
    prompt.type("goto 20240204000001 --allow-data-loss").told();
    assertThat(first.difference(catalog(database))).isEmpty();
    assertThat(database.value("select count(*) from users")).isEqualTo("3");

    prompt.type("reset --yes --allow-data-loss").told();
    assertThat(empty.difference(catalog(database))).isEmpty();
  }

  private static Catalog catalog(TestDatabase database) {
    try (Database session = Database.open(DatabaseUrl.parse(database.url()).orThrow(), SessionSettings.standard())) {
      return Catalog.read(sql -> {
        Answer answer = session.send(sql);
        return answer.rows(answer.completed().size() - 1);
      }, List.of("whimbrel"));
    }
  }

  @Test
  void anEditedFileIsRefusedInAtlasWordsUntilItIsHashed(@TempDir Path project, TestDatabase database)
      throws IOException {
    Prompt prompt = prompt(Seed.ATLAS_OPERATOR.copiedTo(project), database);
    append(project, EDITED, "ALTER TABLE projects ADD COLUMN stars integer;\n");
    CatalogFingerprint before = database.fingerprint();

    for (String command : List.of("validate", "up", "status", "up --dry-run", "plan")) {
      assertThat(prompt.type(command).complains(3)).as(command)
          .contains("atlas.sum:4:1 checksum mismatch: L4: 20240205000001_add_project_repository.sql was edited\n",
              "whimbrel hash");
    }
    assertThat(before.difference(database.fingerprint())).isEmpty();

    assertThat(prompt.type("hash").fine()).isEqualTo("Wrote manifests/migrations/mydatabase/atlas.sum\n");
    prompt.type("validate").fine();
    assertThat(prompt.type("up").fine()).contains("Applied 4 migrations ");
  }

  @Test
  void aNewSumDoesNotHideThatAnAppliedFileChanged(@TempDir Path project, TestDatabase database) throws IOException {
    Prompt prompt = prompt(Seed.ATLAS_OPERATOR.copiedTo(project), database);
    prompt.type("up").fine();
    append(project, EDITED, "-- a remark changes the sum alone\n");
    prompt.type("hash").fine();
    prompt.type("verify").fine();

    append(project, EDITED, "SELECT 1;\n");
    prompt.type("hash").fine();
    for (String command : List.of("up", "verify")) {
      assertThat(prompt.type(command).complains(3)).as(command)
          .contains(EDITED + ":1:1 changed since it was applied on yyyy-mm-dd");
    }
  }

  @Test
  void hashOfWhatIsUnchangedChangesNothing(@TempDir Path project, TestDatabase database) throws IOException {
    Prompt prompt = prompt(Seed.ATLAS_OPERATOR.copiedTo(project), database);
    Path sum = migrations(project).resolve("atlas.sum");
    String before = Files.readString(sum);
    prompt.type("hash").fine();
    assertThat(Files.readString(sum)).isEqualTo(before);
  }

  @Test
  void aDatabaseThatIsThereAlreadyIsBaselined(TestDatabase database) throws IOException {
    Path project = Seed.ATLAS_OPERATOR.original();
    Prompt prompt = prompt(project, database);
    database.execute(Files.readString(migrations(project).resolve("20240204000001_initial.sql")));
    assertThat(prompt.type("up --dry-run").complains(5)).contains("nothing is recorded in the journal, and all ",
        " tables that the directory makes are in the database", "whimbrel baseline V");
    assertThat(prompt.type("baseline 20240204000001").complains(1)).contains("nothing was changed", "--yes");

    prompt.type("baseline 20240204000001 --yes").fine();
    assertThat(prompt.type("version").fine()).isEqualTo("20240204000001\n");
    assertThat(prompt.type("up --dry-run").fine()).contains("applied 3 migrations ", "nothing was changed");
    assertThat(prompt.type("up").fine()).contains("Applied 3 migrations ");
    prompt.type("verify").fine();
    assertThat(prompt.type("history").fine()).contains("20240204000001  baselined ");
  }

  @Test
  void aFileMadeByHandIsAppliedOnceItIsHashed(@TempDir Path project, TestDatabase database) throws IOException {
    Prompt prompt = prompt(Seed.ATLAS_OPERATOR.copiedTo(project), database);
    prompt.type("up").fine();
    Files.writeString(migrations(project).resolve("20240207000001_add_city.sql"),
        "ALTER TABLE users ADD COLUMN city text;\n");

    assertThat(prompt.type("up").complains(3)).contains("L6: 20240207000001_add_city.sql was added\n", "whimbrel hash");
    prompt.type("hash").fine();
    assertThat(prompt.type("plan").fine()).contains("ALTER TABLE users ADD COLUMN city text");
    assertThat(prompt.type("up").fine())
        .endsWith("Applied 1 migration in #ms. HOST:PORT/NAME is at version 20240207000001.\n");
    assertThat(prompt.type("status --exit-code").fine()).contains("20240207000001  applied  add_city ");
  }

  private static void append(Path project, String file, String text) throws IOException {
    Files.writeString(migrations(project).resolve(file), text, StandardOpenOption.APPEND);
  }

  private static Path migrations(Path project) {
    return project.resolve(Seed.ATLAS_OPERATOR.migrations());
  }

  /** The directory is named as for Atlas. */
  private static Prompt prompt(Path project, TestDatabase database) {
    return Prompt.in(project).on(database).with("WHIMBREL_DIR", "file://" + Seed.ATLAS_OPERATOR.migrations());
  }
}
