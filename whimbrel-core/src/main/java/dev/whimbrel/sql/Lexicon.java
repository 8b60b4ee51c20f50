package dev.whimbrel.sql;

/**
 * What the scanner must know of the server to read its language.
 *
 * @param strings how a backslash in an ordinary {@code '…'} literal reads when the script begins; a
 *     {@code SET standard_conforming_strings} in the script changes it from the next statement on
 */
public record Lexicon(Strings strings) {
  /** The two settings of {@code standard_conforming_strings}. */
  public enum Strings {
    /** {@code on}, PostgreSQL's default: a backslash is an ordinary character. */
    STANDARD,
    /** {@code off}: a backslash escapes the next character. */
    BACKSLASH_ESCAPES
  }

  /** What PostgreSQL reads when nobody changed its settings. */
  public static Lexicon standard() {
    return new Lexicon(Strings.STANDARD);
  }
}
