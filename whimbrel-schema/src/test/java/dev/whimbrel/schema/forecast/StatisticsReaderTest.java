package dev.whimbrel.schema.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.embedded.EmbeddedOptions;
import dev.whimbrel.embedded.EmbeddedPostgres;
import dev.whimbrel.schema.forecast.OpenTransaction.Owner;
import dev.whimbrel.schema.forecast.OpenTransaction.View;
import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.Observation.Relation;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatisticsReaderTest {
  private static final String TABLES = """
      CREATE TABLE t (id int PRIMARY KEY, long text);
      ALTER TABLE t ALTER COLUMN long SET STORAGE EXTERNAL;
      INSERT INTO t SELECT i, CASE WHEN i = 1 THEN repeat('x', 100000) END FROM generate_series(1, 1000) AS i;
      CREATE TABLE p (id int, primary key (id)) PARTITION BY RANGE (id);
      CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
      CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (1000) TO (3000) PARTITION BY RANGE (id);
      CREATE TABLE p21 PARTITION OF p2 FOR VALUES FROM (1000) TO (3000);
      INSERT INTO p SELECT i FROM generate_series(1, 2999) AS i;
      CREATE MATERIALIZED VIEW m AS SELECT * FROM t;
      CREATE TABLE never (id int);
      INSERT INTO never VALUES (1);
      CREATE TABLE nothing (id int);
      CREATE SCHEMA "o'dd";
      CREATE TABLE "o'dd"."T" (id int);
      ANALYZE t; ANALYZE p1; ANALYZE p21; ANALYZE m;
      """;

  private static final Load.Rate READ_ONCE = new Load.Rate(1, 0);

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void sizes(int major) {
    try (TestDatabase test = Databases.create(major)) {
      test.execute(TABLES + "ALTER TABLE never SET (autovacuum_enabled = off)");
      try (Database database = open(test)) {
        Statistics statistics = StatisticsReader.statistics(database);
        assertThat(of(statistics, "t").rows()).isEqualTo(1000);
        assertThat(of(statistics, "t").bytes()).isBetween(100_000L, 500_000L);
        assertThat(of(statistics, "t_pkey").rows()).isEqualTo(1000);
        assertThat(of(statistics, "p").rows()).isEqualTo(2999);
        assertThat(of(statistics, "p2")).isEqualTo(of(statistics, "p21"));
        assertThat(of(statistics, "p").bytes())
            .isEqualTo(of(statistics, "p1").bytes() + of(statistics, "p21").bytes());
        assertThat(of(statistics, "p_pkey").bytes()).isPositive();
        assertThat(of(statistics, "m").rows()).isEqualTo(1000);
        assertThat(of(statistics, "never").rows()).isEqualTo(-1);
        assertThat(of(statistics, "nothing").rows()).isZero();
        assertThat(statistics.of(new Relation("o'dd", "T"))).isPresent();
        assertThat(statistics.of(new Relation("pg_catalog", "pg_class"))).isEmpty();
        assertThat(StatisticsReader.queries(database)).isEqualTo(Queries.unknown());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void transactionsThatAreOpen(int major) {
    try (TestDatabase test = Databases.create(major)) {
      test.execute("CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int)");
      try (Database reading = open(test);
          Database writing = open(test);
          Database idle = open(test);
          Database database = open(test)) {
        reading.send("SET application_name = 'a report'; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM u");
        writing.send("BEGIN; LOCK t IN ACCESS SHARE MODE; INSERT INTO t VALUES (1)");
        idle.send("SELECT 1");
        Statistics statistics = StatisticsReader.statistics(database, Duration.ZERO);
        assertThat(statistics.open()).usingRecursiveComparison().ignoringFields("age").isEqualTo(List.of(
            new OpenTransaction(new Owner.Session(reading.pid(), "postgres", "a report", "idle in transaction"),
                Duration.ZERO, View.SNAPSHOT, Map.of(relation("u"), LockMode.ACCESS_SHARE)),
            new OpenTransaction(
                new Owner.Session(writing.pid(), "postgres", "whimbrel", "idle in transaction"),
                Duration.ZERO, View.NONE, Map.of(relation("t"), LockMode.ROW_EXCLUSIVE))));
        assertThat(statistics.open())
            .allSatisfy(one -> assertThat(one.age()).isBetween(Duration.ZERO, Duration.ofMinutes(1)));
        assertThat(StatisticsReader.statistics(database).open()).isEmpty();
      }
    }
  }

  private static Relation relation(String name) {
    return new Relation("public", name);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void uses(int major) {
    try (TestDatabase test = Databases.create(major)) {
      test.execute(TABLES);
      try (Database reading = open(test)) {
        assertThat(reading.send("SET enable_seqscan = off; SET enable_bitmapscan = off; SELECT * FROM t WHERE id = 1")
            .failure()).isNull();
      }
      try (Database database = open(test)) {
        Size index = awaited(database, "t_pkey");
        assertThat(index.scans()).isPositive();
        assertThat(index.lastScan() == null).isEqualTo(major < 16);
        assertThat(of(StatisticsReader.statistics(database), "t").scans()).isGreaterThanOrEqualTo(index.scans());
        assertThat(of(StatisticsReader.statistics(database), "p_pkey").scans()).isZero();
      }
    }
  }

  /** What a session did is counted when it has ended, and by PostgreSQL 14 half a second later. */
  private static Size awaited(Database database, String name) {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    Size size = of(StatisticsReader.statistics(database), name);
    while (size.scans() == 0 && System.nanoTime() < until) {
      size = of(StatisticsReader.statistics(database), name);
    }
    return size;
  }

  @Test
  void readsWhereNothingMayBeWritten() {
    try (TestDatabase test = Databases.create()) {
      test.execute(TABLES);
      try (Database database = open(test)) {
        assertThat(database.send("BEGIN READ ONLY").failure()).isNull();
        assertThat(StatisticsReader.statistics(database).isKnown()).isTrue();
        assertThat(StatisticsReader.queries(database).known()).isEqualTo(Queries.Known.NOT_RECORDED);
        assertThat(database.send("COMMIT").failure()).isNull();
      }
    }
  }

  @Test
  void queriesAreReadWhereTheyAreRecorded() {
    EmbeddedOptions options = EmbeddedOptions.defaults()
        .withSettings(Map.of("shared_preload_libraries", "pg_stat_statements"));
    try (EmbeddedPostgres server = EmbeddedPostgres.ephemeral(options); Database database = open(server.url())) {
      assertThat(StatisticsReader.queries(database)).isEqualTo(Queries.unknown());
      assertThat(database.send("CREATE SCHEMA \"s'1\"; CREATE EXTENSION pg_stat_statements SCHEMA \"s'1\"").failure())
          .isNull();
      database.query("SELECT 41 AS asked");
      database.query("SELECT 42 AS asked");
      Queries queries = StatisticsReader.queries(database);
      assertThat(queries.known()).isEqualTo(Queries.Known.RECORDED);
      assertThat(queries.queries()).contains(new Queries.Query("SELECT $1 AS asked", 2));
      assertThat(queries.hidden()).isZero();
      assertThat(queries.over()).isBetween(Duration.ZERO, Duration.ofHours(1));
      assertThat(
          database.send("CREATE ROLE nobody; GRANT USAGE ON SCHEMA \"s'1\" TO nobody; SET ROLE nobody").failure())
          .isNull();
      Queries own = StatisticsReader.queries(database);
      assertThat(own.hidden()).isGreaterThan(2);
      assertThat(own.queries()).isNotEmpty().noneMatch(query -> query.text().contains("asked"));
      assertThat(database.send("RESET ROLE; REVOKE EXECUTE ON FUNCTION \"s'1\".pg_stat_statements FROM public; SET ROLE"
          + " nobody").failure()).isNull();
      assertThat(StatisticsReader.load(database, Statistics.unknown()))
          .isEqualTo(new Load.Unknown("the server refuses to tell: permission denied for function pg_stat_statements"));
      assertThat(database.send("RESET ROLE; REVOKE USAGE ON SCHEMA \"s'1\" FROM nobody; SET ROLE nobody").failure())
          .isNull();
      assertThat(StatisticsReader.queries(database)).isEqualTo(Queries.unknown());
      assertThat(StatisticsReader.statistics(database).sizes()).isEmpty();
    }
  }

  /** Nothing is asked of what somebody has locked. A database that nobody reset says since when it counts up to version 14 alone. */
  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void load(int major) {
    try (TestDatabase test = Databases.create(major)) {
      test.execute(TABLES + "CREATE VIEW v AS SELECT t.id FROM t JOIN p USING (id)");
      try (Database locking = open(test); Database database = open(test)) {
        assertThat(locking.send("BEGIN; LOCK TABLE t").failure()).isNull();
        assertThat(database.send("SET lock_timeout = '5s'; BEGIN READ ONLY").failure()).isNull();
        assertThat(StatisticsReader.load(database, Statistics.unknown())).isEqualTo(Load.Unknown.notCounted());
        if (major > 14) {
          assertThat(StatisticsReader.room(database).rowsOver()).isNull();
        }
        assertThat(StatisticsReader.room(database).connections()).isPositive();
        Queries queries = new Queries(Queries.Known.RECORDED, List.of(new Queries.Query("SELECT id FROM v", 100),
            new Queries.Query("INSERT INTO \"o'dd\".\"T\" SELECT 1 FROM never", 200)), 0, Duration.ofSeconds(100));
        assertThat(StatisticsReader.traffic(database, Statistics.unknown()).load(queries, new Traffic.Room(1, null)))
            .isEqualTo(new Load.Calls(
                Map.of(relation("v"), READ_ONCE, relation("t"), READ_ONCE, relation("p"), READ_ONCE,
                    relation("p1"), READ_ONCE, relation("p2"), READ_ONCE, relation("p21"), READ_ONCE, relation("never"),
                    new Load.Rate(2, 0), new Relation("o'dd", "T"), new Load.Rate(0, 2)),
                Duration.ofSeconds(100), 0, 1));
      }
    }
  }

  @Test
  void whatIsLockedIsNotWaitedFor() {
    try (TestDatabase test = Databases.create()) {
      test.execute(TABLES);
      try (Database locking = open(test); Database database = open(test)) {
        assertThat(locking.send("BEGIN; ALTER TABLE t ADD COLUMN u uuid DEFAULT gen_random_uuid()").failure()).isNull();
        assertThat(database.send("SET lock_timeout = '5s'").failure()).isNull();
        Size size = of(StatisticsReader.statistics(database), "t");
        assertThat(size.rows()).isEqualTo(1000);
        assertThat(size.bytes()).isPositive();
      }
    }
  }

  @Test
  void manyTables() {
    try (TestDatabase test = Databases.create()) {
      test.execute("DO $$ BEGIN FOR i IN 1..1000 LOOP EXECUTE 'CREATE TABLE t' || i || ' (id int)'; END LOOP; END $$");
      try (Database database = open(test)) {
        assertThat(StatisticsReader.statistics(database).sizes()).hasSize(1000);
      }
    }
  }

  private static Size of(Statistics statistics, String name) {
    return Objects.requireNonNull(statistics.of(new Relation("public", name)).orElse(null), name);
  }

  private static Database open(TestDatabase test) {
    return open(test.url());
  }

  private static Database open(String url) {
    return Database.open(DatabaseUrl.parse(url).orThrow(), SessionSettings.standard());
  }
}
