package dev.whimbrel.problem;

import java.util.regex.Pattern;

/** A text as one word of a command line that somebody types or pastes into a shell. */
public final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,=-]+");

  private ShellWord() {}

  /** With quotes where a shell would take it for more than one word, or for something else. */
  public static String of(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
