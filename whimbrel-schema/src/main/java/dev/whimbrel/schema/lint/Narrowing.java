package dev.whimbrel.schema.lint;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What becomes of values that a new type has no room for. */
enum Narrowing {
  /** There are none. */
  NONE,
  /** The server refuses them. */
  REFUSES,
  /** The server rounds them, or cuts something off. */
  CUTS;

  private static final Pattern MODIFIERS = Pattern.compile("\\((\\d+)(?:,(-?\\d+))?\\)");
  private static final Set<String> TEXTS = Set.of("text", "character varying");
  private static final List<String> WHOLE = List.of("smallint", "integer", "bigint");
  private static final Set<String> NARROW = Set.of("smallint", "int2", "date", "real", "float4");
  private static final Map<String, Set<String>> CUT = Map.of(
      "date", Set.of("timestamp without time zone", "timestamp with time zone"),
      "time without time zone",
      Set.of("timestamp without time zone", "timestamp with time zone", "time with time zone"),
      "real", Set.of("double precision", "numeric", "integer", "bigint"),
      "double precision", Set.of("numeric", "bigint"),
      "money", Set.of("numeric"));

  /** How the server takes values of one type as another, both as {@code format_type} has them. */
  static Narrowing of(String before, String after) {
    String old = bare(before);
    String wanted = bare(after);
    if (old.equals(wanted)) {
      return sameType(old, before, after);
    }
    if (CUT.getOrDefault(wanted, Set.of()).contains(old)) {
      return CUTS;
    }
    if (WHOLE.contains(wanted)) {
      return whole(old, wanted);
    }
    if (wanted.equals("numeric")) {
      return modifiers(after).length == 0 ? NONE : numeric(old, modifiers(after));
    }
    if (wanted.equals("character varying") || wanted.equals("character")) {
      return modifiers(after).length == 0 || (isText(old) && isRoomier(before, after)) ? NONE : REFUSES;
    }
    return NONE;
  }

  /** Where an expression makes the new values, nothing is refused, but what it leaves out nobody sees. */
  static Narrowing byExpression(String before, String after) {
    Narrowing narrowing = of(before, after);
    return narrowing == REFUSES ? CUTS : narrowing;
  }

  /** Whether a type, as it is written, is narrower than nearly any other of its sort. */
  static boolean isNarrow(String type) {
    return NARROW.contains(type.toLowerCase(Locale.ROOT).strip());
  }

  /** A condition that holds for the values that do not survive it. */
  static String hurt(String column, String before, String after, String expression) {
    if (!expression.isEmpty()) {
      return "(" + expression + ")::" + after + "::" + before + " IS DISTINCT FROM " + column;
    }
    int[] room = modifiers(after);
    return switch (bare(after)) {
      case "smallint" -> column + " NOT BETWEEN -32768 AND 32767";
      case "integer" -> column + " NOT BETWEEN -2147483648 AND 2147483647";
      case "numeric" -> "abs(" + column + ") >= 1e" + (room[0] - room[1]) + " OR " + column + " <> round(" + column
          + (bare(before).startsWith("numeric") ? "" : "::numeric") + ", " + room[1] + ")";
      default -> column + "::" + after + "::" + before + " IS DISTINCT FROM " + column;
    };
  }

  private static Narrowing whole(String old, String wanted) {
    if (WHOLE.contains(old)) {
      return WHOLE.indexOf(old) > WHOLE.indexOf(wanted) ? REFUSES : NONE;
    }
    return switch (old) {
      case "numeric", "real", "double precision" -> CUTS;
      case "oid", "boolean" -> NONE;
      default -> REFUSES;
    };
  }

  private static Narrowing numeric(String old, int[] room) {
    int digits = room[0] - room[1];
    return switch (old) {
      case "smallint" -> digits >= 5 ? NONE : REFUSES;
      case "integer" -> digits >= 10 ? NONE : REFUSES;
      case "bigint" -> digits >= 19 ? NONE : REFUSES;
      case "real", "double precision" -> CUTS;
      default -> REFUSES;
    };
  }

  private static Narrowing sameType(String type, String before, String after) {
    if (before.equals(after) || isRoomier(before, after)) {
      return NONE;
    }
    int[] old = modifiers(before);
    int[] wanted = modifiers(after);
    return switch (type) {
      case "numeric" -> old.length > 0 && wanted[1] >= old[1] ? REFUSES : CUTS;
      case "character varying", "character", "bit", "bit varying" -> REFUSES;
      default -> CUTS;
    };
  }

  private static boolean isText(String type) {
    return TEXTS.contains(type) || type.equals("character");
  }

  private static boolean isRoomier(String before, String after) {
    int[] old = modifiers(before);
    int[] wanted = modifiers(after);
    return wanted.length == 0
        || (old.length > 0 && wanted[1] >= old[1] && wanted[0] - wanted[1] >= old[0] - old[1]);
  }

  private static String bare(String type) {
    return MODIFIERS.matcher(type).replaceFirst("").replace("  ", " ").strip();
  }

  private static int[] modifiers(String type) {
    Matcher matcher = MODIFIERS.matcher(type);
    return matcher.find()
        ? new int[]{Integer.parseInt(matcher.group(1)),
            matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2))}
        : new int[0];
  }
}
