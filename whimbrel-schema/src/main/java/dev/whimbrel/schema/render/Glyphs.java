package dev.whimbrel.schema.render;

/** How wide text is. The fonts are those of the reader, all of one width for every letter; the figures are of the widest of them. */
final class Glyphs {
  static final double HEAD = 13;
  static final double BODY = 12;
  static final double SMALL = 11;
  private static final double ADVANCE = 0.615;
  private static final int LONGEST = 40;

  private Glyphs() {}

  /** In pixels. */
  static double width(String text, double size) {
    return text.codePoints().mapToDouble(Glyphs::cells).sum() * size * ADVANCE;
  }

  /** The text, cut if it is too long for a box. */
  static String brief(String text) {
    int[] points = text.codePoints().toArray();
    return points.length <= LONGEST ? text : new String(points, 0, LONGEST - 1) + "…";
  }

  private static double cells(int point) {
    if (point < 0x300) {
      return 1;
    }
    Character.UnicodeScript script = Character.UnicodeScript.of(point);
    return switch (script) {
      case LATIN, GREEK, CYRILLIC -> 1;
      case COMMON -> point < 0x2E80 ? 1.3 : 2.1;
      default -> 2.1;
    };
  }
}
