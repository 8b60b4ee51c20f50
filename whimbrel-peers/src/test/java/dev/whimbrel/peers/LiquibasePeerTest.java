package dev.whimbrel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.peer.Tool;
import dev.whimbrel.plan.Declaration.Resolution;
import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside the real Liquibase. */
class LiquibasePeerTest {
  private static final String ROWS = """
      select id, author, filename, orderexecuted, exectype, md5sum, description, comments, tag, liquibase, contexts, labels
      from databasechangelog order by orderexecuted""";
  private static final String LOCK = "select locked, lockgranted, lockedby from databasechangeloglock";
  private static final List<List<String>> FREE = List.of(java.util.Arrays.asList("f", null, null));

  @TempDir
  Path directory;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private TestDatabase test;
  private Team team;
  private RealLiquibase liquibase;

  @BeforeAll
  static void quieten() {
    RealLiquibase.quieten();
  }

  @BeforeEach
  void open() {
    test = Databases.create();
    file("root.yaml",
        "databaseChangeLog:\n  - includeAll:\n      path: changes\n      relativeToChangelogFile: true\n");
    table("01_users");
    table("02_orders");
    team = new Team(directory, Format.LIQUIBASE, test);
    liquibase = new RealLiquibase(directory, "root.yaml", test);
  }

  @AfterEach
  void close() {
    threads.shutdown();
    team.close();
    test.close();
  }

  @Test
  void each_goes_on_after_the_other() {
    assertThat(liquibase.run("update")).isEmpty();
    table("03_items");
    assertThat(team.adopt()).containsExactly("adopted " + key("01_users"), "adopted " + key("02_orders"));
    assertThat(team.up()).containsExactly("up " + key("03_items"));
    liquibase.assertCurrent();

    table("04_carts");
    assertThat(liquibase.status()).isEqualTo("1 to apply");
    assertThat(liquibase.run("update")).isEmpty();
    table("05_tags");
    assertThat(team.up()).containsExactly("up " + key("05_tags"));
    assertThat(team.applied()).containsExactly(key("01_users"), key("02_orders"), key("03_items"), key("04_carts"),
        key("05_tags"));
    liquibase.assertCurrent();
    assertThat(test.query(LOCK)).isEqualTo(FREE);
  }

  @Test
  void the_rows_are_those_that_liquibase_writes() {
    file("changes/03_all.sql", """
        --liquibase formatted sql
        --property name:t value:texts

        --changeset ann:1 context:"a and b" labels:X,y,x
        --comment: %s
        create table ${t} (id int, note text default 'a  b');
        -- a comment that counts
        insert into ${t} values (1);
        --rollback drop table ${t};

        --changeset "ann lee":"two words" contextFilter:prod logicalFilePath:old/name.sql
        create function one() returns int language plpgsql as $$ begin return 1; end $$;
        --rollback drop function one();

        --changeset ann:3 runInTransaction:false
        create index concurrently i on texts (id);

        --changeset ann:4 endDelimiter:/
        select 1
        /
        select 2
        /

        --changeset ann:5 runOnChange:true
        create or replace view v as select 1 as one;
        """.formatted("long ".repeat(60)));
    assertThat(liquibase.run("update")).isEmpty();
    try (TestDatabase other = Databases.create(); Team whimbrel = new Team(directory, Format.LIQUIBASE, other)) {
      whimbrel.handBack(Tool.LIQUIBASE);
      assertThat(whimbrel.up()).hasSize(7).allMatch(line -> line.startsWith("up "));
      String version = test.value("select max(liquibase) from databasechangelog");
      assertThat(other.query(ROWS.replace("liquibase,", "'" + version + "',"))).isEqualTo(test.query(ROWS));
      String shape = """
          select relname, attname, format_type(atttypid, atttypmod), attnotnull, conname
          from pg_class join pg_attribute on attrelid = pg_class.oid
          left join pg_constraint on conrelid = attrelid and attnum = any (conkey) and contype = 'p'
          where relname like 'databasechangelog%' and relkind = 'r' and attnum > 0 order by relname, attnum""";
      assertThat(other.query(shape)).isEqualTo(test.query(shape));
      new RealLiquibase(directory, "root.yaml", other).assertCurrent();

      String changed = "create or replace view v as select 2 as one";
      replace("changes/03_all.sql", "create or replace view v as select 1 as one", changed);
      assertThat(liquibase.run("update")).isEmpty();
      assertThat(whimbrel.up()).containsExactly("up R__changes/03_all.sql::5::ann");
      assertThat(other.query(ROWS.replace("liquibase,", "'" + version + "',"))).isEqualTo(test.query(ROWS));
    }
  }

  @Test
  void each_reverts_what_the_other_applied() {
    liquibase.run("update");
    team.adopt();
    assertThat(team.down()).containsExactly("down " + key("02_orders"));
    assertThat(liquibase.status()).isEqualTo("1 to apply");
    assertThat(team.up()).containsExactly("up " + key("02_orders"));
    assertThat(liquibase.run("rollbackCount", "count", 1)).isEmpty();
    assertThat(team.applied()).containsExactly(key("01_users"));
    assertThat(team.up()).containsExactly("up " + key("02_orders"));
    liquibase.assertCurrent();
  }

  @Test
  void what_failed_is_pending_to_both() {
    liquibase.run("update");
    team.adopt();
    file("changes/03_items.sql", changeset("create table items (id int); select 1 / 0;", "drop table items;"));
    assertThat(team.up()).containsExactly("failed " + key("03_items") + ": division by zero");
    assertThat(test.query(LOCK)).isEqualTo(FREE);
    assertThat(liquibase.run("update")).contains("division by zero");
    table("03_items");
    assertThat(liquibase.run("update")).isEmpty();
    assertThat(team.up()).isEmpty();
    assertThat(team.applied()).hasSize(3);
  }

  @Test
  void what_is_declared_on_either_side_holds_on_the_other() {
    test.execute("create table users (id int); create table orders (id int)");
    table("03_items");
    assertThat(team.handBack(Tool.LIQUIBASE)).containsExactly("added []", "removed []");
    assertThat(team.baseline(key("02_orders"))).containsExactly("baselined " + key("01_users"),
        "baselined " + key("02_orders"));
    assertThat(liquibase.run("update")).isEmpty();
    assertThat(team.applied()).hasSize(3);
    assertThat(team.resolve(key("03_items"), Resolution.REVERTED))
        .containsExactly("resolved-reverted " + key("03_items"));
    assertThat(liquibase.status()).isEqualTo("1 to apply");
    assertThat(liquibase.run("changelogSync")).isEmpty();
    assertThat(team.up()).isEmpty();
    assertThat(team.applied()).hasSize(3);
    liquibase.assertCurrent();
  }

  @Test
  void a_changed_changeset_that_is_accepted_is_accepted_by_liquibase() {
    liquibase.run("update");
    team.adopt();
    replace("changes/01_users.sql", "id int", "id int, note text");
    assertThat(liquibase.run("validate")).contains("1 changesets check sum");
    assertThat(team.resolve(key("01_users"), Resolution.APPLIED))
        .containsExactly("resolved-applied " + key("01_users"));
    liquibase.assertCurrent();
  }

  @Test
  void what_cannot_be_compared_is_taken_over() {
    liquibase.run("update");
    assertThat(liquibase.run("clearChecksums")).isEmpty();
    assertThat(team.adopt()).hasSize(2);
    assertThat(liquibase.run("update")).isEmpty();
    assertThat(team.up()).isEmpty();
    assertThat(test.value("select count(*) from databasechangelog where md5sum like '9:%'")).isEqualTo("2");
  }

  @Test
  void paths_that_begin_above_the_directory() {
    RealLiquibase above = new RealLiquibase(directory, "changes/01_users.sql", test);
    assertThat(above.run("update")).isEmpty();
    try (Team inside = new Team(directory.resolve("changes"), Format.LIQUIBASE, test)) {
      assertThat(inside.adopt())
          .containsExactly("liquibase's table calls this changes/01_users.sql::1::mei, and here it "
              + "is 01_users.sql::1::mei: with another path it is another changeset | write into whimbrel.yaml, so that it holds "
              + "for everybody: changelog-path: changes");
    }
    try (Team inside = new Team(directory.resolve("changes"), Format.LIQUIBASE, test, "changes")) {
      assertThat(inside.adopt()).containsExactly("adopted " + key("01_users"));
      assertThat(inside.up()).containsExactly("up " + key("02_orders"));
    }
    liquibase.assertCurrent();
  }

  @Test
  void a_database_that_only_whimbrel_migrated_is_handed_to_liquibase() {
    assertThat(team.up()).hasSize(2);
    assertThat(team.handBack(Tool.LIQUIBASE))
        .containsExactly("added [" + key("01_users") + ", " + key("02_orders") + "]", "removed []");
    liquibase.assertCurrent();
    table("03_items");
    assertThat(liquibase.run("update")).isEmpty();
    table("04_carts");
    assertThat(team.up()).containsExactly("up " + key("04_carts"));
    liquibase.assertCurrent();
  }

  @Test
  void liquibase_waits_while_whimbrel_is_at_work() throws Exception {
    liquibase.run("update");
    team.adopt();
    file("changes/03_slow.sql",
        changeset("select pg_advisory_xact_lock(77);\ncreate table slow (id int);", "select 1;"));
    test.execute("select pg_advisory_lock(77)");
    CompletableFuture<List<String>> ours = CompletableFuture.supplyAsync(team::up, threads);
    await("select exists (select from pg_locks where objid = 77 and not granted)");
    assertThat(test.value("select lockedby from databasechangeloglock")).startsWith("whimbrel (server process ");
    CompletableFuture<String> theirs = CompletableFuture.supplyAsync(() -> liquibase.run("update"), threads);
    await("select exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
        + "and application_name = 'PostgreSQL JDBC Driver')");
    test.execute("select pg_advisory_unlock(77)");
    assertThat(ours.get(60, TimeUnit.SECONDS)).containsExactly("up " + key("03_slow"));
    assertThat(theirs.get(60, TimeUnit.SECONDS)).isEmpty();
    liquibase.assertCurrent();
  }

  @Test
  void what_a_dead_run_left_locked_liquibase_releases_and_whimbrel_takes_over() {
    liquibase.run("update");
    team.adopt();
    String dead = "update databasechangeloglock set locked = true, lockgranted = now(), lockedby = "
        + "'whimbrel (server process 1 since 2026-01-02 03:04:05.000000 UTC)'";
    test.execute(dead);
    table("03_items");
    assertThat(team.up()).containsExactly("up " + key("03_items"));
    test.execute(dead);
    assertThat(liquibase.run("releaseLocks")).isEmpty();
    assertThat(test.query(LOCK)).isEqualTo(FREE);
    liquibase.assertCurrent();
  }

  @Test
  void in_a_race_each_migration_runs_once() throws Exception {
    liquibase.run("update");
    team.adopt();
    test.execute("create table ran (version int)");
    Set<Integer> shares = new TreeSet<>();
    int next = 3;
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 3; i++, next++) {
        file(String.format("changes/%02d_ran.sql", next),
            changeset("insert into ran values (" + next + ");", "select 1;"));
      }
      CompletableFuture<String> theirs = CompletableFuture.supplyAsync(() -> liquibase.run("update"), threads);
      if (round % 2 == 1) {
        awaitOr(theirs, "select locked from databasechangeloglock");
      }
      CompletableFuture<List<String>> ours = CompletableFuture.supplyAsync(team::up, threads);
      assertThat(theirs.get(60, TimeUnit.SECONDS)).isEmpty();
      List<String> done = ours.get(60, TimeUnit.SECONDS);
      assertThat(done).allMatch(line -> line.startsWith("up "));
      shares.add(done.size());
      assertThat(team.applied()).hasSize(next - 1);
    }
    liquibase.assertCurrent();
    assertThat(shares).as("who won").hasSizeGreaterThan(1);
    assertThat(test.value("select count(*) || ' ' || count(distinct version) from ran")).isEqualTo("30 30");
    assertThat(test.value("select count(*) || ' ' || count(distinct orderexecuted) from databasechangelog"))
        .isEqualTo("32 32");
    assertThat(new ArrayList<>(test.query(LOCK))).isEqualTo(FREE);
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

  private static String key(String name) {
    return "changes/" + name + ".sql::1::mei";
  }

  private void table(String name) {
    String table = name.substring(name.indexOf('_') + 1);
    file("changes/" + name + ".sql", changeset("create table " + table + " (id int);", "drop table " + table + ";"));
  }

  private static String changeset(String up, String down) {
    return "--liquibase formatted sql\n\n--changeset mei:1\n" + up + "\n--rollback " + down + "\n";
  }

  private void replace(String name, String from, String to) {
    try {
      Path path = directory.resolve(name);
      file(name, java.nio.file.Files.readString(path).replace(from, to));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void file(String name, String text) {
    Team.write(directory, name, text);
  }
}
