package dev.whimbrel.schema.render;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names as Mermaid can read them: outside of quotes letters of ASCII, digits and underscores, and none of its own words. */
final class MermaidText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final Pattern LETTER = Pattern.compile("[A-Za-z_]");
  private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9_-]");
  private static final Pattern FOREIGN_IN_TYPE = Pattern.compile("[^A-Za-z0-9_()\\[\\]-]");

  /** What a line of a diagram may begin with, or stands between two entities. */
  private static final Set<String> WORDS = Set.of("erdiagram", "title", "acctitle", "accdescr", "direction", "style",
      "class", "classdef", "one", "many", "only", "zero", "to", "optionally", "u", "end");

  /** What marks a key. */
  private static final Set<String> KEYS = Set.of("pk", "fk", "uk");

  private MermaidText() {}

  /** What stands for a table; where it is not its name, that follows in brackets. */
  static String entity(String name) {
    String plain = begun(FOREIGN.matcher(name).replaceAll("_"));
    return WORDS.contains(plain.toLowerCase(Locale.ROOT)) ? plain + "_" : plain;
  }

  static String attribute(String name) {
    String plain = begun(FOREIGN.matcher(name).replaceAll("_"));
    return KEYS.contains(plain.toLowerCase(Locale.ROOT)) ? plain + "_" : plain;
  }

  static String type(String name) {
    String plain = FOREIGN_IN_TYPE.matcher(name).replaceAll("_");
    return LETTER.matcher(plain).lookingAt() ? plain : "_" + plain;
  }

  /** What stands at a line. */
  static String label(String name) {
    return PLAIN.matcher(name).matches() && !WORDS.contains(name.toLowerCase(Locale.ROOT))
        ? name
        : "\"" + quoted(name) + "\"";
  }

  private static String begun(String name) {
    return PLAIN.matcher(name).matches() ? name : "_" + name;
  }

  /** Between quotes, with Mermaid's own words for what may not stand there. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder();
    text.codePoints().forEach(point -> {
      if (point < ' ') {
        quoted.append(' ');
      } else if ("\"#%;\\<>&".indexOf(point) >= 0) {
        quoted.append('#').append(point).append(';');
      } else {
        quoted.appendCodePoint(point);
      }
    });
    return quoted.toString();
  }
}
