package dev.whimbrel.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may be shown of the SQL of others: its beginning, up to the first literal or comment, where a secret could stand. */
final class QueryText {
  private static final int LONGEST = 60;
  private static final Pattern SECRET = Pattern.compile("'|--|/\\*|\\$(?!\\d)");

  private QueryText() {}

  static String of(String query) {
    Matcher secret = SECRET.matcher(query);
    boolean holdsOne = secret.find();
    String open = (holdsOne ? query.substring(0, secret.start()) : query).replaceAll("\\s+", " ").strip();
    int points = open.codePointCount(0, open.length());
    if (points > LONGEST) {
      return open.substring(0, open.offsetByCodePoints(0, LONGEST)) + "…";
    }
    return holdsOne ? (open + " …").strip() : open;
  }
}
