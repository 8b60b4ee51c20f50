package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import java.util.List;

/** A schema as a drawing: tables as boxes, foreign keys as lines with crow's feet. */
public final class Erd {
  private Erd() {}

  /** A whole SVG document, which is light or dark as its reader is. */
  public static String svg(DatabaseSchema schema, ErdOptions options) {
    Drawing drawing = Sketcher.of(schema, options);
    return Svg.of(drawing, Composer.of(drawing), Svg.Size.OWN);
  }

  /** One HTML document that needs nothing else: the drawing, which can be moved, searched and asked. */
  public static String html(DatabaseSchema schema, ErdOptions options) {
    Drawing drawing = Sketcher.of(schema, options);
    return Page.of(schema, drawing, Composer.of(drawing));
  }

  /**
   * The tables, views and materialized views that somebody may mean by a name.
   *
   * @param name as {@code name} or {@code schema.name}
   * @return empty if there is none; several if it has to be said in which schema
   */
  public static List<ObjectId> named(DatabaseSchema schema, String name) {
    return new Selection(schema).named(name);
  }

  /** What a drawing with these options shows, by kind and name; empty if the options leave nothing. */
  public static List<ObjectId> shown(DatabaseSchema schema, ErdOptions options) {
    return new Selection(schema).of(options);
  }
}
