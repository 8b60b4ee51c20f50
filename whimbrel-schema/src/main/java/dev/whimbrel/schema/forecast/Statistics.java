package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.rehearse.Observation.Relation;
import java.util.Map;
import java.util.Optional;

/**
 * How large things are in the database in question. Values.
 *
 * @param sizes of tables, materialized views and indexes; what is not in it is not known
 */
public record Statistics(Map<Relation, Size> sizes) {
  public Statistics {
    sizes = Map.copyOf(sizes);
  }

  /**
   * How large one is.
   *
   * @param rows as the server estimates them, −1 where it never looked
   * @param bytes of the relation itself, with what is stored beside it (TOAST), without indexes
   * @param scans how often it was read, by whatever way, since the server counts; −1 if unknown
   */
  public record Size(long rows, long bytes, long scans) {}

  /** Nothing is known. */
  public static Statistics unknown() {
    return new Statistics(Map.of());
  }

  public boolean isKnown() {
    return !sizes.isEmpty();
  }

  public Optional<Size> of(Relation relation) {
    return Optional.ofNullable(sizes.get(relation));
  }
}
