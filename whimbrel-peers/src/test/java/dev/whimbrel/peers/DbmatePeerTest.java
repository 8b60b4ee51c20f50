package dev.whimbrel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.peer.Tool;
import dev.whimbrel.plan.Declaration.Resolution;
import dev.whimbrel.peers.Dbmate.Ran;
import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside the real dbmate. */
class DbmatePeerTest {
  private static final String RECORDED = "select version from schema_migrations order by version collate \"C\"";

  @TempDir
  Path directory;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private TestDatabase test;
  private Team team;
  private Dbmate dbmate;

  @BeforeEach
  void open() {
    test = Databases.create();
    team = new Team(directory, Format.DBMATE, test);
    dbmate = new Dbmate(directory, test);
    table("001", "users");
    table("002", "orders");
  }

  @AfterEach
  void close() {
    threads.shutdown();
    team.close();
    test.close();
  }

  @Test
  void each_goes_on_after_the_other() {
    assertThat(dbmate.run("migrate")).isEqualTo(ran("Applying: 001_users.sql", "Applied: 001_users.sql",
        "Applying: 002_orders.sql", "Applied: 002_orders.sql"));
    table("003", "items");
    assertThat(team.adopt()).containsExactly("adopted 001", "adopted 002");
    assertThat(team.up()).containsExactly("up 003");
    assertThat(dbmate.run("status", "--exit-code")).isEqualTo(ran("[X] 001_users.sql", "[X] 002_orders.sql",
        "[X] 003_items.sql", "Applied: 3", "Pending: 0"));

    table("004", "carts");
    assertThat(dbmate.run("migrate")).isEqualTo(ran("Applying: 004_carts.sql", "Applied: 004_carts.sql"));
    table("005", "tags");
    assertThat(team.up()).containsExactly("up 005");
    assertThat(team.applied()).containsExactly("001", "002", "003", "004", "005");
    assertThat(dbmate.run("migrate")).isEqualTo(ran());
  }

  @Test
  void each_reverts_what_the_other_applied() {
    dbmate.run("migrate");
    team.adopt();
    assertThat(team.down()).containsExactly("down 002");
    assertThat(dbmate.run("status").output()).contains("[ ] 002_orders.sql", "[X] 001_users.sql");
    assertThat(team.up()).containsExactly("up 002");
    assertThat(dbmate.run("rollback")).isEqualTo(ran("Rolling back: 002_orders.sql", "Rolled back: 002_orders.sql"));
    assertThat(team.applied()).containsExactly("001");
    assertThat(team.up()).containsExactly("up 002");
    assertThat(test.query(RECORDED)).containsExactly(List.of("001"), List.of("002"));
  }

  @Test
  void what_failed_is_pending_to_both() {
    dbmate.run("migrate");
    team.adopt();
    file("003_items.sql", "create table items (id int); select 1 / 0;", "drop table items;");
    assertThat(team.up()).containsExactly("failed 003: division by zero");
    assertThat(dbmate.run("migrate").code()).isEqualTo(2);
    assertThat(dbmate.run("status").output()).contains("[ ] 003_items.sql");
    table("003", "items");
    assertThat(dbmate.run("migrate").code()).isZero();
    assertThat(team.applied()).containsExactly("001", "002", "003");
    assertThat(team.up()).isEmpty();
  }

  @Test
  void what_somebody_declares_is_seen_by_dbmate() {
    test.execute("create table users (id int); create table orders (id int)");
    table("003", "items");
    assertThat(team.handBack(Tool.DBMATE)).containsExactly("added []", "removed []");
    assertThat(team.baseline("002")).containsExactly("baselined 001", "baselined 002");
    assertThat(dbmate.run("migrate")).isEqualTo(ran("Applying: 003_items.sql", "Applied: 003_items.sql"));
    assertThat(team.resolve("003", Resolution.REVERTED)).containsExactly("resolved-reverted 003");
    assertThat(dbmate.run("status").output()).contains("[ ] 003_items.sql");
    assertThat(team.resolve("003", Resolution.APPLIED)).containsExactly("resolved-applied 003");
    assertThat(dbmate.run("status", "--exit-code").code()).isZero();
  }

  @Test
  void a_database_that_only_whimbrel_migrated_is_handed_to_dbmate() {
    assertThat(team.up()).containsExactly("up 001", "up 002");
    assertThat(team.handBack(Tool.DBMATE)).containsExactly("added [001, 002]", "removed []");
    assertThat(dbmate.run("status", "--exit-code")).isEqualTo(ran("[X] 001_users.sql", "[X] 002_orders.sql",
        "Applied: 2", "Pending: 0"));
    table("003", "items");
    assertThat(dbmate.run("migrate").code()).isZero();
    table("004", "carts");
    assertThat(team.up()).containsExactly("up 004");
    assertThat(team.applied()).containsExactly("001", "002", "003", "004");
  }

  @Test
  void the_table_is_the_one_that_dbmate_makes() {
    team.handBack(Tool.DBMATE);
    try (TestDatabase other = Databases.create()) {
      new Dbmate(directory, other).run("migrate");
      String columns = """
          select attname, format_type(atttypid, atttypmod), attnotnull, pg_get_indexdef(indexrelid)
          from pg_attribute join pg_index on indrelid = attrelid
          where attrelid = 'schema_migrations'::regclass and attnum > 0""";
      assertThat(test.query(columns)).isEqualTo(other.query(columns));
    }
  }

  /** dbmate has no lock; what is promised is that the later one fails, its transaction with it, and that another run goes on. */
  @Test
  void in_a_race_each_migration_runs_once() throws Exception {
    dbmate.run("migrate");
    team.adopt();
    test.execute("create table ran (version int)");
    List<String> expected = new ArrayList<>(List.of("001", "002"));
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 4; i++) {
        String version = String.format("%03d", expected.size() + 1);
        expected.add(version);
        file(version + "_ran.sql", "insert into ran values (" + version + "); select pg_sleep(0.005);", "select 1;");
      }
      CompletableFuture<Ran> theirs = CompletableFuture.supplyAsync(() -> dbmate.run("migrate"), threads);
      CompletableFuture<List<String>> ours = CompletableFuture.supplyAsync(team::up, threads);
      assertThat(theirs.get(60, TimeUnit.SECONDS)).satisfiesAnyOf(ran -> assertThat(ran.code()).isZero(),
          ran -> assertThat(ran.output().getLast()).contains("duplicate key value violates unique constraint"));
      assertThat(ours.get(60, TimeUnit.SECONDS)).allMatch(line -> line.startsWith("up ")
          || line.startsWith("not reached ")
          || line.matches("failed (\\d+): the row of \\1 was not written: dbmate did that at the same time, "
              + "or a trigger swallows it; rows: 0 \\(while writing the journal\\)"));
      team.up();
      assertThat(team.applied()).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(dbmate.run("status", "--exit-code").code()).isZero();
    }
    assertThat(test.value("select count(*) || ' ' || count(distinct version) from ran")).isEqualTo("80 80");
  }

  /** Both in the same migration, whoever comes first. */
  @Test
  void the_later_of_two_fails_and_goes_on_when_it_is_run_again() throws Exception {
    dbmate.run("migrate");
    team.adopt();
    test.execute("create table ran (version int)");
    file("003_ran.sql", "insert into ran values (3); select pg_advisory_xact_lock_shared(77);", "select 1;");
    test.execute("select pg_advisory_lock(77)");
    CompletableFuture<List<String>> ours = CompletableFuture.supplyAsync(team::up, threads);
    CompletableFuture<Ran> theirs = CompletableFuture.supplyAsync(() -> dbmate.run("migrate"), threads);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!"2".equals(test.value("select count(*) from pg_locks where objid = 77 and not granted"))) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
    test.execute("select pg_advisory_unlock(77)");
    boolean weWon = ours.get(30, TimeUnit.SECONDS).equals(List.of("up 003"));
    boolean theyWon = theirs.get(30, TimeUnit.SECONDS).code() == 0;
    assertThat(weWon).isNotEqualTo(theyWon);
    assertThat(test.value("select count(*) from ran")).isEqualTo("1");
    assertThat(team.up()).isEmpty();
    assertThat(dbmate.run("migrate")).isEqualTo(ran());
    assertThat(team.applied()).containsExactly("001", "002", "003");
  }

  private static Ran ran(String... output) {
    return new Ran(0, List.of(output));
  }

  private void table(String version, String name) {
    file(version + "_" + name + ".sql", "create table " + name + " (id int);", "drop table " + name + ";");
  }

  private void file(String name, String up, String down) {
    Team.write(directory, name, "-- migrate:up\n" + up + "\n-- migrate:down\n" + down + "\n");
  }
}
