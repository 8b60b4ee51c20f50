package dev.whimbrel.cli.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Seed 1: one file up and down, batches, a status table that its users know. */
@ExtendWith(FreshDatabases.class)
class UpDownTest {
  @Test
  void statusIsTheTableOfTheDocument(TestDatabase database) {
    Prompt prompt = prompt(database);
    prompt.type("up 2").fine();
    prompt.type("up --to 20240102090000").fine();
    prompt.type("down --to 20240101000002").fine();

    assertThat(prompt.type("status").fine()).isEqualTo("""
        VERSION         STATUS       NAME                       APPLIED AT           EXECUTION TIME
        20240101000001  applied      create initial tables      yyyy-mm-dd hh:mm:ss  #ms
        20240101000002  applied      create backup tables       yyyy-mm-dd hh:mm:ss  #ms
        20240101000003  rolled back  add security enhancements  -                    -
        20240102090000  rolled back  add first users            -                    -
        20240102100000  pending      add full name to users     -                    -
        20240102110000  pending      create user sessions       -                    -

        Current version: 20240101000002 in HOST:PORT/NAME. 4 migrations pending.
        """);
    assertThat(prompt.type("version").fine()).isEqualTo("20240101000002\n");
  }

  @Test
  void aBatchIsWhatOneUpApplied(TestDatabase database) {
    Prompt prompt = prompt(database);
    prompt.type("up 2").fine();
    CatalogFingerprint two = database.fingerprint("whimbrel");
    assertThat(prompt.type("up").fine()).contains("Applied 4 migrations ");

    assertThat(prompt.type("down --batch").fine())
        .containsSubsequence("20240102110000", "20240102100000", "20240102090000", "20240101000003")
        .endsWith("Reverted 4 migrations in #ms. HOST:PORT/NAME is at version 20240101000002.\n");
    assertThat(Loss.without(Seed.UP_DOWN.losses(), two)
        .difference(Loss.without(Seed.UP_DOWN.losses(), database.fingerprint("whimbrel")))).isEmpty();
    assertThat(prompt.type("down --batch").fine()).contains("Reverted 2 migrations ").endsWith(
        "Nothing is applied in HOST:PORT/NAME.\n");
  }

  @Test
  void resetAndRefreshAskFirst(TestDatabase database) {
    Prompt prompt = prompt(database);
    prompt.type("up").fine();
    CatalogFingerprint whole = database.fingerprint();
    assertThat(prompt.type("reset").complains(1)).isEqualTo("""
        error: "reset" asks before it begins, and there is nobody to answer
          state:    nothing was changed
          next:     if it is meant, add --yes
        """);
    assertThat(prompt.type("refresh").complains(1)).contains("\"refresh\" asks before it begins");
    assertThat(whole.difference(database.fingerprint())).isEmpty();

    assertThat(prompt.type("refresh --yes").fine()).contains("pplied 6 migrations", "everted 6 migrations");
    assertThat(prompt.type("version").fine()).isEqualTo("20240102110000\n");
    prompt.type("reset --yes").fine();
    assertThat(prompt.type("version").fine()).isEqualTo("no version\n");
  }

  @Test
  void createIsCalledNew(@TempDir Path project, TestDatabase database) throws IOException {
    Prompt prompt = Prompt.in(Seed.UP_DOWN.copiedTo(project)).on(database);

    assertThat(prompt.type("new \"add user indexes\"").fine())
        .isEqualTo("Wrote migrations/20260301083000_add_user_indexes.sql\n");
    assertThat(Files.readString(project.resolve("migrations/20260301083000_add_user_indexes.sql")))
        .contains("-- +migrate Up\n", "-- +migrate Down\n");
    assertThat(prompt.type("validate").fine()).contains(" 7 migrations ");
  }

  @Test
  void anAppliedFileThatChangedIsRefused(@TempDir Path project, TestDatabase database) throws IOException {
    Prompt prompt = Prompt.in(Seed.UP_DOWN.copiedTo(project)).on(database);
    prompt.type("up 5").fine();
    CatalogFingerprint before = database.fingerprint();
    Path file = project.resolve("migrations/20240102090000_add_first_users.sql");
    Files.writeString(file, "-- a remark changes nothing\n" + Files.readString(file));
    prompt.type("verify").fine();

    Files.writeString(file, Files.readString(file).replace("Grace", "Gracia"));
    for (String command : List.of("up", "verify")) {
      assertThat(prompt.type(command).complains(3)).as(command)
          .contains(
              "20240102090000_add_first_users.sql:1:1 changed since it was applied on yyyy-mm-dd: its checksum was",
              "restore the file", "whimbrel resolve 20240102090000 --as applied");
    }
    assertThat(prompt.type("status").fine()).contains("20240102090000  edited   add first users ");
    assertThat(before.difference(database.fingerprint())).isEmpty();

    prompt.type("resolve 20240102090000 --as applied --yes").fine();
    assertThat(prompt.type("up").fine()).contains("Applied 1 migration ");
  }

  @Test
  void whatWasUndoneOrDoneByHandIsDeclared(TestDatabase database) {
    Prompt prompt = prompt(database);
    prompt.type("up").fine();

    database.execute("drop table user_sessions");
    prompt.type("resolve 20240102110000 --as reverted --yes").fine();
    assertThat(prompt.type("status").fine()).contains("20240102110000  rolled back  create user sessions ");

    database.execute("create table user_sessions (id serial primary key)");
    prompt.type("resolve 20240102110000 --as applied --yes").fine();
    assertThat(prompt.type("up").fine()).startsWith("Nothing to do. ");
    assertThat(prompt.type("history").fine()).contains("resolved-reverted", "resolved-applied");
  }

  @Test
  void aMigrationThatFailsIsShownAndTriedAgain(@TempDir Path project, TestDatabase database) throws IOException {
    Prompt prompt = Prompt.in(Seed.UP_DOWN.copiedTo(project)).on(database);
    Path file = project.resolve("migrations/20240102110000_create_user_sessions.sql");
    String good = Files.readString(file);
    Files.writeString(file, good.replace("ON user_sessions(session_token)", "ON user_sessions(session_tokn)"));

    assertThat(prompt.type("up").complains(2)).contains(
        "20240102110000_create_user_sessions.sql:12:1 column \"session_tokn\" does not exist",
        "rolled back: nothing of 20240102110000_create_user_sessions.sql is in the database; "
            + "5 migrations before it in this run are in effect");
    assertThat(prompt.type("status").fine()).contains("20240102110000  failed   create user sessions ",
        "20240102110000 last failed on yyyy-mm-dd hh:mm:ss (nothing of it is in effect):\n");
    Files.writeString(file, good);
    assertThat(prompt.type("up").fine()).contains("Applied 1 migration ");
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path project, TestDatabase database) throws IOException {
    Prompt prompt = Prompt.in(Seed.UP_DOWN.copiedTo(project)).on(database);
    prompt.type("up 5").fine();
    Files.delete(project.resolve("migrations/20240102090000_add_first_users.sql"));

    assertThat(prompt.type("up").complains(3)).contains("version 20240102090000 was applied on yyyy-mm-dd from "
        + "\"20240102090000_add_first_users.sql\", and the directory does not have it");
    assertThat(prompt.type("status").fine()).contains("20240102090000  missing  add first users ");
  }

  private static Prompt prompt(TestDatabase database) {
    return Prompt.in(Seed.UP_DOWN.original()).on(database);
  }
}
