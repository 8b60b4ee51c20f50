package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How Atlas's HCL calls an object, and a type: with its schema where the name alone would be another one as well. */
final class HclNames {
  private static final Map<Kind, String> BLOCKS = new EnumMap<>(Map.of(Kind.TABLE, "table", Kind.VIEW, "view",
      Kind.MATERIALIZED_VIEW, "materialized", Kind.ENUM, "enum", Kind.DOMAIN, "domain", Kind.COMPOSITE, "composite",
      Kind.SEQUENCE, "sequence"));
  private static final List<Kind> TYPES = List.of(Kind.ENUM, Kind.DOMAIN, Kind.COMPOSITE);
  private static final Set<String> SIMPLE = Set
      .of(("smallint integer bigint smallserial serial bigserial numeric real text "
          + "bpchar boolean bytea date timestamptz timestamp timetz time interval bit json jsonb xml uuid money inet cidr "
          + "macaddr macaddr8 point line lseg box path polygon circle tsvector tsquery hstore xid xid8 oid regclass regcollation "
          + "regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype int4range "
          + "int8range numrange tsrange tstzrange daterange int4multirange int8multirange nummultirange tsmultirange "
          + "tstzmultirange datemultirange character").split(" "));
  private static final Map<String, String> UNDERSCORED = Map.of("double precision", "double_precision",
      "character varying", "character_varying", "bit varying", "bit_varying");
  /** Types whose literals Atlas prints as a plain string. */
  private static final Set<String> TEXTS = Set
      .of(("text bpchar character character_varying bytea json jsonb xml uuid inet "
          + "cidr macaddr macaddr8 point line lseg box path polygon circle date time timetz timestamp timestamptz")
          .split(" "));
  private static final Set<String> NUMBERS = Set.of("smallint", "integer", "bigint", "numeric", "real",
      "double_precision");

  private final DatabaseSchema schema;
  private final Overview overview;
  private final Map<Kind, Set<String>> ambiguous = new EnumMap<>(Kind.class);

  HclNames(DatabaseSchema schema, Overview overview) {
    this.schema = schema;
    this.overview = overview;
    BLOCKS.keySet().forEach(kind -> ambiguous.put(kind, ambiguous(kind)));
  }

  /** Names that several schemas have, and names that are also that of a schema which stands before a name. */
  private Set<String> ambiguous(Kind kind) {
    Map<String, String> seen = new HashMap<>();
    Set<String> names = new HashSet<>();
    Set<String> schemas = new HashSet<>();
    for (ObjectId id : schema.objects().keySet()) {
      if (id.kind() != kind) {
        continue;
      }
      String other = seen.putIfAbsent(id.name(), id.schema());
      if (other != null) {
        names.add(id.name());
        schemas.addAll(List.of(other, id.schema()));
      }
    }
    names.addAll(schemas);
    return names;
  }

  List<String> labels(ObjectId id) {
    return ambiguous.getOrDefault(id.kind(), Set.of()).contains(id.name())
        ? List.of(id.schema(), id.name())
        : List.of(id.name());
  }

  String reference(ObjectId id) {
    StringBuilder out = new StringBuilder(BLOCKS.getOrDefault(id.kind(), ""));
    labels(id).forEach(label -> out.append(HclBody.step(label)));
    return out.toString();
  }

  static String schemaReference(String name) {
    return "schema" + HclBody.step(name);
  }

  static String column(String name) {
    return "column" + HclBody.step(name);
  }

  static List<String> columns(List<String> names) {
    return names.stream().map(HclNames::column).toList();
  }

  String type(Column column) {
    return type(overview.typeOf(column));
  }

  /** A type with underscores, a reference, or {@code sql("…")} for what Atlas has no name for. */
  String type(String text) {
    TypeText type = TypeText.of(text);
    if (type.isArray()) {
      return HclBody.sql(text);
    }
    for (Kind kind : TYPES) {
      if (schema.objects().containsKey(Overview.type(kind, type))) {
        return reference(Overview.type(kind, type));
      }
    }
    String name = word(type);
    boolean known = !name.isEmpty() && (type.schema().isEmpty() || name.equals("hstore"));
    return known ? name + type.inParentheses() : HclBody.sql(text);
  }

  private static String word(TypeText type) {
    if (type.name().startsWith("interval ")) {
      return type.name().substring("interval ".length()).replace(' ', '_');
    }
    TypeText plain = new TypeText("", type.name(), "", "");
    String brief = plain.brief();
    return SIMPLE.contains(brief) ? brief : UNDERSCORED.getOrDefault(brief, "");
  }

  /** A literal where Atlas takes the text of the server for one, otherwise {@code sql("…")}. */
  String value(Column column, String expression) {
    if (expression.matches("true|false|-?\\d+(\\.\\d+)?")) {
      return expression;
    }
    String literal = literal(expression);
    if (literal == null) {
      return HclBody.sql(expression);
    }
    TypeText type = TypeText.of(column.type());
    String word = word(type);
    boolean isText = type.isArray() || schema.objects().containsKey(Overview.type(Kind.ENUM, type))
        || (type.schema().isEmpty() && TEXTS.contains(word));
    if (isText || expression.endsWith("'")) {
      return HclBody.quoted(literal);
    }
    boolean isNumber = NUMBERS.contains(word) && literal.matches("-?\\d+(\\.\\d+)?");
    return isNumber ? literal : HclBody.sql(expression);
  }

  /** What stands between the quotes of {@code 'a'} or {@code 'a'::t}, or null for anything else. */
  private static @Nullable String literal(String expression) {
    int end = closing(expression);
    boolean whole = end == expression.length() - 1 || expression.startsWith("::", end + 1);
    return end > 0 && whole && isType(expression.substring(end + 1))
        ? expression.substring(1, end).replace("''", "'")
        : null;
  }

  private static int closing(String expression) {
    if (!expression.startsWith("'")) {
      return -1;
    }
    int end = expression.indexOf('\'', 1);
    while (end > 0 && expression.startsWith("'", end + 1)) {
      end = expression.indexOf('\'', end + 2);
    }
    return end;
  }

  private static boolean isType(String rest) {
    return rest.matches("(::[\\w .\"()\\[\\],]+)?");
  }
}
