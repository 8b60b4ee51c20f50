package dev.whimbrel.schema.model;

import java.util.List;

/** An enum with its labels in their order. */
public record EnumType(ObjectId id, List<String> labels) implements SchemaObject {
  public EnumType {
    labels = List.copyOf(labels);
  }
}
