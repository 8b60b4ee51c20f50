package dev.whimbrel.schema.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A view.
 *
 * @param query as {@code pg_get_viewdef} prints it, without a semicolon
 * @param options such as {@code security_invoker}
 */
public record View(ObjectId id, String query, List<ViewColumn> columns,
    Map<String, String> options) implements SchemaObject {
  public View {
    columns = List.copyOf(columns);
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }
}
