package dev.whimbrel.schema.model;

import java.util.List;

/** A type of several attributes, in their order. */
public record CompositeType(ObjectId id, List<Attribute> attributes) implements SchemaObject {
  public CompositeType {
    attributes = List.copyOf(attributes);
  }

  /**
   * One attribute.
   *
   * @param collation if it is not that of the type, or empty
   */
  public record Attribute(String name, String type, String collation) {}
}
