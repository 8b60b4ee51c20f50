package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.SchemaObject;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the kinds of objects are called in patterns. */
final class TypeNames {
  static final NavigableSet<String> ALL = all();

  private TypeNames() {}

  private static NavigableSet<String> all() {
    NavigableSet<String> all = new TreeSet<>(List.of("primary_key", "pk", "foreign_key", "fk", "unique", "check",
        "exclusion", "type", "routine", "materialized"));
    Arrays.stream(Kind.values()).map(TypeNames::name).forEach(all::add);
    return Collections.unmodifiableNavigableSet(all);
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Its kind's, and what it is otherwise. */
  static List<String> of(SchemaObject object) {
    List<String> further = object instanceof Constraint constraint
        ? of(constraint.type())
        : of(object.id().kind());
    return Stream.concat(Stream.of(name(object.id().kind())), further.stream()).toList();
  }

  private static List<String> of(Constraint.Type type) {
    return switch (type) {
      case PRIMARY_KEY -> List.of("primary_key", "pk");
      case FOREIGN_KEY -> List.of("foreign_key", "fk");
      case UNIQUE -> List.of("unique");
      case CHECK -> List.of("check");
      case EXCLUSION -> List.of("exclusion");
    };
  }

  @SuppressWarnings("MissingCasesInEnumSwitch")
  private static List<String> of(Kind kind) {
    return switch (kind) {
      case ENUM, DOMAIN, COMPOSITE, RANGE -> List.of("type");
      case FUNCTION, PROCEDURE, AGGREGATE -> List.of("routine");
      case MATERIALIZED_VIEW -> List.of("materialized");
      case DOMAIN_CONSTRAINT -> List.of("constraint", "check");
      default -> List.of();
    };
  }
}
