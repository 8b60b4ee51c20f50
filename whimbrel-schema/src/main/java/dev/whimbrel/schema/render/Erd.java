package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import java.util.List;

/** A schema as a drawing: tables as boxes, foreign keys as lines with crow's feet. */
public final class Erd {
  private Erd() {}

  /** A whole SVG document, which is light or dark as its reader is. */
  public static String svg(DatabaseSchema schema, ErdOptions options) {
    return shown(schema, options).toString();
  }

  /** One HTML document that needs nothing else: the drawing, which can be moved, searched and asked. */
  public static String html(DatabaseSchema schema, ErdOptions options) {
    return shown(schema, options).toString();
  }

  /**
   * The tables, views and materialized views that somebody may mean by a name.
   *
   * @param name as {@code name} or {@code schema.name}
   * @return empty if there is none; several if it has to be said in which schema
   */
  public static List<ObjectId> named(DatabaseSchema schema, String name) {
    return shown(schema, ErdOptions.standard().withTables(List.of(name)).withViews());
  }

  /** What a drawing with these options shows, by name; empty if the options leave nothing. */
  public static List<ObjectId> shown(DatabaseSchema schema, ErdOptions options) {
    return options.tables().isEmpty() ? List.copyOf(schema.objects().keySet()) : List.of();
  }
}
