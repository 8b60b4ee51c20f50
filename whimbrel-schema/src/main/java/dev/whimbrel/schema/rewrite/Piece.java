package dev.whimbrel.schema.rewrite;

/**
 * A statement on its way into a part.
 *
 * @param text without its semicolon
 */
record Piece(String text, Pace pace) {
  /** How long a statement takes and who waits for it: decides what it may share a transaction with. */
  enum Pace {
    /** Soon over, and nobody waits for it. */
    LIGHT,
    /** Soon over, but others wait for its locks as long as its transaction lasts. */
    STRONG,
    /** Takes long, and nobody waits for it. */
    LONG,
    /** Takes long, and nobody waits for it as long as nothing stronger is done in its transaction. */
    VALIDATE,
    /** Soon over, but locks what others than its table wait for: it is not to wait for anything else. */
    SINGLE,
    /** Takes long while others wait: there is no better form of it. */
    STUCK,
    /** Commits by itself. */
    ALONE
  }

  static Piece strong(String text) {
    return new Piece(text, Pace.STRONG);
  }

  static Piece alone(String text) {
    return new Piece(text, Pace.ALONE);
  }

  boolean isStrong() {
    return pace == Pace.STRONG || pace == Pace.SINGLE || pace == Pace.STUCK;
  }
}
