package dev.whimbrel.peer;

import dev.whimbrel.database.Database;
import dev.whimbrel.sql.Identifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the history tables of other tools by their columns. */
final class Recognition {
  private Recognition() {}

  /** What {@link #found} reads. */
  static final String QUESTION = """
      SELECT n.nspname, c.relname, a.attname, t.typname,
        pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid
      JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
      WHERE c.relkind OPERATOR(pg_catalog.=) 'r' AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
        AND n.nspname OPERATOR(pg_catalog.!~) '^(pg_|information_schema$)'
        AND EXISTS (SELECT FROM pg_catalog.pg_attribute m WHERE m.attrelid OPERATOR(pg_catalog.=) c.oid
          AND m.attname OPERATOR(pg_catalog.=) ANY (
            ARRAY['version', 'version_id', 'applied_at', 'installed_rank', 'md5sum', 'operator_version']::pg_catalog.name[]))
      ORDER BY 1, 2, a.attnum""";

  /**
   * All that are there, in the order of schemas and names.
   *
   * @param readable those that may be read
   * @param hidden those that may not be read
   */
  record Found(List<PeerTable> readable, List<PeerTable> hidden) {}

  static Found look(Database database) {
    return found(database.query(QUESTION));
  }

  /** What the rows of the question say. */
  static Found found(List<List<@Nullable String>> rows) {
    return new Found(tables(rows, "t"), tables(rows, "f"));
  }

  private static List<PeerTable> tables(List<List<@Nullable String>> rows, String readable) {
    List<Shape> all = shapes(rows.stream().filter(row -> readable.equals(row.get(4))).toList());
    return all.stream().flatMap(shape -> tables(shape, all)).toList();
  }

  private static Stream<PeerTable> tables(Shape shape, List<Shape> all) {
    return Arrays.stream(Tool.values()).filter(tool -> tool.bookkeeping().isIn(shape, all))
        .map(tool -> new PeerTable(tool, new Identifier(shape.schema()), new Identifier(shape.name())));
  }

  private static List<Shape> shapes(List<List<@Nullable String>> rows) {
    Map<List<String>, Map<String, String>> tables = new LinkedHashMap<>();
    for (List<@Nullable String> row : rows) {
      List<String> name = List.of(text(row, 0), text(row, 1));
      tables.computeIfAbsent(name, key -> new LinkedHashMap<>()).put(text(row, 2), text(row, 3));
    }
    return tables.entrySet().stream()
        .map(table -> new Shape(table.getKey().get(0), table.getKey().get(1), table.getValue()))
        .toList();
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column));
  }
}
