package dev.whimbrel.schema.model;

import org.jspecify.annotations.Nullable;

/**
 * A sequence that is not part of an identity column.
 *
 * @param owner the column with which it is dropped, or null
 */
public record Sequence(ObjectId id, Persistence persistence, Counting counting,
    @Nullable ObjectId owner) implements SchemaObject {
  /**
   * How it counts, also for identity columns.
   *
   * @param type such as {@code bigint}
   */
  public record Counting(String type, long start, long increment, long minimum, long maximum, long cache, End end) {}

  /** What follows after the last number. */
  public enum End {
    ERROR, CYCLE
  }
}
