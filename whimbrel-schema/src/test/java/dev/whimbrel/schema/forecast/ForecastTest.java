package dev.whimbrel.schema.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.schema.forecast.Rates.Origin;
import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.rehearse.Observation.Relation;
import dev.whimbrel.schema.rehearse.Rehearsed;
import dev.whimbrel.schema.rehearse.Seen;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of migrations: for each {@code src/test/resources/forecast/*.sql} the text beside it. */
class ForecastTest {
  private static final Path FILES = Path.of("src/test/resources/forecast");
  private static final long GB = 1L << 30;

  /** So that a gigabyte takes a second to be read, and ten to be written. */
  private static final Rates RATES = new Rates(Origin.MEASURED, 2, 0, new Work(10e9 / GB, 0), new Work(0, 100),
      new Work(1e9 / GB, 0), new Work(1e9 / GB, 0), new Work(0, 10), new Work(0, 30), new Work(2e9 / GB, 0),
      new Work(0, 10), new Work(0, 5000));
  private static final Statistics STATISTICS = new Statistics(Map.of(
      relation("orders"), new Size(80_000_000, 12 * GB, 5), relation("orders_pkey"), new Size(80_000_000, 2 * GB, 5),
      relation("orders_note"), new Size(80_000_000, 3 * GB, 5), relation("customers"), new Size(500_000, GB / 10, 5),
      relation("uncounted"), new Size(-1, GB, 0), relation("empty"), new Size(0, 0, 0),
      relation("events_old"), new Size(40_000_000, 2 * GB, 0), relation("events_new"), new Size(4000, 1 << 20, 0),
      relation("events"), new Size(40_004_000, 2 * GB + (1 << 20), 0), relation("totals"), new Size(5100, 1 << 20, 0)));
  private static final Load LOAD = new Load.Calls(Map.of(relation("orders"), new Load.Rate(7.25, 3),
      relation("customers"), new Load.Rate(0.2, 0.01), relation("totals"), new Load.Rate(1, 0)), Duration.ofDays(21),
      0.126, 100);
  private static final Statistics ODD = new Statistics(Map.of(relation("a %s b"), new Size(1000, 1 << 20, 0)));
  private static TestDatabase test;
  private static Database database;

  @BeforeAll
  static void open() throws IOException {
    test = Databases.create();
    test.execute(Files.readString(FILES.resolve("setup.sql")));
    database = Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard());
  }

  @AfterAll
  static void close() {
    database.close();
    test.close();
  }

  private static Relation relation(String name) {
    return new Relation("public", name);
  }

  static Stream<Path> whatIsSaid() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files.filter(file -> file.toString().endsWith(".sql") && !file.endsWith("setup.sql")).sorted().toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource
  void whatIsSaid(Path file) throws IOException {
    String said = String.join("\n", ForecastText.lines(of(file.getFileName().toString(), Files.readString(file))))
        + "\n";
    Path golden = Path.of(file.toString().replace(".sql", ".txt"));
    if (Boolean.getBoolean("cases.accept")) {
      Files.writeString(golden, said);
    }
    assertThat(said).isEqualTo(Files.readString(golden));
  }

  private static Forecast of(String name, String sql) {
    return Forecast.of(Seen.together(database, name, sql), STATISTICS, RATES).withLoad(LOAD);
  }

  @Test
  void whatPrograms() throws IOException {
    String sql = Files.readString(FILES.resolve("held.sql"));
    assertThat(ForecastJson.of(of("held.sql", sql)).line())
        .startsWith("{\"rates\":\"measured\",\"load\":{\"counted\":\"calls\","
            + "\"over_seconds\":1814400,\"unseen_percent\":13,\"connections\":100},\"statements\":[{\"file\":\"held.sql\",\"line\":1,\"transaction\":1,"
            + "\"lock\":\"SHARE\",\"blocks\":\"writes\",\"schema\":\"public\",\"relation\":\"orders\","
            + "\"rows\":80000000,\"bytes\":12884901888,\"estimate\":\"between\",")
        .contains("\"estimate\":\"short\"", "\"reads_per_minute\":435,\"writes_per_minute\":180,\"queued_likely\":63,"
            + "\"queued_at_most\":100}", "\"holds\":[{\"file\":\"held.sql\",\"line\":1,");
  }

  @Test
  void transactionsEndLocks() {
    List<Rehearsed> statements = new ArrayList<>(
        Seen.together(database, "a.sql", 1, "ALTER TABLE orders ADD COLUMN a int"));
    statements.addAll(Seen.together(database, "b.sql", 2, "ALTER TABLE customers ADD CHECK (id > 0)"));
    Forecast forecast = Forecast.of(statements, STATISTICS, RATES);
    assertThat(forecast.holds()).extracting(hold -> hold.locked().relation().name(), Forecast.Hold::estimate)
        .satisfiesExactly(
            first -> assertThat(first.toList()).containsExactly("orders", new Estimate.AtOnce()),
            second -> assertThat(second.toList().getLast()).isInstanceOf(Estimate.Between.class));
    assertThat(forecast.worstFirst()).extracting(line -> line.statement().migration().file())
        .containsExactly("b.sql", "a.sql");
  }

  @Test
  void nothingIsKnownWithoutStatistics() {
    Forecast forecast = Forecast.of(Seen.together(database, "a.sql", "ALTER TABLE orders ADD CHECK (amount > 0)"),
        Statistics.unknown(), Rates.assumed());
    assertThat(forecast.lines()).singleElement().satisfies(line -> {
      assertThat(line.estimate()).isEqualTo(new Estimate.Unknown(0));
      assertThat(line.basis()).containsExactly("reads all of public.orders, the size of which is not known");
    });
  }

  @Test
  void namesMayHoldAnything() {
    test.execute("CREATE TABLE \"a %s b\" (id int)");
    Forecast forecast = Forecast.of(Seen.together(database, "a.sql", "ALTER TABLE \"a %s b\" ADD CHECK (id > 0)"), ODD,
        RATES);
    assertThat(forecast.lines().getFirst().basis()).containsExactly("reads 1.0 MB of public.\"a %s b\" at 1.0 GB/s");
  }

  @Test
  void assumedRatesAreSaidToBeAssumed() {
    Forecast forecast = Forecast.of(Seen.together(database, "a.sql", "ALTER TABLE orders ADD CHECK (amount > 0)"),
        STATISTICS, Rates.assumed());
    assertThat(ForecastText.lines(forecast)).last()
        .isEqualTo("Nobody measured how fast this server works: what is assumed may be wrong by a factor of 6.");
  }

  @Test
  void howBusyATableIsWhereOnlyItsRowsAreCounted() {
    Forecast forecast = Forecast.of(Seen.together(database, "a.sql", "ALTER TABLE orders ADD CHECK (amount > 0)"),
        STATISTICS, RATES);
    Load rows = new Load.Rows(Map.of(relation("orders"), new Load.Rate(1234.5, 0.01)), Duration.ofMinutes(100));
    assertThat(ForecastText.lines(forecast.withLoad(rows))).endsWith(
        "public.orders (80 million rows, 12 GB)  reads and writes  12s (6.0s to 24s)  about 1235 scans/s, hardly any changed rows  a.sql:1",
        "What comes meanwhile is an average over 100 minutes of what the server counts of each table, which are no"
            + " queries: one scans often, or changes many rows. pg_stat_statements would tell, where this role may read"
            + " it (pg_read_all_stats).");
    assertThat(ForecastText.lines(forecast.withLoad(Load.Unknown.notCounted()))).last()
        .isEqualTo("How busy they are is not known: there is no pg_stat_statements that this role may read, or it has"
            + " only begun to count.");
  }
}
