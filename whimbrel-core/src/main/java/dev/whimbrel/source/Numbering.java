package dev.whimbrel.source;

/**
 * How a new migration gets its version.
 *
 * @param kind by a number or by the time
 * @param digits of the first number in an empty directory, or 0 for as many as the format's own tool takes
 */
public record Numbering(Kind kind, int digits) {
  /** By a number or by the time. */
  public enum Kind {
    AS_BEFORE, SEQUENTIAL, TIME
  }

  /** As the directory's last one did: the next number of as many digits, or the time; in an empty directory the time. */
  public static final Numbering AS_BEFORE = new Numbering(Kind.AS_BEFORE, 0);

  /** The next number. */
  public static final Numbering SEQUENTIAL = new Numbering(Kind.SEQUENTIAL, 0);

  /** The time, even where the directory uses numbers. */
  public static final Numbering TIME = new Numbering(Kind.TIME, 0);

  /** The next number, and in an empty directory the first one of so many digits. */
  public static Numbering sequential(int digits) {
    return new Numbering(Kind.SEQUENTIAL, digits);
  }
}
