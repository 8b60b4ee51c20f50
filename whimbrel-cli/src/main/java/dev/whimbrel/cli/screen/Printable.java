package dev.whimbrel.cli.screen;

/** Text from files and servers as it may go to a terminal: control characters are shown, not obeyed. */
final class Printable {
  private static final int LONGEST = 10_000;

  private Printable() {}

  static String of(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    StringBuilder out = new StringBuilder(cut.length());
    cut.codePoints().forEach(c -> {
      if (c == '\t') {
        out.append(' ');
      } else if (Character.isISOControl(c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)) {
        out.append(String.format("\\u%04x", c));
      } else {
        out.appendCodePoint(c);
      }
    });
    return out.toString();
  }
}
