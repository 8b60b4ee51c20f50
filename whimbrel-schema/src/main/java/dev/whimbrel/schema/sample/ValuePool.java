package dev.whimbrel.schema.sample;

import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Domain;
import dev.whimbrel.schema.model.DomainConstraint;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values, as SQL, that a column might take: by its type, and by what the constraints on it mention. */
final class ValuePool {
  private static final Pattern TYPE = Pattern
      .compile("(?s)(.+?)(?:\\((\\d+)(?:,(-?\\d+))?\\))?( with(?:out)? time zone)?");
  private static final Pattern LITERAL = Pattern.compile("(~\\*? )?'((?:[^']|'')*+)'::");
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.'])-?\\d+(?:\\.\\d+)?(?![\\w'])");
  private static final int DAYS = 28;

  private final DatabaseSchema schema;
  private final Map<String, EnumType> enums = new TreeMap<>();
  private final Map<String, Domain> domains = new TreeMap<>();

  ValuePool(DatabaseSchema schema) {
    this.schema = schema;
    schema.all(EnumType.class).forEach(type -> enums.put(plain(type.id()), type));
    schema.all(Domain.class).forEach(type -> domains.put(plain(type.id()), type));
  }

  /** As the server prints it, but for the quotes. */
  private static String plain(ObjectId id) {
    return id.schema() + "." + id.name();
  }

  /**
   * The n-th values, the likeliest first; empty if nothing is known of the type.
   *
   * @param type as the server prints it
   * @param said the texts of the constraints that mention the column
   */
  List<String> values(String type, List<String> said, int n) {
    if (type.endsWith("[]")) {
      return values(type.substring(0, type.length() - 2), said, n).stream()
          .map(value -> "array[" + value + "]::" + type).toList();
    }
    EnumType labels = known(enums, type);
    if (labels != null) {
      return labels.labels().isEmpty()
          ? List.of()
          : List.of(Literal.of(labels.labels().get(n % labels.labels().size())) + "::" + type);
    }
    Domain domain = known(domains, type);
    if (domain != null) {
      List<String> all = new ArrayList<>(said);
      schema.all(DomainConstraint.class).filter(constraint -> isOf(constraint.id(), domain.id()))
          .forEach(constraint -> all.add(constraint.definition()));
      List<String> own = all.subList(said.size(), all.size());
      List<String> values = values(domain.baseType(), all, n);
      return values.isEmpty() ? List.of() : List.of(fitting("value", values, own) + "::" + type);
    }
    return builtIn(type, said, n);
  }

  private static boolean isOf(ObjectId constraint, ObjectId domain) {
    return constraint.schema().equals(domain.schema()) && constraint.name().equals(domain.name());
  }

  private static <T> @Nullable T known(Map<String, T> types, String type) {
    return types.get(type.replace("\"", ""));
  }

  private static List<String> builtIn(String type, List<String> said, int n) {
    Matcher parts = TYPE.matcher(type);
    if (!parts.matches()) {
      return List.of();
    }
    String name = parts.group(1);
    int length = parts.group(2) == null ? Integer.MAX_VALUE : Integer.parseInt(parts.group(2));
    return switch (name) {
      case "character varying", "text", "character", "name", "citext", "public.citext", "bpchar" ->
        texts(said, n, length).stream().map(text -> Literal.of(text) + "::" + type).toList();
      case "smallint", "integer", "bigint" -> numbers(said, n, "");
      case "numeric", "real", "double precision" -> numbers(said, n, length <= 3 ? "" : ".5");
      case "money" -> List.of("'" + (n + 1) + "'::money");
      case "boolean" -> List.of(n % 2 == 0 ? "true" : "false", n % 2 == 0 ? "false" : "true");
      case "date", "timestamp", "time" -> List.of(moment(name, n) + "::" + type);
      case "interval" -> List.of("'" + (n + 1) + " days'::interval");
      case "uuid" -> List.of("'00000000-0000-4000-8000-%012d'::uuid".formatted(n + 1));
      case "json", "jsonb" -> List.of("'{\"n\": %d}'::%s".formatted(n + 1, name), "'[%d]'::%s".formatted(n + 1, name));
      case "bytea" -> List.of("'\\x0%d'::bytea".formatted(n % 10));
      case "inet", "cidr" -> List.of("'192.0.2.%d'::%s".formatted(n + 1, name));
      case "macaddr" -> List.of("'08:00:2b:01:02:0%d'::macaddr".formatted(n % 10));
      case "bit", "bit varying" -> List.of(Literal.of("1".repeat(Math.min(length, 64))) + "::" + type);
      case "int4range", "int8range", "numrange" -> List.of("'[%d,%d)'::%s".formatted(10 * n, 10 * n + 5, name));
      case "daterange" -> List.of("'[2024-01-%02d,2024-02-01)'::daterange".formatted(n % DAYS + 1));
      case "tsrange", "tstzrange" ->
        List.of("'[2024-%02d-01,2024-%02d-15)'::%s".formatted(n % 12 + 1, n % 12 + 1, name));
      case "tsvector" -> List.of("'word%d'::tsvector".formatted(n));
      case "tsquery" -> List.of("'word%d'::tsquery".formatted(n));
      case "xml" -> List.of("'<n>%d</n>'::xml".formatted(n));
      case "point" -> List.of("'(%d,1)'::point".formatted(n));
      case "oid" -> List.of(String.valueOf(n + 1));
      default -> List.of();
    };
  }

  private static String moment(String name, int n) {
    return switch (name) {
      case "date" -> "'2024-01-%02d'".formatted(n % DAYS + 1);
      case "time" -> "'%02d:30:00'".formatted(n % 24);
      default -> "'2024-01-%02d 12:30:00'".formatted(n % DAYS + 1);
    };
  }

  /** What constraints name first, then texts of several kinds, of which one will do. */
  private static List<String> texts(List<String> said, int n, int length) {
    List<String> named = new ArrayList<>();
    List<String> patterns = new ArrayList<>();
    for (String text : said) {
      Matcher literals = LITERAL.matcher(text);
      while (literals.find()) {
        String literal = literals.group(2).replace("''", "'");
        if (literals.group(1) != null) {
          PatternSample.of(literal, n).ifPresent(patterns::add);
        } else {
          named.add(literal);
        }
      }
    }
    List<String> all = new ArrayList<>(patterns);
    for (int i = 0; i < named.size(); i++) {
      all.add(named.get((n + i) % named.size()));
    }
    for (String text : List.of("Ab" + n, "ab" + n, "ab" + n + "@example.org", "https://example.org/" + n, "AB",
        String.valueOf(n + 1), "a".repeat(n % 5 + 8), "+4930" + n)) {
      all.add(text.length() > length ? text.substring(text.length() - length) : text);
    }
    return all;
  }

  private static List<String> numbers(List<String> said, int n, String fraction) {
    List<String> all = new ArrayList<>(List.of((n + 1) + fraction));
    for (String text : said) {
      Matcher numbers = NUMBER.matcher(text.replaceAll("'[^']*'", ""));
      while (numbers.find()) {
        all.add(numbers.group());
        all.add("(" + numbers.group() + " + " + (n + 1) + ")");
        all.add("(" + numbers.group() + " - " + (n + 1) + ")");
      }
    }
    all.add(String.valueOf(-n - 1));
    all.add("0");
    return all;
  }

  /** The first of some values, as SQL, for which checks hold that know it by a name. */
  static String fitting(String name, List<String> values, List<String> checks) {
    if (checks.isEmpty()) {
      return values.getFirst();
    }
    String column = new Identifier(name).quoted();
    String conditions = checks.stream()
        .map(check -> "(" + check.replaceFirst("(?s)^CHECK ", "").replaceFirst("(?s) NO INHERIT$", "")
            + ") is not false")
        .collect(Collectors.joining(" and "));
    return "(select r." + column + " from (values (" + String.join("), (", values) + ")) r(" + column + ") where "
        + conditions + " limit 1)";
  }

  /** What a table's own checks of one column say. */
  static List<String> said(DatabaseSchema schema, ObjectId table, String column) {
    return schema.constraints(table).stream()
        .filter(
            constraint -> constraint.type() == Constraint.Type.CHECK && constraint.columns().equals(List.of(column)))
        .map(Constraint::definition).toList();
  }

  /** Such columns get their values from the table that they point at. */
  static List<Constraint> pointing(DatabaseSchema schema, ObjectId table) {
    return schema.constraints(table).stream()
        .filter(constraint -> constraint.type() == Constraint.Type.FOREIGN_KEY)
        .filter(constraint -> constraint.reference() != null && schema.find(constraint.reference().table()).isPresent())
        .toList();
  }
}
