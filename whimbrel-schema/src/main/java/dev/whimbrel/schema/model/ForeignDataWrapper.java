package dev.whimbrel.schema.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A foreign-data wrapper that no extension brought.
 *
 * @param handler a function with its schema, or empty
 * @param validator a function with its schema, or empty
 */
public record ForeignDataWrapper(ObjectId id, String handler, String validator,
    Map<String, String> options) implements SchemaObject {
  public ForeignDataWrapper {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }
}
