package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.rehearse.Observation.Relation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How large things are in the database in question, and who has been at work in it for long. Values.
 *
 * @param sizes of tables, materialized views and indexes; what is not in it is not known
 * @param open transactions that had been open for long when it was asked, the oldest first
 */
public record Statistics(Map<Relation, Size> sizes, List<OpenTransaction> open) {
  public Statistics {
    sizes = Map.copyOf(sizes);
    open = List.copyOf(open);
  }

  /** Where nobody asked who is at work. */
  public Statistics(Map<Relation, Size> sizes) {
    this(sizes, List.of());
  }

  /**
   * How large one is; of a partitioned table or index, all of its partitions together.
   *
   * @param rows as the server estimates them, −1 where it never looked
   * @param bytes of the relation itself, with what is stored beside it (TOAST), without indexes
   * @param scans how often it was read, by whatever way, since the server counts; −1 if unknown
   * @param lastScan when it was last read, or null where the server does not know or was never asked
   */
  public record Size(long rows, long bytes, long scans, @Nullable Instant lastScan) {
    /** Where nobody asked when it was last read. */
    public Size(long rows, long bytes, long scans) {
      this(rows, bytes, scans, null);
    }

    /** Both together. What is not known of one is not known of both. */
    Size plus(Size other) {
      return new Size(sum(rows, other.rows), bytes + other.bytes, sum(scans, other.scans),
          later(lastScan, other.lastScan));
    }

    /** The same, read by another way as well. */
    Size readLike(Size index) {
      return new Size(rows, bytes, sum(scans, index.scans), later(lastScan, index.lastScan));
    }

    private static long sum(long one, long other) {
      return one < 0 || other < 0 ? -1 : one + other;
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
      if (one == null || other == null) {
        return one == null ? other : one;
      }
      return one.isAfter(other) ? one : other;
    }
  }

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
