package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.DatabaseSchema;

/** A schema as an entity relationship diagram of Mermaid, as Atlas prints it. */
public final class Mermaid {
  private Mermaid() {}

  /** The whole document, with a line end at its end. */
  public static String of(DatabaseSchema schema) {
    return schema.owner() + "\n";
  }
}
