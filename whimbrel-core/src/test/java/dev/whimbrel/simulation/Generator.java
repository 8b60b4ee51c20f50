package dev.whimbrel.simulation;

import dev.whimbrel.simulation.Migrations.Breakage;
import dev.whimbrel.simulation.Migrations.Generated;
import dev.whimbrel.simulation.Part.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes a set of migrations from a seed. Everything it does can be done from what the migrations before have left. */
final class Generator {
  private static final int MOST_MIGRATIONS = 6;

  private final Random random;
  private final List<String> tables = new ArrayList<>();
  private final List<String> filled = new ArrayList<>();
  private final List<String> indexes = new ArrayList<>();
  private final List<String> enums = new ArrayList<>();
  private final List<String> partitioned = new ArrayList<>();
  private String version = "";
  private int numbers;

  private Generator(long seed) {
    this.random = new Random(seed);
  }

  static Migrations generate(long seed) {
    return new Generator(seed).migrations();
  }

  private Migrations migrations() {
    int count = 2 + random.nextInt(MOST_MIGRATIONS - 1);
    int wholeOfFive = random.nextInt(3) == 0 ? 5 : 2; // only whole ones can share a message or a transaction
    List<Generated> all = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      version = String.format(Locale.ROOT, "%d", i);
      all.add(i == 1 || random.nextInt(5) < wholeOfFive ? whole(i == 1) : piecemeal());
    }
    return new Migrations(all, random.nextInt(100) < 35 ? breakage(all) : null);
  }

  private @Nullable Breakage breakage(List<Generated> all) {
    int migration = random.nextInt(all.size());
    List<Line> lines = all.get(migration).up().lines();
    List<Integer> special = IntStream.range(0, lines.size())
        .filter(i -> !lines.get(i).broken().startsWith("SELECT 1 /"))
        .boxed().toList();
    return new Breakage(migration,
        special.isEmpty() ? random.nextInt(lines.size()) : special.get(random.nextInt(special.size())));
  }

  private Generated whole(boolean first) {
    List<Change> changes = new ArrayList<>();
    if (first) {
      changes.add(table());
      changes.add(rows());
    }
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      changes.add(inTransaction());
    }
    if (random.nextInt(4) == 0) {
      changes.add(Change.passing("CREATE TEMP TABLE scratch (n int)")); // in the next one, too
    }
    if (random.nextInt(4) == 0) {
      changes.add(Change.passing("SET search_path = nowhere")); // it must not reach the next one
    }
    return generated(changes, random.nextInt(4) == 0 ? Mode.PAIRED : Mode.TRANSACTION);
  }

  private Generated piecemeal() {
    Mode mode = random.nextBoolean() ? Mode.STATEMENTS : Mode.SEGMENTS;
    List<Change> changes = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      changes.add(random.nextInt(3) == 0 ? plain() : outsideTransaction());
    }
    return generated(changes, mode);
  }

  private Generated generated(List<Change> changes, Mode mode) {
    List<Line> up = withLedger("up", changes.stream().map(Change::up).toList());
    if (random.nextInt(3) == 0 || !changes.stream().allMatch(Change::isReversible)) {
      return new Generated(version, new Part(mode, up), null);
    }
    Part down = new Part(mode, withLedger("down", changes.reversed().stream().map(Change::wayBack).toList()));
    return new Generated(version, new Part(mode, up), down);
  }

  /** With a row at the beginning, one at the end, and some between. */
  private List<Line> withLedger(String direction, List<List<Line>> changes) {
    List<Line> lines = new ArrayList<>();
    int row = 0;
    lines.add(Line.ledger(key(direction, ++row)));
    for (List<Line> change : changes) {
      lines.addAll(change);
      if (random.nextInt(3) == 0) {
        lines.add(Line.ledger(key(direction, ++row)));
      }
    }
    boolean leaves = !lines.isEmpty() && lines.getLast().sql().startsWith("SET ");
    lines.add(leaves ? lines.size() - 1 : lines.size(), Line.ledger(key(direction, ++row)));
    return lines;
  }

  private String key(String direction, int row) {
    return version + "." + direction + "." + row;
  }

  private Change inTransaction() {
    return switch (random.nextInt(6)) {
      case 0 -> deferred();
      case 1 -> copy();
      case 2 -> Change.passing("SELECT pg_catalog.pg_advisory_lock(" + ++numbers + ")");
      case 3 -> Change.passing("SELECT pg_catalog.pg_sleep(0.0" + (10 + random.nextInt(30)) + ")");
      default -> plain();
    };
  }

  private Change plain() {
    return switch (random.nextInt(9)) {
      case 0 -> table();
      case 1 -> column();
      case 2 -> index("");
      case 3 -> view();
      case 4 -> function();
      case 5 -> enumeration();
      case 6 -> value();
      case 7 -> partitions();
      default -> rows();
    };
  }

  private Change outsideTransaction() {
    return switch (random.nextInt(7)) {
      case 0 -> Change.passing("VACUUM " + any(tables));
      case 1 -> value();
      case 2 -> index("CONCURRENTLY ");
      case 3 -> guardedIndex();
      case 4 -> dropIndex();
      case 5 -> reindex();
      default -> detach();
    };
  }

  private String name(String kind) {
    return kind + version + "_" + ++numbers;
  }

  private <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private Change table() {
    String name = name("t");
    tables.add(name);
    return Change.of("CREATE TABLE " + name + " (id int PRIMARY KEY, n int DEFAULT " + random.nextInt(100) + ")",
        "DROP TABLE " + name);
  }

  private Change column() {
    String table = any(tables);
    String name = name("c");
    return Change.of("ALTER TABLE " + table + " ADD COLUMN " + name + " int NOT NULL DEFAULT " + random.nextInt(100),
        "ALTER TABLE " + table + " DROP COLUMN " + name);
  }

  private Change rows() {
    String table = fill(any(tables));
    int first = ids();
    int last = first + 1 + random.nextInt(500);
    return Change.of("INSERT INTO " + table + " (id) SELECT g FROM generate_series(" + first + ", " + last + ") g",
        "DELETE FROM " + table + " WHERE id BETWEEN " + first + " AND " + last);
  }

  private Change copy() {
    String table = fill(any(tables));
    int first = ids();
    int last = first + random.nextInt(5);
    String data = IntStream.rangeClosed(first, last).mapToObj(id -> id + "\n").collect(Collectors.joining());
    return new Change(List.of(Line.copy("COPY " + table + " (id) FROM stdin", data + "\\.\n")),
        List.of(Line.of("DELETE FROM " + table + " WHERE id BETWEEN " + first + " AND " + last)));
  }

  private String fill(String table) {
    if (!filled.contains(table)) {
      filled.add(table);
    }
    return table;
  }

  /** The beginning of a range of its own. */
  private int ids() {
    return ++numbers * 1000;
  }

  private Change index(String how) {
    String table = any(tables);
    String name = name("x");
    indexes.add(name + " ON " + table + " (id)");
    return Change.of("CREATE INDEX " + how + name + " ON " + table + " (id)", "DROP INDEX " + how + name);
  }

  /** Until the obstacle is away, this leaves an invalid index; over a table without rows it would never meet the obstacle. */
  private Change guardedIndex() {
    String name = name("u");
    String build = "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + any(filled) + " (public.guard(id))";
    return new Change(List.of(Line.of(build).breaking(build)),
        List.of(Line.of("DROP INDEX CONCURRENTLY " + name)));
  }

  private Change dropIndex() {
    if (indexes.isEmpty()) {
      return index("CONCURRENTLY ");
    }
    String index = indexes.remove(random.nextInt(indexes.size()));
    return Change.of("DROP INDEX CONCURRENTLY " + index.substring(0, index.indexOf(' ')),
        "CREATE INDEX CONCURRENTLY " + index);
  }

  private Change reindex() {
    if (indexes.isEmpty() || random.nextBoolean()) {
      return Change.passing("REINDEX TABLE CONCURRENTLY " + any(tables));
    }
    String index = any(indexes);
    return Change.passing("REINDEX INDEX CONCURRENTLY " + index.substring(0, index.indexOf(' ')));
  }

  private Change view() {
    String name = name("v");
    return Change.of("CREATE VIEW " + name + " AS SELECT id FROM " + any(tables), "DROP VIEW " + name);
  }

  private Change function() {
    String name = name("f");
    return Change.of("CREATE FUNCTION " + name + "() RETURNS int LANGUAGE sql AS $f$ SELECT 1; SELECT 2 $f$",
        "DROP FUNCTION " + name + "()");
  }

  private Change enumeration() {
    String name = name("e");
    enums.add(name);
    return Change.of("CREATE TYPE " + name + " AS ENUM ('a', 'b')", "DROP TYPE " + name);
  }

  private Change value() {
    return enums.isEmpty()
        ? enumeration()
        : Change.forEver("ALTER TYPE " + any(enums) + " ADD VALUE '" + name("value") + "'");
  }

  private Change partitions() {
    String name = name("p");
    partitioned.add(name);
    return new Change(
        List.of(Line.of("CREATE TABLE " + name + " (id int) PARTITION BY RANGE (id)"),
            Line.of("CREATE TABLE " + name + "_part PARTITION OF " + name + " FOR VALUES FROM (0) TO (100)")),
        List.of(Line.of("DROP TABLE " + name)));
  }

  private Change detach() {
    if (partitioned.isEmpty()) {
      return partitions();
    }
    String name = partitioned.remove(random.nextInt(partitioned.size()));
    return Change.forEver("ALTER TABLE " + name + " DETACH PARTITION " + name + "_part CONCURRENTLY");
  }

  /** A row that refers to one which comes only later in the transaction; while it is broken, it never comes. */
  private Change deferred() {
    String name = name("d");
    return new Change(
        List.of(
            Line.of("CREATE TABLE " + name + " (id int PRIMARY KEY, other int REFERENCES " + name
                + " DEFERRABLE INITIALLY DEFERRED)"),
            Line.of("INSERT INTO " + name + " VALUES (1, 2)"),
            Line.of("INSERT INTO " + name + " VALUES (2, 1)").breaking("SELECT 2")),
        List.of(Line.of("DROP TABLE " + name)));
  }
}
