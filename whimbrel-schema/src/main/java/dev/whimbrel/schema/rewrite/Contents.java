package dev.whimbrel.schema.rewrite;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.schema.ddl.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of all tables and materialized views, and their columns in their order.
 *
 * @param tables by their names as people read them
 */
record Contents(Map<String, Held> tables) {
  /** Of a table with more rows those that come first. */
  private static final int MOST = 10_000;
  private static final String COLUMNS = """
      SELECT n.nspname::text, c.relname::text, a.attname::text
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid OPERATOR(pg_catalog.=) c.oid
       WHERE c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'm', 'p']::"char"[]) AND c.relispopulated
         AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
         AND n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['pg_catalog', 'information_schema', 'whimbrel'])
         AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(temp|toast)'
       ORDER BY n.nspname, c.relname, a.attnum
      """;

  /** What a table holds, every value as text. */
  record Held(List<String> columns, List<List<@Nullable String>> rows) {
    private List<@Nullable String> values(String column) {
      int index = columns.indexOf(column);
      return rows.stream().map(row -> row.get(index)).toList();
    }
  }

  /** What is there now. */
  static Contents of(Database database) {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    database.query(COLUMNS).forEach(row -> columns
        .computeIfAbsent(Quoting.name(text(row, 0), text(row, 1)), any -> new ArrayList<>()).add(text(row, 2)));
    if (columns.isEmpty()) {
      return new Contents(Map.of());
    }
    Answer answer = database.send(columns.entrySet().stream().map(table -> query(table.getKey(), table.getValue()))
        .collect(Collectors.joining(";\n")));
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw new IllegalStateException(failure.error().message());
    }
    Map<String, Held> tables = new LinkedHashMap<>();
    int i = 0;
    for (Map.Entry<String, List<String>> table : columns.entrySet()) {
      tables.put(table.getKey(), new Held(table.getValue(), answer.rows(i++)));
    }
    return new Contents(tables);
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column));
  }

  private static String query(String table, List<String> columns) {
    return "SELECT "
        + columns.stream().map(name -> Quoting.name(name) + "::pg_catalog.text").collect(Collectors.joining(", "))
        + " FROM " + table + " ORDER BY "
        + IntStream.rangeClosed(1, columns.size()).mapToObj(String::valueOf).collect(Collectors.joining(", "))
        + " LIMIT "
        + MOST;
  }

  /**
   * The columns whose values are others each time the same migration runs, by table.
   *
   * @param again after another run of it
   */
  Map<String, Set<String>> unsteady(Contents again) {
    Map<String, Set<String>> unsteady = new LinkedHashMap<>();
    tables.forEach((name, held) -> {
      Held other = again.tables.get(name);
      if (other != null && other.columns().equals(held.columns())) {
        unsteady.put(name, held.columns().stream().filter(column -> !sorted(held.values(column))
            .equals(sorted(other.values(column)))).collect(Collectors.toCollection(TreeSet::new)));
      }
    });
    return unsteady;
  }

  private static List<String> sorted(List<@Nullable String> values) {
    return values.stream().map(String::valueOf).sorted().toList();
  }

  /**
   * What is not the same, in sentences.
   *
   * @param unsteady columns of which only counts whether they hold anything
   */
  List<String> differences(Contents other, Map<String, Set<String>> unsteady, Columns order) {
    List<String> differences = new ArrayList<>();
    tables.forEach((name, held) -> {
      Held now = other.tables.get(name);
      if (now == null) {
        return;
      }
      if (order == Columns.KEEP_ORDER && !held.columns().equals(now.columns())) {
        differences.add("the columns of " + name + " are in another order");
      }
      Set<String> vague = unsteady.getOrDefault(name, Set.of());
      List<String> columns = held.columns().stream().filter(now.columns()::contains).sorted().toList();
      if (!lines(held, columns, vague).equals(lines(now, columns, vague))) {
        differences.add("the rows of " + name + " are not the same");
      }
    });
    return differences;
  }

  private static List<String> lines(Held held, List<String> columns, Set<String> vague) {
    return held.rows().stream().map(row -> columns.stream()
        .map(column -> said(row.get(held.columns().indexOf(column)), vague.contains(column)))
        .collect(Collectors.joining(", "))).sorted().toList();
  }

  private static String said(@Nullable String value, boolean isVague) {
    if (value == null) {
      return "null";
    }
    return isVague ? "some" : "'" + value + "'";
  }
}
