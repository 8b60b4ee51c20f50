package dev.whimbrel.cli.screen;

import dev.whimbrel.problem.Shortened;
import java.util.regex.Matcher;

/** Text from files and servers as it may go to a terminal: control characters are shown, not obeyed. */
public final class Printable {
  private static final int LONGEST = 10_000;

  private Printable() {}

  /** One line. */
  public static String of(String text) {
    return escaped(Shortened.to(LONGEST, text), "");
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

  /** How many cells of a terminal a printable text takes: those of East Asia take two, combining marks none. */
  public static int width(String text) {
    return text.codePoints().map(Printable::width).sum();
  }

  /** The beginning of a printable text that takes no more cells than that, with a mark where something is missing. */
  static String cut(String text, int cells) {
    if (width(text) <= cells) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int left = cells - 1;
    for (int c : text.codePoints().toArray()) {
      left -= width(c);
      if (left < 0) {
        break;
      }
      out.appendCodePoint(c);
    }
    return out.append('…').toString();
  }

  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
      return 0;
    }
    return isWide(c) ? 2 : 1;
  }

  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f) || (c >= 0xac00 && c <= 0xd7a3)
        || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
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

  /** Moves the cursor, ends a line, or turns the direction of writing. */
  private static boolean isControl(int c) {
    return Character.isISOControl(c) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)
        || c == 0x200e || c == 0x200f || c == 0x061c;
  }
}
