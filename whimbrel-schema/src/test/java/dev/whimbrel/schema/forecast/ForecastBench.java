package dev.whimbrel.schema.forecast;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.schema.rehearse.Rehearsed;
import dev.whimbrel.schema.rehearse.Seen;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long statements take beside how long they are said to take; {@code bench/forecast} runs it. It makes two
 * databases on the server: a
 * shadow with few rows, on which statements are rehearsed and the server is measured, and one with many.
 */
final class ForecastBench {
  private static final String SHADOW = "whimbrel_bench_shadow";
  private static final String REAL = "whimbrel_bench_real";
  private static final int FEW = 100;
  private static final double DEMANDED = 2;
  private static final List<Width> WIDTHS = List.of(new Width("narrow", 0), new Width("wider", 5));

  /** Each with what takes it back. */
  private static final List<Timed> STATEMENTS = List.of(
      new Timed("ALTER TABLE t ADD COLUMN u uuid DEFAULT gen_random_uuid()", "ALTER TABLE t DROP COLUMN u"),
      new Timed("ALTER TABLE t ALTER COLUMN small TYPE bigint", "ALTER TABLE t ALTER COLUMN small TYPE int"),
      new Timed("ALTER TABLE t ADD CONSTRAINT c CHECK (amount > 0)", "ALTER TABLE t DROP CONSTRAINT c"),
      new Timed("ALTER TABLE t ALTER COLUMN parent SET NOT NULL", "ALTER TABLE t ALTER COLUMN parent DROP NOT NULL"),
      new Timed("CREATE INDEX i ON t (amount)", "DROP INDEX i"),
      new Timed("CREATE INDEX i ON t (email)", "DROP INDEX i"),
      new Timed("ALTER TABLE t ADD CONSTRAINT c UNIQUE (small)", "ALTER TABLE t DROP CONSTRAINT c"),
      new Timed("ALTER TABLE t VALIDATE CONSTRAINT late",
          "ALTER TABLE t DROP CONSTRAINT late, ADD CONSTRAINT late FOREIGN KEY (parent) REFERENCES parent NOT VALID"),
      new Timed("CREATE INDEX CONCURRENTLY i ON t (amount)", "DROP INDEX i"),
      new Timed("UPDATE t SET amount = amount + 1", "VACUUM FULL t"));

  private final PrintStream out;
  private final String server;
  private final int rounds;

  private ForecastBench(PrintStream out, String server, int rounds) {
    this.out = out;
    this.server = server;
    this.rounds = rounds;
  }

  private record Width(String name, int hashes) {}

  private record Timed(String sql, String back) {
    boolean isAlone() {
      return sql.contains("CONCURRENTLY");
    }
  }

  /** The arguments: {@code postgresql://user@host:port}, how often each statement is run, numbers of rows. */
  public static void main(String[] arguments) {
    ForecastBench bench = new ForecastBench(System.out, arguments[0], Integer.parseInt(arguments[1]));
    boolean holds = bench.run(Arrays.stream(arguments).skip(2).map(ForecastBench::number).toList());
    System.exit(holds ? 0 : 1);
  }

  private static int number(String text) {
    return (int) Double.parseDouble(text);
  }

  private boolean run(List<Integer> sizes) {
    try (Database admin = open("postgres")) {
      create(admin);
      try (Database shadow = open(SHADOW); Database real = open(REAL)) {
        long began = System.nanoTime();
        Rates rates = Calibration.of(shadow);
        out.printf(Locale.ROOT, "measured in %.1fs:%n%s%n", (System.nanoTime() - began) / 1e9, rates.text());
        out.printf(Locale.ROOT, "%-9s %-7s %-62s %10s %10s %6s %10s %6s%n", "rows", "width", "statement", "measured",
            "said", "ratio", "assumed", "ratio");
        boolean holds = true;
        for (int rows : sizes) {
          for (Width width : WIDTHS) {
            holds &= compare(shadow, real, rates, rows, width);
          }
        }
        return holds;
      } finally {
        drop(admin);
      }
    }
  }

  private boolean compare(Database shadow, Database real, Rates rates, int rows, Width width) {
    fill(shadow, FEW, width);
    fill(real, rows, width);
    boolean holds = true;
    for (Timed timed : STATEMENTS) {
      List<Rehearsed> rehearsed = timed.isAlone()
          ? Seen.alone(shadow, "bench.sql", timed.sql)
          : Seen.together(shadow, "bench.sql", timed.sql);
      if (timed.isAlone()) {
        send(shadow, timed.back);
      }
      Statistics statistics = StatisticsReader.statistics(real);
      double measured = measured(real, timed);
      double said = likely(Forecast.of(rehearsed, statistics, rates));
      double assumed = likely(Forecast.of(rehearsed, statistics, Rates.assumed()));
      boolean close = said < measured * DEMANDED && measured < said * DEMANDED;
      holds &= close;
      out.printf(Locale.ROOT, "%-9d %-7s %-62s %9.3fs %9.3fs %6.2f %9.3fs %6.2f%s%n", rows, width.name, timed.sql,
          measured, said, said / measured, assumed, assumed / measured, close ? "" : "  !");
    }
    return holds;
  }

  private double measured(Database real, Timed timed) {
    List<Double> times = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      long began = System.nanoTime();
      send(real, timed.sql);
      times.add((System.nanoTime() - began) / 1e9);
      send(real, timed.back);
      send(real, "VACUUM (ANALYZE) t");
    }
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  private static double likely(Forecast forecast) {
    return switch (forecast.lines().getFirst().estimate()) {
      case Estimate.Between between -> between.likely();
      case Estimate.AtOnce none -> 0;
      case Estimate.Unknown unknown -> Double.NaN;
    };
  }

  private static void fill(Database database, int rows, Width width) {
    send(database, "DROP TABLE IF EXISTS t, parent");
    send(database, "CREATE TABLE parent (id int PRIMARY KEY, name text)");
    send(database, "INSERT INTO parent SELECT i, 'parent ' || i FROM generate_series(0, " + rows / 10 + ") AS i");
    send(database, "CREATE TABLE t (id int PRIMARY KEY, amount int, small int, email text, note text, parent int)");
    send(database, "INSERT INTO t SELECT i, 1 + (random() * 1000000)::int, i, 'user' || (random() * 1e9)::int"
        + " || '@example.org', repeat(md5(i::text), " + width.hashes + "), (random() * " + rows / 10 + ")::int"
        + " FROM generate_series(1, " + rows + ") AS i");
    send(database, "ALTER TABLE t ADD CONSTRAINT late FOREIGN KEY (parent) REFERENCES parent NOT VALID");
    send(database, "VACUUM (ANALYZE) t");
    send(database, "VACUUM (ANALYZE) parent");
  }

  private static void create(Database admin) {
    drop(admin);
    send(admin, "CREATE DATABASE " + SHADOW + " TEMPLATE template0");
    send(admin, "CREATE DATABASE " + REAL + " TEMPLATE template0");
  }

  private static void drop(Database admin) {
    send(admin, "DROP DATABASE IF EXISTS " + SHADOW + " WITH (FORCE)");
    send(admin, "DROP DATABASE IF EXISTS " + REAL + " WITH (FORCE)");
  }

  private Database open(String name) {
    return Database.open(DatabaseUrl.parse(server + "/" + name).orThrow(), SessionSettings.standard());
  }

  private static void send(Database database, String sql) {
    ServerFailure failure = database.send(sql).failure();
    if (failure != null) {
      throw new IllegalStateException(sql + ": " + failure.error().message());
    }
  }
}
