package dev.whimbrel.schema.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A text search configuration.
 *
 * @param parser with its schema
 * @param mappings to each kind of token its dictionaries, with their schemas, in their order
 */
public record TextSearchConfiguration(ObjectId id, String parser,
    Map<String, List<String>> mappings) implements SchemaObject {
  public TextSearchConfiguration {
    mappings = Collections.unmodifiableMap(mappings.entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue()), (a, b) -> b, TreeMap::new)));
  }
}
