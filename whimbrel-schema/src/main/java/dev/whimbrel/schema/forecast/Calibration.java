package dev.whimbrel.schema.forecast;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Measures how fast a server works: by tables of its own, in a database where nothing else goes on. It takes some ten
 * seconds
 * and 500 MB, and leaves nothing behind.
 */
public final class Calibration {
  /** Small enough to be quick, large enough that what every statement takes does not count. */
  static final int ROWS = 200_000;

  /** By which what was measured may be wrong: the data here is in memory, and the server has nothing else to do. */
  private static final double UNCERTAINTY = 2;
  private static final int ROUNDS = 3;
  private static final String SCHEMA = "whimbrel_calibration";
  private static final String NARROW = "narrow";
  private static final String TARGET = "target";
  private static final String FAR = "far";
  private static final String WIDE = "wide";
  private static final String DROP_NUMBERS = "DROP INDEX " + SCHEMA + ".numbers";

  /** Of how many rows that point there is one that is pointed at, where those are near. */
  private static final int POINTING = ROWS / Rates.NEAR;
  private static final String SIZE = "SELECT pg_catalog.pg_table_size('" + SCHEMA + ".%s')::text";

  private final Database database;
  private final int rows;
  private final Map<Timed, List<Double>> narrow = new EnumMap<>(Timed.class);
  private final Map<Timed, List<Double>> wide = new EnumMap<>(Timed.class);
  private final List<Double> fixed = new ArrayList<>();

  private Calibration(Database database, int rows) {
    this.database = database;
    this.rows = rows;
  }

  /**
   * What is timed, on a table {@code %1$s}, and what takes it back. Before a table is read, it is written anew, so that it is read as
   * any large table is: by way of a few pages in the server's memory.
   */
  private enum Timed {
    DEFAULT("ALTER TABLE %1$s ADD COLUMN u uuid DEFAULT pg_catalog.gen_random_uuid()",
        "ALTER TABLE %1$s DROP COLUMN u"), TYPE("ALTER TABLE %1$s ALTER COLUMN small TYPE int8", ""), CHECK(
            "ALTER TABLE %1$s ADD CONSTRAINT positive CHECK (n OPERATOR(pg_catalog.>=) 0)",
            "ALTER TABLE %1$s DROP CONSTRAINT positive"), TYPE_BACK("ALTER TABLE %1$s ALTER COLUMN small TYPE int4",
                ""), NOT_NULL("ALTER TABLE %1$s ALTER COLUMN ref SET NOT NULL",
                    "ALTER TABLE %1$s ALTER COLUMN ref DROP NOT NULL"), INDEX_IN_ORDER(
                        "CREATE INDEX numbers ON %1$s (id)", DROP_NUMBERS), INDEX_IN_DISORDER(
                            "CREATE INDEX numbers ON %1$s (n)", DROP_NUMBERS), INDEX_OF_TEXTS(
                                "CREATE INDEX texts ON %1$s (t)", "DROP INDEX " + SCHEMA + ".texts"), FOREIGN_KEY(
                                    "ALTER TABLE %1$s ADD CONSTRAINT points FOREIGN KEY (ref) REFERENCES " + SCHEMA
                                        + "." + TARGET,
                                    "ALTER TABLE %1$s DROP CONSTRAINT points"), FAR_KEY(
                                        "ALTER TABLE %1$s ADD CONSTRAINT far FOREIGN KEY (far) REFERENCES " + SCHEMA
                                            + "." + FAR,
                                        "ALTER TABLE %1$s DROP CONSTRAINT far");

    private final String forth;
    private final String back;

    Timed(String forth, String back) {
      this.forth = forth;
      this.back = back;
    }
  }

  /**
   * Measures.
   *
   * @param database a session of a database in which a schema may be made; it is not in a transaction
   * @throws WhimbrelException if the server refuses something
   */
  public static Rates of(Database database) {
    return of(database, ROWS);
  }

  /** The same with as many rows. */
  static Rates of(Database database, int rows) {
    Calibration calibration = new Calibration(database, rows);
    calibration.drop();
    try {
      return calibration.measured();
    } finally {
      calibration.drop();
    }
  }

  private Rates measured() {
    fill();
    double narrowBytes = bytes(NARROW);
    double wideBytes = bytes(WIDE);
    for (int round = 0; round < ROUNDS; round++) {
      fixed.add(timed("ALTER TABLE " + SCHEMA + "." + TARGET + " SET (fillfactor = " + (90 + round) + ")"));
      time(NARROW, narrow);
      time(WIDE, wide);
    }
    double sorted = Work.doublings(rows);
    Line line = new Line(narrowBytes, wideBytes, median(fixed));
    Work near = work(line.beside(bytes(TARGET)), rows + targets(), Timed.FOREIGN_KEY);
    return new Rates(Rates.Origin.MEASURED, UNCERTAINTY, line.fixed, work(line, rows, Timed.TYPE, Timed.TYPE_BACK),
        computed(), work(line, rows, Timed.NOT_NULL), work(line, rows, Timed.CHECK),
        work(line, sorted, Timed.INDEX_IN_ORDER, Timed.INDEX_IN_DISORDER), work(line, sorted, Timed.INDEX_OF_TEXTS),
        near, reach(line, near),
        line.work(update(NARROW), update(WIDE), rows));
  }

  private Work work(Line line, double count, Timed... ways) {
    return line.work(middle(narrow, ways), middle(wide, ways), count);
  }

  /** By how much longer it takes to look up rows of which there are more than are near. */
  private Work reach(Line line, Work near) {
    double seconds = middle(narrow, Timed.FAR_KEY) - line.fixed;
    double doublings = Math.log(POINTING) / Math.log(2);
    double more = seconds - near.linear(line.narrow + bytes(FAR), 2.0 * rows);
    return new Work(0, Math.max(0, more / (rows * doublings) * 1e9));
  }

  /** By how much writing anew takes longer where each row gets a value of its own. */
  private Work computed() {
    double more = middle(narrow, Timed.DEFAULT) - middle(narrow, Timed.TYPE) + middle(wide, Timed.DEFAULT)
        - middle(wide, Timed.TYPE);
    return new Work(0, Math.max(0, more / 2 / rows * 1e9));
  }

  private void time(String table, Map<Timed, List<Double>> times) {
    for (Timed one : Timed.values()) {
      times.computeIfAbsent(one, none -> new ArrayList<>()).add(timed(one.forth.formatted(SCHEMA + "." + table)));
      if (one.back.isEmpty()) {
        vacuum(table);
      } else {
        run(one.back.formatted(SCHEMA + "." + table));
      }
    }
  }

  /** Last, as the rows that it leaves behind make the table larger. */
  private double update(String table) {
    String name = SCHEMA + "." + table;
    List<Double> times = new ArrayList<>();
    run("CREATE INDEX ON " + name + " (n)");
    for (int round = 0; round < ROUNDS; round++) {
      vacuum(table);
      times.add(timed("UPDATE " + name + " SET n = n OPERATOR(pg_catalog.-) 1"));
    }
    return median(times);
  }

  private static double median(List<Double> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  /** Of several ways to do the same, between the slowest and the fastest. */
  private static double middle(Map<Timed, List<Double>> times, Timed... ways) {
    return Math.exp(Arrays.stream(ways).mapToDouble(way -> Math.log(median(Objects.requireNonNull(times.get(way)))))
        .average().orElseThrow());
  }

  /**
   * Two tables of as many rows and different widths: what is for bytes and what for rows.
   *
   * @param narrow the bytes of one
   * @param wide those of the other
   * @param fixed what a statement takes that does nothing, in seconds
   */
  private record Line(double narrow, double wide, double fixed) {
    Line beside(double other) {
      return new Line(narrow + other, wide + other, fixed);
    }

    /**
     * Where the wide table took no longer than the narrow one, all is for the rows; where rows took nothing, for the
     * bytes.
     */
    Work work(double onNarrow, double onWide, double rows) {
      double one = Math.max(onNarrow - fixed, onNarrow / 2);
      double other = Math.max(onWide - fixed, onWide / 2);
      double perByte = Math.max(0, (other - one) / (wide - narrow));
      double perRow = (one - perByte * narrow) / rows;
      return perRow < 0 ? new Work(other / wide * 1e9, 0) : new Work(perByte * 1e9, perRow * 1e9);
    }
  }

  private void fill() {
    run("CREATE SCHEMA " + SCHEMA);
    run("CREATE TABLE " + SCHEMA + "." + TARGET + " (id int4 PRIMARY KEY)");
    run("INSERT INTO " + SCHEMA + "." + TARGET + " SELECT g.i FROM pg_catalog.generate_series(1, " + targets()
        + ") AS g (i)");
    vacuum(TARGET);
    run("CREATE TABLE " + SCHEMA + "." + FAR + " (id int4 PRIMARY KEY)");
    run("INSERT INTO " + SCHEMA + "." + FAR + " SELECT g.i FROM pg_catalog.generate_series(1, " + rows
        + ") AS g (i)");
    vacuum(FAR);
    fill(NARROW, "''");
    fill(WIDE, "pg_catalog.repeat(pg_catalog.md5(g.i::text), 8)");
    vacuum(NARROW);
    vacuum(WIDE);
  }

  private int targets() {
    return rows / POINTING;
  }

  private void fill(String table, String padding) {
    String name = SCHEMA + "." + table;
    run("CREATE TABLE " + name + " (id int4, n int4, small int4, ref int4, far int4, t text, padding text)");
    run("ALTER TABLE " + name + " ALTER COLUMN padding SET STORAGE PLAIN");
    run("INSERT INTO " + name + " SELECT g.i, r.n, g.i, r.n OPERATOR(pg_catalog.%) " + targets()
        + " OPERATOR(pg_catalog.+) 1, r.n OPERATOR(pg_catalog.%) " + rows
        + " OPERATOR(pg_catalog.+) 1, pg_catalog.md5(g.i::text), " + padding
        + " FROM pg_catalog.generate_series(1, " + rows + ") AS g (i), LATERAL (SELECT pg_catalog.hashint4(g.i)"
        + " OPERATOR(pg_catalog.&) 2147483647) AS r (n)");
  }

  /** The first reading after rows were written also marks them as committed, which is not what is to be timed. */
  private void vacuum(String table) {
    run("VACUUM (ANALYZE) " + SCHEMA + "." + table);
  }

  private double bytes(String table) {
    return Double.parseDouble(Objects.requireNonNull(run(SIZE.formatted(table)).rows(0).getFirst().getFirst()));
  }

  private void drop() {
    run("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
  }

  private double timed(String sql) {
    long began = System.nanoTime();
    run(sql);
    return (System.nanoTime() - began) / 1e9;
  }

  private Answer run(String sql) {
    Answer answer = database.send(sql);
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.DATABASE_ERROR, "the server cannot be measured").server(failure.error()), null);
    }
    return answer;
  }
}
