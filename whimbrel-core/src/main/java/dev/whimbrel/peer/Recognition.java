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

  /** All that are there and may be read, in the order of schemas and names. */
  static List<PeerTable> look(Database database) {
    return look(database, "");
  }

  /** All that are there and may not be read. */
  static List<PeerTable> hidden(Database database) {
    return look(database, "NOT ");
  }

  private static List<PeerTable> look(Database database, String negation) {
    List<Shape> all = shapes(database.query("""
        SELECT n.nspname, c.relname, a.attname, t.typname
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid
        JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
        WHERE c.relkind OPERATOR(pg_catalog.=) 'r' AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
          AND n.nspname OPERATOR(pg_catalog.!~) '^(pg_|information_schema$)'
          AND %s(pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT'))
          AND EXISTS (SELECT FROM pg_catalog.pg_attribute m WHERE m.attrelid OPERATOR(pg_catalog.=) c.oid
            AND m.attname OPERATOR(pg_catalog.=) ANY (
              ARRAY['version', 'version_id', 'applied_at', 'installed_rank', 'md5sum', 'operator_version']::pg_catalog.name[]))
        ORDER BY 1, 2, a.attnum""".formatted(negation)));
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
