package dev.whimbrel.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.plan.Declaration;
import dev.whimbrel.plan.Declaration.Resolution;
import dev.whimbrel.plan.State;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.source.Format;
import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabases.class)
class ServicesTableTest {
  private static final String TABLES = """
      CREATE TABLE migration_records (
          id SERIAL PRIMARY KEY,
          service VARCHAR NOT NULL,
          version INTEGER NOT NULL,
          name VARCHAR NOT NULL,
          applied_at TIMESTAMP NOT NULL DEFAULT NOW(),
          checksum VARCHAR NOT NULL
      );
      CREATE TABLE schema_versions (
          service VARCHAR PRIMARY KEY,
          version INTEGER NOT NULL,
          applied_at TIMESTAMP NOT NULL DEFAULT NOW(),
          description VARCHAR
      );
      """;
  private static final String USERS = "CREATE TABLE users (n int);\n";
  private static final String[] FILES = {"001_create_users.up.sql", USERS, "001_create_users.down.sql",
      "DROP TABLE users;\n",
      "002_create_orders.up.sql", "CREATE TABLE orders (n int);\n", "002_create_orders.down.sql",
      "DROP TABLE orders;\n"};
  private static final String FIRST = "INSERT INTO migration_records (service, version, name, applied_at, checksum) VALUES "
      + "('a-svc', 1, 'create_users', '2024-01-01 12:34:56.789', encode(sha256('" + USERS + "'), 'hex'));"
      + "INSERT INTO schema_versions VALUES ('a-svc', 1, '2024-01-01 12:34:56.789', 'create_users');";
  private static final String OTHER = "INSERT INTO migration_records (service, version, name, checksum) VALUES ('b-svc', 7, 'x', '');"
      + "INSERT INTO schema_versions VALUES ('b-svc', 7, now(), NULL);";

  private static Neighbour on(TestDatabase test, String service) {
    return Neighbour.on(test, Format.GOLANG_MIGRATE, service, FILES);
  }

  private static List<String> records(TestDatabase test) {
    return lines(test, "SELECT service || ' ' || version || ' ' || name FROM migration_records ORDER BY id");
  }

  private static List<String> current(TestDatabase test) {
    return lines(test,
        "SELECT service || ' ' || version || coalesce(' ' || description, '') FROM schema_versions ORDER BY service");
  }

  private static List<String> lines(TestDatabase test, String sql) {
    return test.query(sql).stream().map(row -> String.valueOf(row.getFirst())).toList();
  }

  @Test
  void bothTablesMakeIt(TestDatabase test) {
    try (Neighbour here = on(test, "a-svc")) {
      assertThat(here.found()).isEmpty();
      test.execute(TABLES);
      assertThat(here.found()).containsExactly("shared-services public.migration_records");
      test.execute("DROP TABLE schema_versions");
      assertThat(here.found()).isEmpty();
    }
  }

  @Test
  void whatIsRecordedIsTakenOver(TestDatabase test) {
    test.execute(TABLES + FIRST + OTHER);
    try (Neighbour here = on(test, "a-svc")) {
      assertThat(here.signs())
          .containsExactly("shared-services has migrated this database: its table public.migration_records says "
              + "that migrations of this directory are applied, and the journal of Whimbrel is empty / nothing was changed / take it over "
              + "with: whimbrel adopt; or, if everything is to run from the first migration on: whimbrel up --from-scratch");
      here.adopt();
      assertThat(here.events()).containsExactly("001 adopted batch 1 1/1");
      JournalEntry entry = here.history().entries().getFirst();
      assertThat(test.value("SELECT '" + entry.finishedAt() + "'::timestamptz::timestamp"))
          .isEqualTo("2024-01-01 12:34:56.789");
      assertThat(entry.origin()).contains("\"service\":\"a-svc\",\"version\":1,\"name\":\"create_users\"");
      assertThat(here.look().events()).hasSize(1);
    }
  }

  @Test
  void theOnlyServiceIsTakenUnnamed(TestDatabase test) {
    test.execute(TABLES + FIRST);
    try (Neighbour here = on(test, "").adopt()) {
      test.execute(OTHER);
      assertThat(here.up()).as("another service came, and this one is known").containsExactly("done");
      assertThat(records(test)).containsExactly("a-svc 1 create_users", "b-svc 7 x", "a-svc 2 create_orders");
      assertThat(current(test)).containsExactly("a-svc 2 create_orders", "b-svc 7");
    }
  }

  @Test
  void severalServicesAreNotGuessedAt(TestDatabase test) {
    test.execute(TABLES + FIRST + OTHER);
    try (Neighbour here = on(test, "")) {
      String refusal = "the tables of shared-services are shared by services, here a-svc, b-svc, and no service is named / "
          + "nothing was changed / name the one whose directory this is with: --service NAME";
      assertThat(here.refusals()).containsExactly(refusal);
      assertThat(here.signs()).containsExactly(refusal);
      test.execute("TRUNCATE migration_records, schema_versions");
      assertThat(here.refusals()).containsExactly(refusal.replace(", here a-svc, b-svc", ""));
    }
  }

  @Test
  void tablesThatContradictEachOtherAreRefused(TestDatabase test) {
    test.execute(TABLES + FIRST + "UPDATE schema_versions SET version = 3");
    try (Neighbour here = on(test, "a-svc")) {
      String refusal = "the tables of shared-services contradict each other: schema_versions says that a-svc is at version 3, and the "
          + "last row in its records is of 1 / nothing was changed / look at which of the two is in effect; add or delete a record, or "
          + "set the version of a-svc in schema_versions";
      assertThat(here.refusals()).containsExactly(refusal);
      assertThat(Neighbour.lines(here.handBack(Tool.SERVICES, "migration_records").problems()))
          .containsExactly(refusal);
      test.execute("UPDATE schema_versions SET version = 1");
      here.adopt();
      test.execute("UPDATE schema_versions SET version = 2");
      assertThat(here.refused()).containsExactly(refusal.replace("version 3", "version 2"));
    }
  }

  @Test
  void aRecordThatSomebodyInsertsSkipsAMigration(TestDatabase test) {
    test.execute(TABLES + FIRST);
    try (Neighbour here = on(test, "a-svc").adopt()) {
      test.execute(
          "INSERT INTO migration_records (service, version, name, checksum) VALUES ('a-svc', 2, 'create_orders', '')");
      assertThat(here.up()).isEmpty();
      assertThat(records(test)).containsExactly("a-svc 1 create_users", "a-svc 2 create_orders");
    }
  }

  @Test
  void eachEventIsFollowedInBothTables(TestDatabase test) {
    test.execute(TABLES + FIRST + OTHER);
    try (Neighbour here = on(test, "a-svc").adopt()) {
      assertThat(here.up()).containsExactly("done");
      assertThat(test.query("SELECT version, name, checksum = encode(sha256('CREATE TABLE orders (n int);\n'), 'hex'), "
          + "applied_at BETWEEN now()::timestamp - interval '1 minute' AND now()::timestamp FROM migration_records WHERE id = 3"))
          .hasToString("[[2, create_orders, t, t]]");
      assertThat(current(test)).containsExactly("a-svc 2 create_orders", "b-svc 7");
      test.execute("CREATE TABLE users (n int)");
      assertThat(here.down(2)).containsExactly("done", "done");
      assertThat(records(test)).containsExactly("b-svc 7 x");
      assertThat(current(test)).containsExactly("b-svc 7");
      here.declare((set, history) -> Declaration.baseline(set, history, "2"));
      assertThat(records(test)).containsExactly("b-svc 7 x", "a-svc 1 create_users", "a-svc 2 create_orders");
      here.declare((set, history) -> Declaration.resolve(set, history, "2", Resolution.REVERTED));
      assertThat(current(test)).containsExactly("a-svc 1 create_users", "b-svc 7");
      here.declare((set, history) -> Declaration.resolve(set, history, "2", Resolution.APPLIED));
      here.declare((set, history) -> Declaration.resolve(set, history, "2", Resolution.APPLIED));
      assertThat(records(test)).containsExactly("b-svc 7 x", "a-svc 1 create_users", "a-svc 2 create_orders");
      here.declare((set, history) -> Declaration.force(set, history, "none"));
      assertThat(current(test)).containsExactly("b-svc 7");
      assertThat(here.look().history().applied()).isEmpty();
    }
  }

  @Test
  void aFailureLeavesNoTrace(TestDatabase test) {
    test.execute(TABLES);
    try (Neighbour here = Neighbour.on(test, Format.GOLANG_MIGRATE, "a-svc", "001_bad.up.sql", "SELECT 1/0;\n")
        .adopt()) {
      assertThat(here.up()).containsExactly("STATEMENT_FAILED 001_bad.up.sql:1:1 division by zero");
      assertThat(records(test)).isEmpty();
      assertThat(here.look().events()).hasSize(1);
    }
  }

  @Test
  void whatTheEngineDidInBetweenIsLearned(TestDatabase test) {
    test.execute(TABLES + FIRST);
    try (Neighbour here = on(test, "a-svc").adopt()) {
      test.execute(
          "INSERT INTO migration_records (service, version, name, checksum) VALUES ('a-svc', 2, 'create_orders', 'x');"
              + "UPDATE schema_versions SET version = 2");
      assertThat(here.look().events()).containsExactly("001 adopted batch 1 1/1", "002 adopted batch 2 1/1");
      test.execute("DELETE FROM migration_records WHERE version = 2; UPDATE schema_versions SET version = 1");
      assertThat(here.look().events()).endsWith("002 withdrawn batch 3 0/1");
      test.execute("DELETE FROM migration_records; UPDATE schema_versions SET version = 0");
      assertThat(here.look().events()).as("a version 0 says the same as no row").endsWith("001 withdrawn batch 4 0/1");
      test.execute(
          "INSERT INTO migration_records (service, version, name, checksum) VALUES ('a-svc', 3, 'skipped', 'x');"
              + "UPDATE schema_versions SET version = 3");
      assertThat(here.refused())
          .containsExactly("shared-services applied 3 since Whimbrel last looked, and this directory has no file "
              + "of it / nothing was changed / bring the directory up to date; or, if the file is gone for good, leave that row as it is "
              + "with: whimbrel adopt --skip-missing");
    }
  }

  @Test
  void whatTwoContainersRecordedIsOneMigration(TestDatabase test) {
    test.execute(TABLES + FIRST + FIRST.substring(0, FIRST.indexOf("INSERT INTO schema_versions")));
    try (Neighbour here = on(test, "a-svc").adopt()) {
      assertThat(here.events()).containsExactly("001 adopted batch 1 1/1");
      test.execute("CREATE TABLE users (n int)");
      here.down(1);
      assertThat(records(test)).isEmpty();
    }
  }

  @Test
  void aFileThatWasEditedIsSeenByTheChecksumOfTheTable(TestDatabase test) {
    test.execute(
        TABLES + FIRST + "INSERT INTO migration_records (service, version, name, checksum) VALUES ('a-svc', 2, "
            + "'create_orders', encode(sha256('other'), 'hex')); UPDATE schema_versions SET version = 2");
    try (Neighbour here = on(test, "a-svc").adopt()) {
      assertThat(Survey.of(here.set(), here.history()).lines().stream().map(Survey.Line::state))
          .containsExactly(State.APPLIED, State.EDITED);
    }
  }

  @Test
  void namesAndHashesAreWrittenAsTheOnesThatAreThere(TestDatabase test) {
    test.execute(
        TABLES + FIRST + "UPDATE migration_records SET name = '001_create_users', checksum = md5('" + USERS + "')");
    try (Neighbour here = on(test, "a-svc").adopt()) {
      here.up();
      assertThat(records(test)).endsWith("a-svc 2 002_create_orders");
      assertThat(test
          .value("SELECT checksum = md5('CREATE TABLE orders (n int);\n') FROM migration_records WHERE version = 2"))
          .isEqualTo("t");
    }
  }

  @Test
  void servicesMayBeCalledWhateverTheyLike(TestDatabase test) {
    String name = "it's \"a\\b\"; -- ☂";
    try (Neighbour here = on(test, name)) {
      here.declare((set, history) -> Declaration.baseline(set, history, "1"));
      assertThat(here.handBack(Tool.SERVICES, "migration_records").orThrow().added()).hasSize(1);
      assertThat(here.up()).containsExactly("done");
      assertThat(records(test)).containsExactly(name + " 1 create_users", name + " 2 create_orders");
      assertThat(current(test)).containsExactly(name + " 2 create_orders");
    }
    test.execute("DROP SCHEMA whimbrel CASCADE");
    try (Neighbour here = on(test, "").adopt()) {
      test.execute("INSERT INTO migration_records (service, version, name, checksum) VALUES ('b', 1, 'x', '')");
      assertThat(here.look().events()).hasSize(2);
    }
  }

  @Test
  void handBackNeedsAName(TestDatabase test) {
    try (Neighbour here = on(test, "")) {
      here.declare((set, history) -> Declaration.baseline(set, history, "1"));
      assertThat(Neighbour.lines(here.handBack(Tool.SERVICES, "migration_records").problems())).containsExactly(
          "the tables of shared-services are shared by services, and no service is named / nothing was changed / name the one whose "
              + "directory this is with: --service NAME");
      assertThat(here.found()).as("no table was made").isEmpty();
    }
  }

  @Test
  void handBackMakesTheTablesOfTheDocument(TestDatabase test) {
    test.execute(TABLES);
    String shape = "SELECT attrelid::regclass::text, attname::text, atttypid::regtype::text, attnotnull, "
        + "pg_get_expr(adbin, adrelid) FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum "
        + "WHERE attrelid IN ('migration_records'::regclass, 'schema_versions'::regclass) AND attnum > 0 ORDER BY 1, attnum";
    List<List<String>> document = shape(test, shape);
    test.execute("DROP TABLE migration_records, schema_versions");
    try (Neighbour here = on(test, "a-svc")) {
      here.declare((set, history) -> Declaration.baseline(set, history, "2"));
      here.handBack(Tool.SERVICES, "migration_records").orThrow();
      assertThat(shape(test, shape)).isEqualTo(document);
      assertThat(current(test)).containsExactly("a-svc 2 create_orders");
    }
  }

  private static List<List<String>> shape(TestDatabase test, String sql) {
    return test.query(sql).stream().map(row -> row.stream().map(String::valueOf).toList()).toList();
  }

  @Test
  void servicesThatMigrateAtOnceDoNotDisturbEachOther(TestDatabase test) throws Exception {
    test.execute(TABLES);
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Future<List<String>>> runs = IntStream.range(0, 4).mapToObj(n -> pool.submit(() -> migrated(test, n)))
          .toList();
      for (Future<List<String>> run : runs) {
        assertThat(run.get()).containsExactly("done", "done", "done");
      }
    }
    assertThat(current(test)).containsExactly("svc-0 3 three", "svc-1 3 three", "svc-2 3 three", "svc-3 3 three");
    assertThat(records(test)).hasSize(12);
  }

  private static List<String> migrated(TestDatabase test, int n) {
    try (Neighbour here = Neighbour
        .on(test, Format.GOLANG_MIGRATE, "svc-" + n, "001_one.up.sql", "CREATE SCHEMA s" + n + ";\n",
            "002_two.up.sql", "CREATE TABLE s" + n + ".t (n int);\n", "003_three.up.sql", "SELECT 1;\n")
        .adopt()) {
      return here.up();
    }
  }
}
