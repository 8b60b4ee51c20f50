package dev.whimbrel.schema.model;

import java.nio.charset.StandardCharsets;

/**
 * The names that the server gives to what was made without one: the parts with underscores between them, cut to fit, perhaps numbered
 * (its {@code makeObjectName}).
 */
public final class ChosenName {
  private static final int LONGEST = 63;

  private ChosenName() {}

  /**
   * The name as long as it is free.
   *
   * @param second a column or columns, or empty
   * @param label what it is, as {@code seq}
   */
  public static String of(String first, String second, String label) {
    String end = "_" + label;
    return cut(first, second, LONGEST - end.length() - (second.isEmpty() ? 0 : 1)) + end;
  }

  /** Whether the server would have come to this name. */
  public static boolean isOf(String name, String first, String second, String label) {
    String end = "_" + label;
    String plain = name.replaceFirst("\\d+$", "");
    if (!plain.endsWith(end)) {
      return false;
    }
    int overhead = name.length() - plain.length() + end.length() + (second.isEmpty() ? 0 : 1);
    return plain.equals(cut(first, second, LONGEST - overhead) + end);
  }

  /** The longer one is cut first. */
  private static String cut(String first, String second, int room) {
    int ofFirst = bytes(first);
    int ofSecond = bytes(second);
    while (ofFirst + ofSecond > room) {
      if (ofFirst > ofSecond) {
        ofFirst--;
      } else {
        ofSecond--;
      }
    }
    return clip(first, ofFirst) + (second.isEmpty() ? "" : "_" + clip(second, ofSecond));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** No character is cut in two. */
  private static String clip(String text, int bytes) {
    StringBuilder clipped = new StringBuilder();
    text.codePoints()
        .takeWhile(c -> bytes(clipped.toString()) + bytes(Character.toString(c)) <= bytes)
        .forEach(clipped::appendCodePoint);
    return clipped.toString();
  }
}
