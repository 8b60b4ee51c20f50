package dev.whimbrel.problem;

/** Texts of a length that somebody can read, whoever wrote them. */
public final class Shortened {
  /** A server's message that is longer says no more by it. */
  public static final int LONGEST = 4000;

  private Shortened() {}

  /** The text, or its beginning with a mark that says how much is missing. */
  public static String of(String text) {
    return to(LONGEST, text);
  }

  /** The same with another bound. */
  public static String to(int longest, String text) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end) + "… (cut; " + (text.length() - end) + " characters more)";
  }
}
