package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.model.Cast;
import dev.whimbrel.schema.model.CompositeType;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Domain;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.ObjectId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is known of types by their texts: which may take the place of which, how, and what that may cost. */
final class Types {
  private static final Pattern MODIFIERS = Pattern.compile("\\((\\d+)(?:,(-?\\d+))?\\)");
  private static final Set<String> TEXTS = Set.of("text", "character varying", "character", "name", "\"char\"");
  private static final List<String> NUMBERS = List.of("smallint", "integer", "bigint", "numeric", "real",
      "double precision");

  /** What PostgreSQL itself casts on assignment, beside numbers among themselves and anything to a text. */
  private static final Map<String, Set<String>> ASSIGNED = Map.ofEntries(
      Map.entry("date", Set.of("timestamp without time zone", "timestamp with time zone")),
      Map.entry("timestamp without time zone",
          Set.of("date", "timestamp with time zone", "time without time zone")),
      Map.entry("timestamp with time zone",
          Set.of("date", "timestamp without time zone", "time without time zone", "time with time zone")),
      Map.entry("time without time zone", Set.of("time with time zone", "interval")),
      Map.entry("time with time zone", Set.of("time without time zone")),
      Map.entry("interval", Set.of("time without time zone")),
      Map.entry("json", Set.of("jsonb")), Map.entry("jsonb", Set.of("json")),
      Map.entry("cidr", Set.of("inet")), Map.entry("inet", Set.of("cidr")),
      Map.entry("macaddr", Set.of("macaddr8")), Map.entry("macaddr8", Set.of("macaddr")),
      Map.entry("bit", Set.of("bit varying")), Map.entry("bit varying", Set.of("bit")),
      Map.entry("integer", Set.of("oid", "money")), Map.entry("bigint", Set.of("oid", "money")),
      Map.entry("smallint", Set.of("oid")), Map.entry("oid", Set.of("integer", "bigint")),
      Map.entry("numeric", Set.of("money")), Map.entry("money", Set.of("numeric")));

  /** What it casts only when told to, and not by way of a text. */
  private static final Map<String, Set<String>> EXPLICIT = Map.of(
      "integer", Set.of("boolean", "bit", "\"char\""),
      "boolean", Set.of("integer"),
      "bigint", Set.of("bit"),
      "bit", Set.of("integer", "bigint"),
      "jsonb", Set.of("boolean", "numeric", "smallint", "integer", "bigint", "real", "double precision"));

  private final DatabaseSchema from;
  private final DatabaseSchema to;

  Types(DatabaseSchema from, DatabaseSchema to) {
    this.from = from;
    this.to = to;
  }

  /** How the text of a type calls one of our own. */
  static String name(ObjectId id) {
    return Quoting.name(id.schema(), id.name());
  }

  /** The type without being an array, and without modifiers. */
  static String element(String type) {
    String result = type;
    while (result.endsWith("[]")) {
      result = result.substring(0, result.length() - 2);
    }
    return MODIFIERS.matcher(result).replaceFirst("").strip().replace("  ", " ");
  }

  private static boolean isArray(String type) {
    return type.endsWith("[]");
  }

  /** What an expression of the old type has to be turned into by hand, or empty if the server does it of its own. */
  Optional<String> using(String column, String before, String after, Swapping swapping) {
    String old = base(from, before);
    String wanted = base(to, after);
    String elementOld = element(old);
    String elementWanted = element(wanted);
    if (isArray(old) != isArray(wanted)) {
      return isText(wanted) ? Optional.empty() : Optional.of(column + cast("text") + cast(after));
    }
    if (swapping == Swapping.NO_TYPE && isAssigned(elementOld, elementWanted)) {
      return Optional.empty();
    }
    if (swapping == Swapping.A_TYPE && !isOwn(elementWanted) && isAssigned(elementOld, elementWanted)) {
      return Optional.empty();
    }
    boolean direct = TEXTS.contains(elementOld) || EXPLICIT.getOrDefault(elementOld, Set.of()).contains(elementWanted)
        || casts().anyMatch(cast -> isOf(cast, elementOld, elementWanted));
    String text = isArray(old) ? "text[]" : "text";
    return Optional.of(column + (direct ? "" : cast(text)) + cast(after));
  }

  /** Whether a column's type is one of ours that is made anew. */
  enum Swapping {
    NO_TYPE, A_TYPE
  }

  private static String cast(String type) {
    return "::" + type;
  }

  private boolean isOwn(String type) {
    return type.contains(".");
  }

  private static boolean isText(String type) {
    return TEXTS.contains(element(type)) && !isArray(type);
  }

  private boolean isAssigned(String before, String after) {
    return before.equals(after) || TEXTS.contains(after) || (NUMBERS.contains(before) && NUMBERS.contains(after))
        || ASSIGNED.getOrDefault(before, Set.of()).contains(after)
        || casts().anyMatch(cast -> cast.context() != Cast.Context.EXPLICIT && isOf(cast, before, after));
  }

  private Stream<Cast> casts() {
    return to.all(Cast.class);
  }

  private static boolean isOf(Cast cast, String before, String after) {
    return cast.id().name().equals(before) && cast.id().part().equals(after);
  }

  /** A domain is as good as its base type. */
  private static String base(DatabaseSchema schema, String type) {
    String suffix = type.substring(type.indexOf("[]") < 0 ? type.length() : type.indexOf("[]"));
    return schema.all(Domain.class).filter(domain -> name(domain.id()).equals(element(type))).findFirst()
        .map(domain -> base(schema, domain.baseType()) + suffix).orElse(type);
  }

  /** What values may not survive it. */
  Loss loss(String what, String before, String after) {
    String old = base(from, before);
    String wanted = base(to, after);
    if (isSafe(old, wanted)) {
      return Loss.none();
    }
    List<String> gone = gone(element(old), element(wanted));
    if (!gone.isEmpty()) {
      return new Loss.MayLose("turns " + what + " into " + after + " without "
          + gone.stream().map(Quoting::literal).collect(Collectors.joining(", ")) + ": rows that have it are refused");
    }
    boolean parsed = element(old).equals("json") && element(wanted).equals("jsonb");
    return new Loss.MayLose("turns " + what + " from " + before + " into " + after + (parsed
        ? ": of a key that is there twice one stays, and neither order nor spacing"
        : ": values that do not fit are refused, cut or rounded"));
  }

  private boolean isSafe(String before, String after) {
    if (isArray(before) != isArray(after)) {
      return isText(after);
    }
    String old = element(before);
    String wanted = element(after);
    if (old.equals(wanted)) {
      return isEnum(old) ? keepsLabels(old) : keepsAttributes(old) && isRoomier(before, after);
    }
    boolean unlimited = modifiers(after).length == 0;
    return (unlimited && (wanted.equals("text") || isWider(old, wanted)))
        || (wanted.equals("character varying") && (unlimited || fits(old, before, after)))
        || (wanted.equals("bit varying") && old.equals("bit") && isRoomier(before, after))
        || List.of("cidr inet", "date timestamp without time zone").contains(old + " " + wanted);
  }

  private static boolean fits(String old, String before, String after) {
    return old.equals("character") && isRoomier(before, after);
  }

  private static boolean isWider(String old, String wanted) {
    return switch (old) {
      case "smallint" -> Set.of("integer", "bigint", "numeric", "real", "double precision").contains(wanted);
      case "integer" -> Set.of("bigint", "numeric", "double precision").contains(wanted);
      case "bigint" -> wanted.equals("numeric");
      case "real" -> wanted.equals("double precision");
      default -> false;
    };
  }

  private boolean isEnum(String type) {
    return labels(from, type).isPresent();
  }

  private boolean keepsLabels(String type) {
    return gone(type, type).isEmpty();
  }

  /** The labels of an enum that the other one, or the same later on, does not have. */
  private List<String> gone(String before, String after) {
    List<String> kept = labels(to, after).orElse(List.of());
    return before.equals(after)
        ? labels(from, before).orElse(List.of()).stream().filter(label -> !kept.contains(label)).toList()
        : List.of();
  }

  /** The values of a type that is made anew go by their texts, which know of places and not of names. */
  private boolean keepsAttributes(String type) {
    return attributes(from, type).equals(attributes(to, type));
  }

  private static Optional<List<CompositeType.Attribute>> attributes(DatabaseSchema schema, String type) {
    return schema.all(CompositeType.class).filter(one -> name(one.id()).equals(type)).map(CompositeType::attributes)
        .findFirst();
  }

  private static Optional<List<String>> labels(DatabaseSchema schema, String type) {
    return schema.all(EnumType.class).filter(one -> name(one.id()).equals(type)).map(EnumType::labels).findFirst();
  }

  private static boolean isRoomier(String before, String after) {
    int[] old = modifiers(before);
    int[] wanted = modifiers(after);
    if (wanted.length == 0) {
      return true;
    }
    if (old.length == 0) {
      return false;
    }
    return wanted[1] >= old[1] && wanted[0] - wanted[1] >= old[0] - old[1];
  }

  private static int[] modifiers(String type) {
    Matcher matcher = MODIFIERS.matcher(type);
    if (!matcher.find()) {
      return new int[0];
    }
    return new int[]{Integer.parseInt(matcher.group(1)),
        matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2))};
  }
}
