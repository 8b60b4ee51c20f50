package dev.whimbrel.schema.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An aggregate.
 *
 * @param signature its arguments as they stand in {@code CREATE AGGREGATE}, {@code *} for none
 * @param options {@code SFUNC}, {@code STYPE} and all others that are not the default, each with what stands behind the equal sign, in a
 *     fixed order; one without a value ({@code HYPOTHETICAL}) has an empty one
 */
public record Aggregate(ObjectId id, String signature, Map<String, String> options) implements SchemaObject {
  public Aggregate {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }
}
