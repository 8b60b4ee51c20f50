package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.forecast.Statistics.Size;
import java.util.Optional;

/**
 * A part of what a statement does.
 *
 * @param words what it does to what
 */
record Piece(Estimate estimate, String words) {
  /** Rows of which nobody knows how wide they are. */
  private static final int USUAL_WIDTH = 100;

  /** Seconds, by the bytes and the rows of a table. */
  interface Formula {
    double seconds(double bytes, double rows);
  }

  /**
   * What grows with a table.
   *
   * @param words with a place for how much it is, and one for how fast that goes
   */
  static Piece of(Optional<Size> size, double uncertainty, Formula formula, String words) {
    if (size.isEmpty()) {
      return new Piece(new Estimate.Unknown(0), words.formatted("all", ", the size of which is not known"));
    }
    Size known = size.get();
    if (known.bytes() == 0) {
      return new Piece(new Estimate.AtOnce(), words.formatted("nothing", ""));
    }
    double seconds = formula.seconds((double) known.bytes(), rows(known));
    double factor = known.rows() < 0 ? 2 * uncertainty : uncertainty;
    String speed = " at " + Words.bytes((long) (known.bytes() / seconds)) + "/s";
    return new Piece(new Estimate.Between(seconds / factor, seconds, seconds * factor),
        words.formatted(Words.bytes(known.bytes()), speed));
  }

  /** How many it has, or might have. */
  static double rows(Size size) {
    return size.rows() < 0 ? (double) size.bytes() / USUAL_WIDTH : size.rows();
  }

  boolean counts() {
    return !(estimate instanceof Estimate.AtOnce);
  }
}
