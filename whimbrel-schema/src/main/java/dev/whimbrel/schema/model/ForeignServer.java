package dev.whimbrel.schema.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A foreign server.
 *
 * @param type or empty
 * @param version or empty
 */
public record ForeignServer(ObjectId id, String wrapper, String type, String version, Map<String, String> options)
    implements
      SchemaObject {
  public ForeignServer {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }
}
