package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.EnumType;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How values of a column become values of another type. Where the server converts on assignment nothing is said: an explicit cast
 * would cut what is too long without a word.
 */
final class Casting {
  private static final Pattern MODIFIER = Pattern.compile("\\([^)]*\\)");
  private static final Set<String> NUMBERS = Set.of("smallint", "integer", "bigint", "numeric", "real",
      "double precision");
  private static final Set<String> TEXTS = Set.of("text", "character varying", "character", "bpchar", "name",
      "\"char\"");
  private static final Set<String> MOMENTS = Set.of("date", "timestamp without time zone", "timestamp with time zone");
  private static final Set<String> DOCUMENTS = Set.of("json", "jsonb");
  private static final Set<String> ADDRESSES = Set.of("inet", "cidr");
  private static final Set<String> BITS = Set.of("bit", "bit varying");

  private Casting() {}

  /** {@code USING …} with a space before it, or nothing. */
  static String using(DatabaseSchema schema, String column, String before, String after) {
    if (isAssignable(base(before), base(after))) {
      return "";
    }
    String through = isEnum(schema, before) || (isEnum(schema, after) && !TEXTS.contains(base(before))) ? "::text" : "";
    return " USING " + Quoting.name(column) + through + "::" + after;
  }

  private static boolean isAssignable(String before, String after) {
    if (before.endsWith("[]") && after.endsWith("[]")) {
      return isAssignable(before.substring(0, before.length() - 2), after.substring(0, after.length() - 2));
    }
    return before.equals(after) || TEXTS.contains(after)
        || Set.of(NUMBERS, MOMENTS, DOCUMENTS, ADDRESSES, BITS).stream()
            .anyMatch(family -> family.contains(before) && family.contains(after));
  }

  private static String base(String type) {
    return MODIFIER.matcher(type).replaceAll("");
  }

  private static boolean isEnum(DatabaseSchema schema, String type) {
    return schema.all(EnumType.class)
        .anyMatch(known -> Quoting.name(known.id().schema(), known.id().name()).equals(type));
  }
}
