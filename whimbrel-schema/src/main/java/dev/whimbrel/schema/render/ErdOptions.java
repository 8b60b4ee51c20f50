package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.ObjectId;
import java.util.List;

/**
 * What of a schema is drawn.
 *
 * @param tables patterns with {@code *} and {@code ?} of tables and views, as {@code name} or {@code schema.name}; one with {@code !}
 *     before it takes away what those before it gave; empty for all
 * @param around which of those are near enough
 * @param title of the drawing; empty for one that says what it shows
 */
public record ErdOptions(List<String> tables, Around around, Views views, Enums enums, String title) {
  public ErdOptions {
    tables = List.copyOf(tables);
  }

  /** Where to look. */
  public sealed interface Around {
    /** Everywhere. */
    record Everything() implements Around {}

    /**
     * At what is a number of foreign keys away from something, in either direction.
     *
     * @param centre a table or a view, such as {@link Erd#named} finds
     * @param depth from 0, which is the centre alone
     */
    record Neighbours(ObjectId centre, int depth) implements Around {}
  }

  /** Whether views and materialized views are drawn. */
  public enum Views {
    HIDDEN, SHOWN
  }

  /** Whether enums are drawn as boxes with their labels. */
  public enum Enums {
    HIDDEN, SHOWN
  }

  /** All tables, neither views nor enums. */
  public static ErdOptions standard() {
    return new ErdOptions(List.of(), new Around.Everything(), Views.HIDDEN, Enums.HIDDEN, "");
  }

  public ErdOptions withTables(List<String> tables) {
    return new ErdOptions(tables, around, views, enums, title);
  }

  /** Only what is up to so many foreign keys away from it. */
  public ErdOptions withNeighboursOf(ObjectId centre, int depth) {
    return new ErdOptions(tables, new Around.Neighbours(centre, depth), views, enums, title);
  }

  public ErdOptions withViews() {
    return new ErdOptions(tables, around, Views.SHOWN, enums, title);
  }

  public ErdOptions withEnums() {
    return new ErdOptions(tables, around, views, Enums.SHOWN, title);
  }

  public ErdOptions withTitle(String title) {
    return new ErdOptions(tables, around, views, enums, title);
  }
}
