package dev.whimbrel.problem;

import java.util.Objects;

/**
 * A line of a file as it may be shown: secrets in it are masked, and of a long line there is only what stands around the place that is
 * meant.
 *
 * @param text the line, with {@code …} where it is cut
 * @param caret how many code points of the text stand before that place
 */
public record Excerpt(String text, int caret) {
  private static final int WIDEST = 120;
  private static final String DOTS = "… ";

  public Excerpt {
    Objects.requireNonNull(text);
    if (caret < 0 || caret > text.codePointCount(0, text.length())) {
      throw new IllegalArgumentException("no place in a text of " + text.length() + ": " + caret);
    }
  }

  /**
   * What is to be seen of a line.
   *
   * @param line without secrets; cut by the caller already if it is a giant's
   * @param caret in code points from 0; a place behind the end is the end
   */
  public static Excerpt of(String line, int caret) {
    int[] points = line.codePoints().toArray();
    int at = Math.min(caret, points.length);
    int from = at < WIDEST ? 0 : at - WIDEST / 2;
    int to = Math.min(points.length, from + WIDEST);
    String before = from > 0 ? DOTS : "";
    String after = to < points.length ? " …" : "";
    return new Excerpt(before + new String(points, from, to - from) + after, before.length() + at - from);
  }

  @Override
  public String toString() {
    return text;
  }
}
