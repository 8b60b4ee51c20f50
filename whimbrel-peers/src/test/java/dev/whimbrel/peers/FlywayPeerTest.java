package dev.whimbrel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.plan.Declaration.Resolution;
import dev.whimbrel.source.Format;
import dev.whimbrel.peer.Tool;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside the real Flyway. */
class FlywayPeerTest {
  private static final String ROWS = """
      select installed_rank, version, description, type, script, checksum, installed_by, success
      from flyway_schema_history order by installed_rank""";

  private static final Logger FLYWAYS = Logger.getLogger("org.flywaydb");

  @TempDir
  Path directory;

  /** When Whimbrel begins beside Flyway: at once, when that is connected, when that holds its lock. */
  private static final List<String> BEGINNINGS = List.of("select true",
      "select exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
          + "and application_name = 'PostgreSQL JDBC Driver')",
      "select exists (select from pg_locks where locktype = 'advisory' and objsubid = 1 and granted)");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private TestDatabase test;
  private Team team;

  /** What it has to say, it says in its answers. */
  @BeforeAll
  static void quieten() {
    FLYWAYS.setLevel(Level.OFF);
  }

  @BeforeEach
  void open() {
    test = Databases.create();
    file("V1__users.sql", "create table users (id int);\n");
    file("V2__orders.sql", "create table orders (id int);\n");
    team = new Team(directory, Format.FLYWAY, test);
  }

  @AfterEach
  void close() {
    threads.shutdown();
    team.close();
    test.close();
  }

  @Test
  void each_goes_on_after_the_other() {
    assertThat(flyway().migrate().migrationsExecuted).isEqualTo(2);
    file("V3__items.sql", "create table items (id int);\n");

    assertThat(team.adopt()).containsExactly("adopted 1", "adopted 2");
    assertThat(team.up()).containsExactly("up 3");
    assertThat(states()).containsExactly("1 SUCCESS", "2 SUCCESS", "3 SUCCESS");
    flyway().validate();
    assertThat(flyway().migrate().migrationsExecuted).isZero();

    file("V4__carts.sql", "create table carts (id int);\n");
    assertThat(flyway().migrate().migrationsExecuted).isEqualTo(1);

    file("V5__tags.sql", "create table tags (id int);\n");
    assertThat(team.up()).containsExactly("up 5");
    assertThat(team.applied()).containsExactly("1", "2", "3", "4", "5");
    flyway().validate();
    assertThat(flyway().info().current().getVersion().toString()).isEqualTo("5");
  }

  @Test
  void the_rows_are_those_that_flyway_writes() {
    file("V2_1__with_a_bom.sql", "\uFEFFcreate table bom (id int);");
    file("V2.2__ünï.sql", "create table \"ü\" (id int); -- ünï\r\n\r\n");
    file("deep/er/V3.sql", "create table deep (id int)");
    file("V04__.sql", "create table four (id int);\n\n");
    file("V10.0__" + "long_".repeat(45) + ".sql", "create table ten (id int);");
    file("R__a_view.sql", "create or replace view v as select '${flyway:filename}' as x\r\n;");

    assertThat(team.handBack(Tool.FLYWAY)).containsExactly("added []", "removed []");
    assertThat(team.up()).containsExactly("up 1", "up 2", "up 2.1", "up 2.2", "up 3", "up 4", "up 10", "up R__a_view");

    try (TestDatabase other = Databases.create()) {
      flyway(other, Map.of()).migrate();
      assertThat(test.query(ROWS)).isEqualTo(other.query(ROWS));
      assertThat(catalog(test)).isEqualTo(catalog(other));
    }
    flyway().validate();
    assertThat(flyway().migrate().migrationsExecuted).isZero();
  }

  @Test
  void what_is_reverted_is_pending_to_flyway() {
    file("U2__orders.sql", "drop table orders;\n");
    flyway().migrate();
    team.adopt();

    assertThat(team.down()).containsExactly("down 2");
    assertThat(states()).containsExactly("1 SUCCESS", "2 PENDING");
    assertThat(flyway().migrate().migrationsExecuted).isEqualTo(1);
    flyway().validate();
    assertThat(team.applied()).containsExactly("1", "2");
    assertThat(team.down()).containsExactly("down 2");
    assertThat(team.up()).containsExactly("up 2");
    flyway().validate();
    assertThat(test.query("select installed_rank, version from flyway_schema_history order by 1"))
        .containsExactly(List.of("1", "1"), List.of("2", "2"));
  }

  @Test
  void what_failed_in_a_transaction_is_pending_to_both() {
    file("V3__items.sql", "create table items (id int); select 1 / 0;\n");
    assertThatThrownBy(() -> flyway().migrate()).isInstanceOf(FlywayException.class);
    assertThat(team.adopt()).containsExactly("adopted 1", "adopted 2");
    assertThat(team.up()).containsExactly("failed 3: division by zero");
    assertThat(states()).containsExactly("1 SUCCESS", "2 SUCCESS", "3 PENDING");

    file("V3__items.sql", "create table items (id int);\n");
    assertThat(flyway().migrate().migrationsExecuted).isEqualTo(1);
    flyway().validate();
    assertThat(team.applied()).containsExactly("1", "2", "3");
  }

  @Test
  void what_flyway_left_half_done_is_refused_until_it_is_repaired() {
    test.execute("create table orders (id int); insert into orders values (1), (1)");
    file("V2__orders.sql", "create unique index concurrently one on orders (id);\n");
    Flyway lockedBySession = flyway(test, Map.of("flyway.postgresql.transactional.lock", "false",
        "flyway.baselineOnMigrate", "true", "flyway.baselineVersion", "0"));
    assertThatThrownBy(lockedBySession::migrate).isInstanceOf(FlywayException.class);
    assertThat(test.query("select version, success from flyway_schema_history order by 1"))
        .containsExactly(List.of("0", "t"), List.of("1", "t"), List.of("2", "f"));

    String today = test.value("select to_char(now() at time zone 'UTC', 'YYYY-MM-DD')");
    assertThat(team.adopt()).containsExactly("Detected failed migration to version 2 (orders): flyway ran it outside a "
        + "transaction on " + today
        + ", and does not know which of its statements are in effect | undo by hand what is in "
        + "effect and take the row away with: flyway repair; and this again");

    test.execute("drop index one; delete from orders");
    lockedBySession.repair();
    assertThat(team.adopt()).containsExactly("adopted 1");
    assertThat(team.up()).containsExactly("up 2");
    lockedBySession.validate();
  }

  @Test
  void what_whimbrel_left_half_done_is_a_failed_migration_to_flyway() {
    flyway().migrate();
    team.adopt();
    test.execute("insert into orders values (1), (1)");
    file("V3__index.sql",
        "create index concurrently two on users (id);\ncreate unique index concurrently one on orders (id);\n");
    assertThat(team.up()).containsExactly("failed 3: could not create unique index \"one\"");
    assertThat(states()).containsExactly("1 SUCCESS", "2 SUCCESS", "3 FAILED");
    assertThatThrownBy(() -> flyway().migrate())
        .hasMessageContaining("Detected failed migration to version 3 (index).");

    test.execute("delete from orders");
    assertThat(team.up()).containsExactly("up 3");
    flyway().validate();
    assertThat(states()).containsExactly("1 SUCCESS", "2 SUCCESS", "3 SUCCESS");
    assertThat(flyway().migrate().migrationsExecuted).isZero();
  }

  @Test
  void what_was_undone_by_hand_is_pending_to_flyway() {
    flyway().migrate();
    team.adopt();
    test.execute("insert into orders values (1), (1)");
    file("V3__index.sql", "create unique index concurrently one on orders (id);\n");
    assertThat(team.up()).containsExactly("failed 3: could not create unique index \"one\"");
    test.execute("drop index one");
    assertThat(team.resolve("3", Resolution.REVERTED)).containsExactly("resolved-reverted 3");
    assertThat(states()).containsExactly("1 SUCCESS", "2 SUCCESS", "3 PENDING");

    assertThat(team.resolve("2", Resolution.REVERTED)).containsExactly("resolved-reverted 2");
    assertThat(team.resolve("2", Resolution.APPLIED)).containsExactly("resolved-applied 2");
    assertThat(states()).containsExactly("1 SUCCESS", "2 SUCCESS", "3 PENDING");
  }

  @Test
  void an_accepted_edit_is_accepted_by_flyway() {
    flyway().migrate();
    team.adopt();
    file("V2__orders.sql", "create table orders (id int, note text);\n");
    assertThatThrownBy(() -> flyway().validate()).hasMessageContaining("checksum mismatch for migration version 2");
    assertThat(team.resolve("2", Resolution.APPLIED)).containsExactly("resolved-applied 2");
    flyway().validate();
  }

  @Test
  void an_edit_before_the_adoption_is_refused_with_both_numbers() {
    flyway().migrate();
    file("V2__orders.sql", "create table orders (id int, note text);\n");
    int before = flyway().info().all()[1].getChecksum() == null ? 0 : flywayChecksum();
    assertThat(team.adopt()).containsExactly("Migration checksum mismatch for migration version 2: applied to database "
        + before + ", resolved locally " + flyway().info().all()[1].getResolvedChecksum()
        + " | restore the file from version control; or, if the database agrees with the file as it is now: flyway repair, "
        + "and this again");
    flyway().repair();
    assertThat(team.adopt()).containsExactly("adopted 1", "adopted 2");
  }

  /** Everything but rows: those of the table hold times. */
  private static List<String> catalog(TestDatabase database) {
    return database.fingerprint("whimbrel").toString().lines().filter(line -> !line.startsWith("content of ")).toList();
  }

  private int flywayChecksum() {
    return Integer.parseInt(String.valueOf(
        test.value("select checksum from flyway_schema_history where version = '2'")));
  }

  @Test
  void a_baseline_is_taken_over_and_sinks_when_it_is_reverted() {
    test.execute("create table users (id int); create table orders (id int)");
    file("U2__orders.sql", "drop table orders;\n");
    file("V3__items.sql", "create table items (id int);\n");
    file("U3__items.sql", "drop table items;\n");
    flyway(test, Map.of("flyway.baselineVersion", "2")).baseline();
    assertThat(team.adopt()).containsExactly("baselined 1", "baselined 2");
    assertThat(team.up()).containsExactly("up 3");
    flyway().validate();
    assertThat(states()).containsExactly("1 BELOW_BASELINE", "2 BASELINE_IGNORED", "2 BASELINE", "3 SUCCESS");

    assertThat(team.down()).containsExactly("down 3");
    assertThat(team.down()).containsExactly("down 2");
    assertThat(states()).containsExactly("1 BASELINE_IGNORED", "1 BASELINE", "2 PENDING", "3 PENDING");
    assertThat(flyway().migrate().migrationsExecuted).isEqualTo(2);
    flyway().validate();
    assertThat(team.applied()).containsExactly("1", "2", "3");
  }

  @Test
  void a_baseline_of_ours_is_one_of_flyways() {
    test.execute("create table users (id int); create table orders (id int)");
    file("V3__items.sql", "create table items (id int);\n");
    assertThat(team.handBack(Tool.FLYWAY)).containsExactly("added []", "removed []");
    assertThat(team.baseline("2")).containsExactly("baselined 1", "baselined 2");
    assertThat(states()).containsExactly("1 BELOW_BASELINE", "2 BASELINE_IGNORED", "2 BASELINE", "3 PENDING");
    assertThat(flyway().migrate().migrationsExecuted).isEqualTo(1);
    assertThat(team.applied()).containsExactly("1", "2", "3");
    assertThat(team.resolve("1", Resolution.REVERTED)).containsExactly("resolved-reverted 1");
    assertThat(test.query("select version, type from flyway_schema_history order by installed_rank"))
        .containsExactly(List.of("3", "SQL"), List.of("2", "SQL"));
    assertThat(team.applied()).containsExactly("2", "3");
  }

  @Test
  void a_repeatable_script_runs_once_for_each_content() {
    file("R__v.sql", "create or replace view v as select 1 as x;\n");
    assertThat(flyway().migrate().migrationsExecuted).isEqualTo(3);
    assertThat(team.adopt()).containsExactly("adopted 1", "adopted 2", "adopted R__v");
    assertThat(team.up()).isEmpty();

    file("R__v.sql", "create or replace view v as select 2 as x;\n");
    assertThat(team.up()).containsExactly("up R__v");
    assertThat(flyway().migrate().migrationsExecuted).isZero();
    flyway().validate();

    file("R__v.sql", "create or replace view v as select 3 as x;\n");
    assertThat(flyway().migrate().migrationsExecuted).isEqualTo(1);
    assertThat(team.up()).isEmpty();
    assertThat(test.value("select x from v")).isEqualTo("3");
    assertThat(states()).containsExactly("1 SUCCESS", "2 SUCCESS", "null SUPERSEDED", "null SUPERSEDED",
        "null SUCCESS");
  }

  @Test
  void a_repeatable_script_that_changed_before_the_adoption_runs() {
    file("R__v.sql", "create or replace view v as select 1 as x;\n");
    flyway().migrate();
    file("R__v.sql", "create or replace view v as select 2 as x;\n");
    assertThat(team.adopt()).containsExactly("adopted 1", "adopted 2", "adopted R__v");
    assertThat(team.up()).containsExactly("up R__v");
    assertThat(team.up()).isEmpty();
    flyway().validate();
  }

  @Test
  void a_database_that_only_whimbrel_migrated_is_handed_to_flyway() {
    file("R__v.sql", "create or replace view v as select 1 as x;\n");
    assertThat(team.up()).containsExactly("up 1", "up 2", "up R__v");
    assertThat(team.handBack(Tool.FLYWAY)).containsExactly("added [1, 2, R__v]", "removed []");
    flyway().validate();
    assertThat(states()).containsExactly("1 SUCCESS", "2 SUCCESS", "null SUCCESS");
    file("V3__items.sql", "create table items (id int);\n");
    assertThat(flyway().migrate().migrationsExecuted).isEqualTo(1);
    file("V4__tags.sql", "create table tags (id int);\n");
    assertThat(team.up()).containsExactly("up 4");
    assertThat(team.applied()).containsExactly("1", "2", "R__v", "3", "4");
    flyway().validate();
  }

  @Test
  void a_repeatable_script_that_ran_meanwhile_is_handed_back() {
    file("R__v.sql", "create or replace view v as select 1 as x;\n");
    flyway().migrate();
    team.adopt();
    team.detach();
    file("R__v.sql", "create or replace view v as select 2 as x;\n");
    assertThat(team.up()).containsExactly("up R__v");
    assertThat(team.handBack(Tool.FLYWAY)).containsExactly("added [R__v]", "removed []");
    assertThat(flyway().migrate().migrationsExecuted).isZero();

    team.detach();
    file("R__v.sql", "create or replace view v as select 3 as x;\n");
    assertThat(flyway().migrate().migrationsExecuted).isEqualTo(1);
    assertThat(team.handBack(Tool.FLYWAY)).containsExactly("added [R__v]", "removed []");
    assertThat(flyway().migrate().migrationsExecuted).isEqualTo(1);
    assertThat(team.up()).isEmpty();
    assertThat(team.handBack(Tool.FLYWAY)).containsExactly("added []", "removed []");
  }

  @Test
  void what_is_half_done_is_handed_back_when_it_is_finished() {
    assertThat(team.up()).containsExactly("up 1", "up 2");
    file("V3__index.sql",
        "create index concurrently three on users (id);\ncreate unique index concurrently four on users ((1));\n");
    test.execute("insert into users values (1), (1)");
    assertThat(team.up()).containsExactly("failed 3: could not create unique index \"four\"");
    assertThat(team.handBack(Tool.FLYWAY))
        .containsExactly("part of 3 is in effect, and flyway could not go on from there | "
            + "finish it first: mend what stopped it and run whimbrel up (or down); or finish it by hand and say so with: "
            + "whimbrel resolve 3 --as applied");
    test.execute("delete from users");
    assertThat(team.up()).containsExactly("up 3");
    assertThat(team.handBack(Tool.FLYWAY)).containsExactly("added [1, 2, 3]", "removed []");
    flyway().validate();
  }

  @Test
  void an_edit_that_was_accepted_meanwhile_is_handed_back() {
    flyway().migrate();
    team.adopt();
    team.detach();
    file("V2__orders.sql", "create table orders (id int, note text);\n");
    assertThat(team.resolve("2", Resolution.APPLIED)).containsExactly("resolved-applied 2");
    assertThatThrownBy(() -> flyway().validate()).hasMessageContaining("checksum mismatch for migration version 2");
    assertThat(team.handBack(Tool.FLYWAY)).containsExactly("added []", "removed []", "corrected [2]");
    flyway().validate();
  }

  @Test
  void a_new_schema_of_flyways_and_a_sum_of_versions_are_read() {
    file("B2__both.sql", "create table users (id int); create table orders (id int);\n");
    Flyway elsewhere = flyway(test, Map.of("flyway.schemas", "fresh"));
    assertThat(elsewhere.migrate().migrationsExecuted).isEqualTo(1);
    assertThat(test.query("select installed_rank, type from fresh.flyway_schema_history order by 1"))
        .containsExactly(List.of("0", "SCHEMA"), List.of("1", "SQL_BASELINE"));
    assertThat(team.adopt()).containsExactly("adopted B2");
    test.execute("alter database " + test.name() + " set search_path = fresh");
    try (Team later = new Team(directory, Format.FLYWAY, test)) {
      assertThat(later.up()).isEmpty();
      file("V3__items.sql", "create table items (id int);\n");
      assertThat(later.up()).containsExactly("up 3");
    }
    elsewhere.validate();
    assertThat(elsewhere.migrate().migrationsExecuted).isZero();
  }

  @Test
  void flyway_waits_while_whimbrel_is_at_work() throws Exception {
    flyway().migrate();
    team.adopt();
    file("V3__slow.sql", "select pg_advisory_xact_lock(77);\ncreate table slow (id int);\n");
    test.execute("select pg_advisory_lock(77)");
    CompletableFuture<List<String>> ours = CompletableFuture.supplyAsync(team::up, threads);
    await("select exists (select from pg_locks where objid = 77 and not granted)");
    CompletableFuture<Integer> theirs = CompletableFuture.supplyAsync(() -> flyway().migrate().migrationsExecuted,
        threads);
    await("select exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
        + "and query like '%pg_try_advisory_xact_lock%')");
    test.execute("select pg_advisory_unlock(77)");
    assertThat(ours.get(30, TimeUnit.SECONDS)).containsExactly("up 3");
    assertThat(theirs.get(30, TimeUnit.SECONDS)).isZero();
    flyway().validate();
  }

  @Test
  void in_a_race_each_migration_runs_once() throws Exception {
    flyway().migrate();
    team.adopt();
    test.execute("create table ran (version int)");
    List<String> expected = new ArrayList<>(List.of("1", "2"));
    Set<Integer> sharesOfFlyway = new TreeSet<>();
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 3; i++) {
        String version = String.valueOf(expected.size() + 1);
        expected.add(version);
        file("V" + version + "__ran.sql", "insert into ran values (" + version + ");\n");
      }
      CompletableFuture<Integer> theirs = CompletableFuture
          .supplyAsync(() -> flyway().migrate().migrationsExecuted, threads);
      String begin = BEGINNINGS.get(round % BEGINNINGS.size());
      awaitOr(theirs, begin);
      CompletableFuture<List<String>> ours = CompletableFuture.supplyAsync(team::up, threads);
      int share = theirs.get(60, TimeUnit.SECONDS);
      sharesOfFlyway.add(share);
      assertThat(ours.get(60, TimeUnit.SECONDS)).hasSize(3 - share).allMatch(line -> line.startsWith("up "));
      assertThat(team.applied()).isEqualTo(expected);
      flyway().validate();
    }
    assertThat(sharesOfFlyway).as("who won").hasSizeGreaterThan(1);
    assertThat(test.value("select count(*) || ' ' || count(distinct version) from ran")).isEqualTo("60 60");
    assertThat(test.value("select count(*) from flyway_schema_history where success")).isEqualTo("62");
  }

  private void await(String question) {
    awaitOr(new CompletableFuture<>(), question);
  }

  /** Waits for what a question asks, or for the end of something. */
  private void awaitOr(CompletableFuture<?> work, String question) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!work.isDone() && !"t".equals(test.value(question))) {
      assertThat(System.nanoTime()).as(question).isLessThan(end);
    }
  }

  private List<String> states() {
    return Arrays.stream(flyway().info().all()).map(info -> info.getVersion() + " " + info.getState()).toList();
  }

  private Flyway flyway() {
    return flyway(test, Map.of());
  }

  private Flyway flyway(TestDatabase database, Map<String, String> settings) {
    return Flyway.configure().configuration(settings)
        .dataSource("jdbc:postgresql://" + database.host() + ":" + database.port() + "/" + database.name(),
            database.user(), database.password())
        .locations("filesystem:" + directory)
        .load();
  }

  private void file(String name, String text) {
    Team.write(directory, name, text);
  }
}
