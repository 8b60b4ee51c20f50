package dev.whimbrel.schema.render;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A type as {@code format_type} prints it with an empty {@code search_path}, taken apart.
 *
 * @param schema of a type that is not the server's own, unquoted; otherwise empty
 * @param name unquoted; of a type of the server's own with what belongs to it, such as {@code timestamp with time zone}
 * @param modifier what stands between the parentheses, or empty
 * @param array {@code []}, as often as it is there
 */
record TypeText(String schema, String name, String modifier, String array) {
  private static final Pattern SHAPE = Pattern.compile(
      "(?:(?<schema>\"(?:[^\"]|\"\")*+\"|[\\w$]+)\\.)?(?<name>\"(?:[^\"]|\"\")*+\"|[^\"(\\[]+?)"
          + "(?:\\((?<modifier>[^)]*)\\))?(?<rest>[^\\[(]*)(?<array>(?:\\[\\])*)",
      Pattern.UNICODE_CHARACTER_CLASS);

  static TypeText of(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      return new TypeText("", text, "", "");
    }
    return new TypeText(bare(matcher.group("schema")), bare(matcher.group("name")) + matcher.group("rest"),
        bare(matcher.group("modifier")), matcher.group("array"));
  }

  /** A name without its quotes. */
  static String bare(@Nullable String name) {
    if (name == null) {
      return "";
    }
    return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
  }

  boolean isArray() {
    return !array.isEmpty();
  }

  /** For people: without the schema, and times by their short names. */
  String brief() {
    String shorter = switch (name) {
      case "timestamp with time zone" -> "timestamptz";
      case "timestamp without time zone" -> "timestamp";
      case "time with time zone" -> "timetz";
      case "time without time zone" -> "time";
      default -> name;
    };
    return shorter + inParentheses() + array;
  }

  /** What Atlas prints of the modifier: not the six digits of a second and the scale of 0 that are there anyway. */
  String inParentheses() {
    boolean usual = modifier.equals("6") && (name.startsWith("time") || name.startsWith("interval"));
    String said = name.equals("numeric") && modifier.endsWith(",0")
        ? modifier.substring(0, modifier.length() - 2)
        : modifier;
    return modifier.isEmpty() || usual ? "" : "(" + said + ")";
  }
}
