package dev.whimbrel.schema.forecast;

import java.util.List;

/**
 * What applications ask of the database in question, as the server recorded it. Values.
 *
 * @param known whether there is a record that may be read
 * @param queries the most frequent first
 */
public record Queries(Known known, List<Query> queries) {
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
    return new Queries(Known.NOT_RECORDED, List.of());
  }
}
