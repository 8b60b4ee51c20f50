package dev.whimbrel.schema.forecast;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What applications ask of the database in question, as the server recorded it. Values.
 *
 * @param known whether there is a record that may be read
 * @param queries the most frequent first
 * @param hidden how many calls there were of others, which this role may not see, or which are too many to read
 * @param over for how long they have been counted, or null if that is not known
 */
public record Queries(Known known, List<Query> queries, long hidden, @Nullable Duration over) {
  public Queries {
    queries = List.copyOf(queries);
  }

  /** Whether the server keeps a record ({@code pg_stat_statements}). */
  public enum Known {
    RECORDED, NOT_RECORDED
  }

  /**
   * One.
   *
   * @param text with {@code $1} in place of constants
   * @param calls since the server counts
   */
  public record Query(String text, long calls) {}

  /** Nothing is known. */
  public static Queries unknown() {
    return new Queries(Known.NOT_RECORDED, List.of(), 0, null);
  }
}
