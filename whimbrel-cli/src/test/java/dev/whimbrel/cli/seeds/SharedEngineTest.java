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

/** Seed 2: three services, each with versions of its own, in one database that DB_HOST and its like name. */
@ExtendWith(FreshDatabases.class)
class SharedEngineTest {
  private static final List<String> SERVICES = List.of("discovery-svc", "ai-svc", "chat-svc");

  @Test
  void threeServicesShareADatabaseAndDoNotSeeEachOther(TestDatabase database) {
    Path project = Seed.SHARED_AI.original();
    assertThat(service("discovery-svc", project, database).type("up").fine()).contains("Applied 12 migrations ");
    assertThat(service("ai-svc", project, database).type("up").fine()).contains("Applied 2 migrations ");
    assertThat(service("chat-svc", project, database).type("up").fine()).contains("Applied 3 migrations ");

    assertThat(service("ai-svc", project, database).type("down").fine())
        .endsWith("Reverted 1 migration in #ms. HOST:PORT/NAME is at version 001.\n");
    assertThat(SERVICES.stream().map(name -> service(name, project, database).type("version").fine()))
        .containsExactly("012\n", "001\n", "003\n");
    SERVICES.forEach(name -> service(name, project, database).type("verify").fine());
    assertThat(service("ai-svc", project, database).type("status").fine()).isEqualTo("""
        VERSION  STATUS       NAME                     APPLIED AT           EXECUTION TIME
        001      applied      create ai tables         yyyy-mm-dd hh:mm:ss  #ms
        002      rolled back  create user preferences  -                    -

        Current version: 001 in HOST:PORT/NAME. 1 migration pending.
        """);
    assertThat(service("ai-svc", project, database).type("status --exit-code").complains(8)).contains("pending");
    assertThat(service("chat-svc", project, database).type("status --exit-code -q").fine()).isEmpty();
  }

  @Test
  void dryRunsLeaveNothingBehind(TestDatabase database) {
    Path project = Seed.SHARED_AI.original();
    CatalogFingerprint empty = database.fingerprint();
    for (String name : List.of("ai-svc", "chat-svc")) {
      assertThat(service(name, project, database).type("up --dry-run").fine()).as(name).contains("nothing was changed");
    }
    assertThat(empty.difference(database.fingerprint())).isEmpty();

    Prompt chat = service("chat-svc", project, database);
    chat.type("up").fine();
    CatalogFingerprint whole = database.fingerprint();
    assertThat(chat.type("down --dry-run").fine()).contains("reverted 1 migration ", "nothing was changed");
    assertThat(chat.type("down 3 --dry-run").fine()).contains("not tried",
        "002  index messages", "it does not run in one transaction");
    assertThat(whole.difference(database.fingerprint())).isEmpty();
  }

  @Test
  void generateIsCalledNewAndKeepsNumbersAndNames(@TempDir Path target, TestDatabase database) throws IOException {
    Path project = Seed.SHARED_AI.copiedTo(target);

    assertThat(service("ai-svc", project, database).type("new --seq \"add user preferences table\"").fine().lines())
        .containsExactlyInAnyOrder(
            "Wrote migrations/003_add_user_preferences_table.up.sql",
            "Wrote migrations/003_add_user_preferences_table.down.sql");
    assertThat(service("chat-svc", project, database).type("new add topics").fine().lines())
        .containsExactlyInAnyOrder("Wrote migrations/004_add_topics_up.sql",
            "Wrote migrations/004_add_topics_down.sql");
    SERVICES.forEach(name -> service(name, project, database).type("validate").fine());

    Prompt ai = service("ai-svc", project, database);
    Path migrations = project.resolve("backend/ai-svc/migrations");
    Files.writeString(migrations.resolve("003_add_user_preferences_table.up.sql"), "CREATE TABLE mine (id int);\n");
    Files.writeString(migrations.resolve("003_add_user_preferences_table.down.sql"), "DROP TABLE mine;\n");
    assertThat(ai.type("up --dry-run").fine()).contains("applied 3 migrations ");
    assertThat(ai.type("up").fine()).contains("Applied 3 migrations ");
    assertThat(ai.type("down --dry-run").fine()).contains("reverted 1 migration ");
    assertThat(ai.type("version").fine()).isEqualTo("003\n");
  }

  @Test
  void whatFailsHalfwayLeavesNothingOfItself(@TempDir Path target, TestDatabase database) throws IOException {
    Path project = Seed.SHARED_AI.copiedTo(target);
    Path migrations = project.resolve("backend/ai-svc/migrations");
    Files.writeString(migrations.resolve("003_half.up.sql"), """
        CREATE TABLE half (id int);

        INSERT INTO half VALUES (1), ('two');
        """);
    Files.writeString(migrations.resolve("003_half.down.sql"), "DROP TABLE half;\n");
    Prompt ai = service("ai-svc", project, database);

    assertThat(ai.type("up").complains(2)).contains(
        "error: 003_half.up.sql:3:31 invalid input syntax for type integer: \"two\"\n",
        "3 | INSERT INTO half VALUES (1), ('two');\n",
        "sqlstate: 22P02",
        "rolled back: nothing of 003_half.up.sql is in the database; 2 migrations before it in this run are in effect");
    assertThat(database.value("select to_regclass('half')")).isNull();
    assertThat(ai.type("status").fine()).contains("003      failed   half ", "Current version: 002 in HOST:PORT/NAME.");
    ai.type("verify").fine();

    Path half = migrations.resolve("003_half.up.sql");
    Files.writeString(half, Files.readString(half).replace("'two'", "'2'"));
    assertThat(ai.type("up").fine()).contains("Applied 1 migration ");
    assertThat(database.value("select sum(id) from half")).isEqualTo("3");
  }

  @Test
  void anEditedFileIsNamedByVerifyOfItsServiceAlone(@TempDir Path target, TestDatabase database) throws IOException {
    Path project = Seed.SHARED_AI.copiedTo(target);
    SERVICES.forEach(name -> service(name, project, database).type("up").fine());
    Path file = project.resolve("backend/chat-svc/migrations/003_welcome_room_up.sql");
    Files.writeString(file, Files.readString(file) + "SELECT 1;\n");

    assertThat(service("chat-svc", project, database).type("verify").complains(3))
        .contains("003_welcome_room_up.sql:1:1 changed since it was applied on yyyy-mm-dd");
    service("ai-svc", project, database).type("verify").fine();
    service("discovery-svc", project, database).type("verify").fine();
  }

  @Test
  void theTablesOfTheFormerEngineAreLeftAlone(TestDatabase database) throws IOException {
    Path project = Seed.SHARED_AI.original();
    database.execute(Files.readString(project.resolve("tracking_tables.sql")));
    database.execute("insert into schema_versions (service, version) values ('ai-svc', 7)");

    SERVICES.forEach(name -> service(name, project, database).type("up --from-scratch").fine());
    assertThat(database.query("select service, version from schema_versions"))
        .isEqualTo(List.of(List.of("ai-svc", "7")));
    assertThat(database.value("select count(*) from migration_records")).isEqualTo("0");
  }

  @Test
  void aPartOfTheAddressThatIsWrongIsToldWithoutThePassword(TestDatabase database) {
    Prompt ai = service("ai-svc", Seed.SHARED_AI.original(), database);

    assertThat(ai.with("DB_NAME", "linkdb").with("DB_PASSWORD", "linkpass").type("status").complains(5))
        .doesNotContain("linkpass");
    assertThat(ai.with("DB_HOST", "").with("DB_NAME", "").type("status").complains(1)).contains("DB_HOST");
  }

  /** In the directory of a service, with the variables of the document. */
  private static Prompt service(String name, Path project, TestDatabase database) {
    return Prompt.in(project.resolve("backend").resolve(name))
        .with("WHIMBREL_SERVICE", name)
        .with("DB_HOST", database.host())
        .with("DB_PORT", Integer.toString(database.port()))
        .with("DB_USER", database.user())
        .with("DB_PASSWORD", database.password())
        .with("DB_NAME", database.name())
        .with("DB_SSLMODE", "disable");
  }
}
