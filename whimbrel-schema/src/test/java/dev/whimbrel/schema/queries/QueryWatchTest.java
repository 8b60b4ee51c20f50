package dev.whimbrel.schema.queries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.schema.queries.QueryWatch.Harm;
import dev.whimbrel.schema.rehearse.Rehearsal;
import dev.whimbrel.schema.rehearse.Written;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries of yesterday against the schema of tomorrow. */
class QueryWatchTest {
  private static final String SETUP = """
      CREATE SCHEMA app;
      CREATE TABLE app.orders (id bigint PRIMARY KEY, customer bigint NOT NULL, state text, placed date);
      CREATE INDEX orders_customer ON app.orders (customer);
      CREATE FUNCTION app.tax(n numeric) RETURNS numeric LANGUAGE sql AS 'SELECT n';
      """;

  private static final List<String> QUERIES = List.of(
      "SELECT id FROM app.orders WHERE customer = $1",
      "SELECT * FROM app.orders WHERE id = $1",
      "SELECT state, count(*) FROM app.orders GROUP BY 1",
      "INSERT INTO app.orders VALUES ($1, $2, $3, $4)",
      "UPDATE app.orders SET state = $1 WHERE id IN ($2, $3)",
      "SELECT app.tax($1)",
      "SELECT nobody FROM nowhere",
      "WITH o AS (SELECT customer FROM app.orders WHERE placed > $1) SELECT count(*) FROM o",
      "it's no query");

  private static List<String> harms(int major, String... migrations) {
    try (TestDatabase test = Databases.create(major); Database database = open(test)) {
      test.execute(SETUP);
      QueryWatch watch = new QueryWatch(QUERIES.stream().map(text -> new Query(text, "here")).toList());
      Rehearsal.Report report = Rehearsal.run(database, () -> open(test), Written.migrations(migrations),
          Rehearsal.Options.standard().withWitness(watch));
      assertThat(watch.unknown()).extracting(one -> one.query().text() + ": " + one.message()).containsExactly(
          QUERIES.get(6) + ": relation \"nowhere\" does not exist",
          QUERIES.get(8) + ": syntax error at or near \"it\"");
      List<String> harms = new ArrayList<>();
      watch.harms(report).forEach(harm -> harms.add(harm.by().statement().at() + " "
          + QUERIES.indexOf(harm.query().text()) + " " + switch (harm) {
            case Harm.Broken broken -> broken.message();
            case Harm.Shifted shifted -> shifted.before() + " is now " + shifted.after();
            case Harm.Slower slower -> "without an index of " + slower.tables();
          }));
      return harms;
    }
  }

  private static Database open(TestDatabase test) {
    return Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard());
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void whatIsOnlyNewHarmsNobody(int major) {
    assertThat(harms(major, "ALTER TABLE app.orders ADD COLUMN note text; CREATE TABLE app.other (x int);",
        "CREATE INDEX CONCURRENTLY orders_state ON app.orders (state);")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void whatIsGoneIsMissedByItsQueriesAtThatStatement(int major) {
    assertThat(harms(major, """
        ALTER TABLE app.orders ADD COLUMN note text;
        ALTER TABLE app.orders DROP COLUMN state;
        """, "DROP FUNCTION app.tax(numeric);")).containsExactly(
        "001_m.up.sql:2:1 2 column \"state\" does not exist",
        "001_m.up.sql:2:1 3 bigint, bigint, text, date is now bigint, bigint, date, text",
        "001_m.up.sql:2:1 4 column \"state\" of relation \"orders\" does not exist",
        "002_m.up.sql:1:1 5 function app.tax(unknown) does not exist");
  }

  /** Nor an index of the same name, whether it is looked into for each row or for many. */
  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void anotherTablesIndexHarmsNobody(int major) {
    assertThat(harms(major, """
        CREATE SCHEMA other;
        CREATE TABLE other.orders (id bigint, customer bigint);
        CREATE INDEX orders_customer ON other.orders (customer);
        CREATE INDEX orders_pkey ON other.orders (id);
        """, "DROP INDEX other.orders_customer;", "DROP INDEX other.orders_pkey;", "DROP TABLE other.orders;"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void whatLosesItsIndexIsSeenInItsPlan(int major) {
    assertThat(harms(major, "DROP INDEX CONCURRENTLY app.orders_customer;",
        "ALTER TABLE app.orders DROP CONSTRAINT orders_pkey;",
        "ALTER TABLE app.orders RENAME TO purchases;"))
        .containsExactly("001_m.up.sql:1:1 0 without an index of [app.orders]",
            "002_m.up.sql:1:1 1 without an index of [app.orders]",
            "002_m.up.sql:1:1 4 without an index of [app.orders]",
            "003_m.up.sql:1:1 0 relation \"app.orders\" does not exist",
            "003_m.up.sql:1:1 1 relation \"app.orders\" does not exist",
            "003_m.up.sql:1:1 2 relation \"app.orders\" does not exist",
            "003_m.up.sql:1:1 3 relation \"app.orders\" does not exist",
            "003_m.up.sql:1:1 4 relation \"app.orders\" does not exist",
            "003_m.up.sql:1:1 7 relation \"app.orders\" does not exist");
  }
}
