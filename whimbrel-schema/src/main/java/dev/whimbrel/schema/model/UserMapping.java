package dev.whimbrel.schema.model;

import java.util.List;

/**
 * Who somebody is on a foreign server. The values of its options are secrets and are never read.
 *
 * @param options their names, sorted
 */
public record UserMapping(ObjectId id, List<String> options) implements SchemaObject {
  public UserMapping {
    options = options.stream().sorted().toList();
  }
}
