package dev.whimbrel.schema.forecast;

/**
 * What one kind of work costs, in nanoseconds.
 *
 * @param perByte of the tables that are read
 * @param perRow of theirs; where rows are sorted, for each doubling of their number
 */
public record Work(double perByte, double perRow) {
  public Work {
    if (!(perByte >= 0) || !(perRow >= 0) || !Double.isFinite(perByte) || !Double.isFinite(perRow)) {
      throw new IllegalArgumentException("no cost of work: " + perByte + ", " + perRow);
    }
  }

  /** In seconds. */
  double linear(double bytes, double rows) {
    return (perByte * bytes + perRow * rows) / 1e9;
  }

  /** In seconds, where the rows are sorted. */
  double sorting(double bytes, double rows) {
    return linear(bytes, doublings(rows));
  }

  /** What sorting compares, up to a factor: n log n. */
  static double doublings(double rows) {
    return rows * Math.log(Math.max(2, rows)) / Math.log(2);
  }
}
