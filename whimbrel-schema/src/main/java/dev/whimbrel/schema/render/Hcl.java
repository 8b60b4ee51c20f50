package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.DatabaseSchema;

/** A schema in the language of Atlas's schema files, as its {@code schema inspect} prints it. */
public final class Hcl {
  private Hcl() {}

  /** The whole document, with a line end at its end. */
  public static String of(DatabaseSchema schema) {
    return schema.owner() + "\n";
  }
}
