package dev.whimbrel.schema.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An operator.
 *
 * @param options {@code FUNCTION}, {@code LEFTARG} and all others that are set, each with what stands behind the equal sign, in a fixed
 *     order; one without a value ({@code HASHES}) has an empty one
 */
public record Operator(ObjectId id, Map<String, String> options) implements SchemaObject {
  public Operator {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }
}
