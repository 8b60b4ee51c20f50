package dev.whimbrel.cli.screen;

import java.util.regex.Matcher;

/** Text from files and servers as it may go to a terminal: control characters are shown, not obeyed. */
final class Printable {
  private static final int LONGEST = 10_000;

  private Printable() {}

  static String of(String text) {
    return escaped(text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text, "");
  }

  /** Any number of lines; what is in {@link Style} is obeyed where colours are. */
  static String lines(String text, Screen.Colours colours) {
    if (colours == Screen.Colours.NEVER) {
      return escaped(text, "\n");
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    for (Matcher code = Style.CODES.matcher(text); code.find(); from = code.end()) {
      out.append(escaped(text.substring(from, code.start()), "\n")).append(code.group());
    }
    return out.append(escaped(text.substring(from), "\n")).toString();
  }

  private static String escaped(String text, String kept) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> {
      if (c == '\t') {
        out.append(' ');
      } else if (isControl(c) && kept.indexOf(c) < 0) {
        out.append(String.format("\\u%04x", c));
      } else {
        out.appendCodePoint(c);
      }
    });
    return out.toString();
  }

  /** Moves the cursor, or turns the direction of writing. */
  private static boolean isControl(int c) {
    return Character.isISOControl(c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }
}
