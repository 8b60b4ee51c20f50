package dev.whimbrel.peer;

import java.util.Map;

/**
 * A table as the catalog describes it.
 *
 * @param schema where it lies
 * @param name in that schema
 * @param columns names and types; types by their catalog names, such as {@code int8}
 */
record Shape(String schema, String name, Map<String, String> columns) {
  Shape {
    columns = Map.copyOf(columns);
  }

  /** Whether it has columns of these names, whatever else it has. */
  boolean has(String... names) {
    return columns.keySet().containsAll(java.util.List.of(names));
  }
}
