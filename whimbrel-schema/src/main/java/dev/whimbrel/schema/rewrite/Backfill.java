package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Catalog.Index;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Gives rows a value, some at a time, each batch in a transaction of its own. Goes by a key from its beginning to its end, so that no row
 * is looked at twice; run again, it does what is left to be done.
 */
final class Backfill {
  private static final int BATCH = 1000;
  private static final String LOW = "whimbrel_low_";
  private static final String HIGH = "whimbrel_high_";

  private Backfill() {}

  /** The columns of a key that no row lacks, in its order; empty if there is none. */
  static List<String> key(Catalog catalog, Catalog.Relation table) {
    return catalog.indexes(table).filter(index -> isKey(catalog, table, index))
        .sorted((a, b) -> a.role().compareTo(b.role())).map(Index::keys).findFirst().orElse(List.of());
  }

  private static boolean isKey(Catalog catalog, Catalog.Relation table, Index index) {
    return index.role() != Index.Role.PLAIN && index.usability() == Index.Usability.VALID && index.predicate() == null
        && index.keys().stream().allMatch(name -> catalog.column(table, name)
            .filter(column -> column.nulls() == Catalog.Column.Nulls.REFUSED).isPresent());
  }

  /**
   * The statement, to be run outside a transaction.
   *
   * @param table as it is to be written
   * @param key names of columns
   * @param set what follows {@code SET}
   * @param missing what holds of rows that are still to be done
   */
  static String of(String table, List<String> key, String set, String missing) {
    String columns = joined(key, Quoting::name);
    String body = """
        DECLARE
        %1$s
        BEGIN
          SELECT %2$s INTO %3$s FROM %4$s ORDER BY %2$s LIMIT 1;
          WHILE FOUND LOOP
            SELECT %2$s INTO %5$s FROM (
              SELECT %2$s FROM %4$s WHERE %10$s >= %11$s ORDER BY %2$s LIMIT %6$d
            ) AS batch ORDER BY %7$s LIMIT 1;
            UPDATE %4$s SET %8$s WHERE %10$s >= %11$s AND %10$s <= %12$s AND %9$s;
            COMMIT;
            SELECT %2$s INTO %3$s FROM %4$s WHERE %10$s > %12$s ORDER BY %2$s LIMIT 1;
          END LOOP;
        END
        """.formatted(variables(table, key), columns, numbered(LOW, key), table, numbered(HIGH, key), BATCH,
        joined(key, name -> Quoting.name(name) + " DESC"), set, missing, row(columns),
        row(numbered(LOW, key)), row(numbered(HIGH, key)));
    String quote = quote(body);
    return "DO " + quote + "\n" + body + quote;
  }

  private static String row(String names) {
    return names.contains(",") ? "(" + names + ")" : names;
  }

  private static String variables(String table, List<String> key) {
    return IntStream.range(0, key.size()).mapToObj(i -> {
      String type = " " + table + "." + Quoting.name(key.get(i)) + "%TYPE;";
      return "  " + LOW + (i + 1) + type + "\n  " + HIGH + (i + 1) + type;
    }).collect(Collectors.joining("\n"));
  }

  private static String numbered(String prefix, List<String> key) {
    return IntStream.rangeClosed(1, key.size()).mapToObj(i -> prefix + i).collect(Collectors.joining(", "));
  }

  private static String joined(List<String> key, Function<String, String> each) {
    return key.stream().map(each).collect(Collectors.joining(", "));
  }

  private static String quote(String body) {
    String quote = "$backfill$";
    for (int i = 1; body.contains(quote); i++) {
      quote = "$backfill" + i + "$";
    }
    return quote;
  }
}
