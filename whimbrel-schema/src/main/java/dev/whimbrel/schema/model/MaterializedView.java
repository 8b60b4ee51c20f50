package dev.whimbrel.schema.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A materialized view.
 *
 * @param query as {@code pg_get_viewdef} prints it, without a semicolon
 */
public record MaterializedView(ObjectId id, String query, List<ViewColumn> columns, Map<String, String> options,
    String accessMethod,
    String tablespace, Filling filling) implements SchemaObject {
  public MaterializedView {
    columns = List.copyOf(columns);
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }

  /** Whether it has been filled. */
  public enum Filling {
    WITH_DATA, WITH_NO_DATA
  }
}
