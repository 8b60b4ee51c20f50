package dev.whimbrel.schema.forecast;

/** How long something takes. Values; all in seconds. */
public sealed interface Estimate {
  /** Nothing in it grows with the size of a table. */
  record AtOnce() implements Estimate {}

  /**
   * As long as this.
   *
   * @param likely between the two others
   */
  record Between(double low, double likely, double high) implements Estimate {}

  /**
   * Nobody knows, because a size is not known.
   *
   * @param atLeast what is known of it, 0 if nothing is
   */
  record Unknown(double atLeast) implements Estimate {}

  /** One after the other. */
  default Estimate then(Estimate next) {
    return switch (this) {
      case AtOnce none -> next;
      case Unknown unknown -> new Unknown(unknown.atLeast + next.low());
      case Between one -> switch (next) {
        case AtOnce none -> one;
        case Unknown unknown -> new Unknown(one.low + unknown.atLeast);
        case Between other -> new Between(one.low + other.low, one.likely + other.likely, one.high + other.high);
      };
    };
  }

  private double low() {
    return switch (this) {
      case AtOnce none -> 0;
      case Between between -> between.low;
      case Unknown unknown -> unknown.atLeast;
    };
  }

  /** For comparing: the longer, the larger; what nobody knows may be anything. */
  default double weight() {
    return switch (this) {
      case AtOnce none -> 0;
      case Between between -> between.likely;
      case Unknown unknown -> Double.POSITIVE_INFINITY;
    };
  }
}
