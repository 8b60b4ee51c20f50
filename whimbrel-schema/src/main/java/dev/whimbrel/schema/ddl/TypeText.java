package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Collation;
import dev.whimbrel.schema.model.CompositeType;
import dev.whimbrel.schema.model.CompositeType.Attribute;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Domain;
import dev.whimbrel.schema.model.DomainConstraint;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.NotNull;
import dev.whimbrel.schema.model.RangeType;
import dev.whimbrel.schema.model.Routine;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.model.Validity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Types and collations. */
final class TypeText {
  /** {@code NOT NULL} of a domain is a constraint with a name. */
  private static final int NAMED_SINCE = 17;

  private final Setting setting;

  TypeText(Setting setting) {
    this.setting = setting;
  }

  List<String> create(EnumType type) {
    return List.of(head(type) + " AS ENUM" + lines(type.labels().stream().map(Quoting::literal)));
  }

  private String head(SchemaObject object) {
    return "CREATE " + setting.target(object.id());
  }

  private String alter(SchemaObject object) {
    return "ALTER " + setting.target(object.id());
  }

  private static String lines(Stream<String> items) {
    String joined = items.collect(Collectors.joining(",\n  "));
    return joined.isEmpty() ? " ()" : " (\n  " + joined + "\n)";
  }

  /** A label can come anywhere, but none can go. */
  Alteration alter(EnumType before, EnumType after) {
    List<String> kept = after.labels().stream().filter(before.labels()::contains).toList();
    if (!kept.equals(before.labels())) {
      return new Alteration.Replace();
    }
    List<String> statements = new ArrayList<>();
    List<String> labels = new ArrayList<>(before.labels());
    for (int at = 0; at < after.labels().size(); at++) {
      String label = after.labels().get(at);
      if (!labels.contains(label)) {
        statements.add(alter(after) + " ADD VALUE " + Quoting.literal(label) + place(labels, at));
        labels.add(at, label);
      }
    }
    return new Alteration.InPlace(statements);
  }

  private static String place(List<String> labels, int at) {
    if (at == labels.size()) {
      return "";
    }
    return at == 0
        ? " BEFORE " + Quoting.literal(labels.getFirst())
        : " AFTER " + Quoting.literal(labels.get(at - 1));
  }

  List<String> create(CompositeType type) {
    return List.of(head(type) + " AS" + lines(type.attributes().stream().map(TypeText::attribute)));
  }

  private static String attribute(Attribute attribute) {
    return Quoting.name(attribute.name()) + " " + typeOf(attribute);
  }

  private static String typeOf(Attribute attribute) {
    return attribute.type() + (attribute.collation().isEmpty() ? "" : " COLLATE " + attribute.collation());
  }

  /** New attributes come last; those that stay keep their order. */
  Alteration alter(CompositeType before, CompositeType after) {
    Map<String, Attribute> was = byName(before);
    Map<String, Attribute> is = byName(after);
    List<String> expected = Stream.concat(was.keySet().stream().filter(is::containsKey),
        is.keySet().stream().filter(name -> !was.containsKey(name))).toList();
    if (!expected.equals(List.copyOf(is.keySet()))) {
      return new Alteration.Replace();
    }
    List<String> statements = new ArrayList<>();
    was.keySet().stream().filter(name -> !is.containsKey(name))
        .forEach(name -> statements.add(alter(after) + " DROP ATTRIBUTE " + Quoting.name(name) + cascade(after)));
    is.forEach((name, attribute) -> {
      if (!was.containsKey(name)) {
        statements.add(alter(after) + " ADD ATTRIBUTE " + attribute(attribute) + cascade(after));
      } else if (!attribute.equals(was.get(name))) {
        statements.add(alter(after) + " ALTER ATTRIBUTE " + Quoting.name(name) + " TYPE " + typeOf(attribute)
            + cascade(after));
      }
    });
    return new Alteration.InPlace(statements);
  }

  /** Typed tables change with their type. */
  private String cascade(CompositeType type) {
    String name = setting.target(type.id()).name();
    DatabaseSchema server = setting.server();
    return Stream.concat(server.all(Table.class), setting.schema().all(Table.class))
        .anyMatch(table -> table.ofType().equals(name)) ? " CASCADE" : "";
  }

  private static Map<String, Attribute> byName(CompositeType type) {
    return type.attributes().stream().collect(Collectors.toMap(Attribute::name, Function.identity(), (a, b) -> b,
        LinkedHashMap::new));
  }

  /**
   * With its checks, as far as one can be said there.
   *
   * @param constraints of the domain; those that are NOT VALID follow
   */
  List<String> create(Domain domain, List<DomainConstraint> constraints) {
    StringBuilder text = new StringBuilder(head(domain)).append(" AS ").append(domain.baseType());
    if (!domain.collation().isEmpty()) {
      text.append(" COLLATE ").append(domain.collation());
    }
    if (!domain.defaultValue().isEmpty()) {
      text.append(" DEFAULT ").append(domain.defaultValue());
    }
    text.append(notNull(domain.notNull() == null ? null : domain.notNull().name()));
    List<String> statements = new ArrayList<>();
    for (DomainConstraint constraint : constraints) {
      if (constraint.validity() == Validity.VALID) {
        text.append("\n  CONSTRAINT ").append(Quoting.name(constraint.id().part())).append(" ")
            .append(constraint.definition());
      } else {
        statements.addAll(create(constraint));
      }
    }
    statements.addFirst(text.toString());
    return statements;
  }

  private String notNull(@Nullable String name) {
    if (name == null) {
      return "";
    }
    return (name.isEmpty() || setting.major() < NAMED_SINCE ? "" : " CONSTRAINT " + Quoting.name(name)) + " NOT NULL";
  }

  Alteration alter(Domain before, Domain after) {
    if (!before.baseType().equals(after.baseType()) || !before.collation().equals(after.collation())) {
      return new Alteration.Replace();
    }
    List<String> statements = new ArrayList<>();
    if (!before.defaultValue().equals(after.defaultValue())) {
      statements.add(alter(after)
          + (after.defaultValue().isEmpty() ? " DROP DEFAULT" : " SET DEFAULT " + after.defaultValue()));
    }
    statements.addAll(notNull(before, after));
    return new Alteration.InPlace(statements);
  }

  private List<String> notNull(Domain before, Domain after) {
    NotNull was = before.notNull();
    NotNull is = after.notNull();
    if (is == null) {
      return was == null ? List.of() : List.of(alter(after) + " DROP NOT NULL");
    }
    boolean named = setting.major() >= NAMED_SINCE;
    if (was == null) {
      return List.of(named && !is.name().isEmpty()
          ? alter(after) + " ADD CONSTRAINT " + Quoting.name(is.name()) + " NOT NULL"
          : alter(after) + " SET NOT NULL");
    }
    return was.name().equals(is.name()) || !named
        ? List.of()
        : List.of(alter(after) + " RENAME CONSTRAINT " + Quoting.name(notNullName(before, was)) + " TO "
            + Quoting.name(notNullName(after, is)));
  }

  private static String notNullName(Domain domain, NotNull notNull) {
    return notNull.name().isEmpty() ? Chosen.notNull(domain.id().name()) : notNull.name();
  }

  List<String> create(DomainConstraint constraint) {
    return List.of(alterDomain(constraint) + " ADD CONSTRAINT " + Quoting.name(constraint.id().part()) + " "
        + constraint.definition() + (constraint.validity() == Validity.VALID ? "" : " NOT VALID"));
  }

  List<String> drop(DomainConstraint constraint) {
    return List.of(alterDomain(constraint) + " DROP CONSTRAINT " + Quoting.name(constraint.id().part()));
  }

  private static String alterDomain(DomainConstraint constraint) {
    return "ALTER DOMAIN " + Quoting.name(constraint.id().schema(), constraint.id().name());
  }

  Alteration alter(DomainConstraint before, DomainConstraint after) {
    if (!before.definition().equals(after.definition()) || after.validity() != Validity.VALID) {
      return new Alteration.Replace();
    }
    return new Alteration.InPlace(before.validity() == Validity.VALID
        ? List.of()
        : List.of(alterDomain(after) + " VALIDATE CONSTRAINT " + Quoting.name(after.id().part())));
  }

  /** With a canonical function, which takes the type itself: an empty shell of the type and the function come first. */
  List<String> create(RangeType type) {
    List<String> options = new ArrayList<>();
    options.add("SUBTYPE = " + type.subtype());
    add(options, "SUBTYPE_OPCLASS", type.operatorClass());
    add(options, "COLLATION", type.collation());
    add(options, "CANONICAL", type.canonical());
    add(options, "SUBTYPE_DIFF", type.subtypeDifference());
    String chosen = Chosen.multirange(type.id().name());
    if (chosen.isEmpty() || !type.multirange().equals(Quoting.name(type.id().schema(), chosen))) {
      add(options, "MULTIRANGE_TYPE_NAME", type.multirange());
    }
    List<String> statements = new ArrayList<>();
    if (!type.canonical().isEmpty()) {
      statements.add(head(type));
      setting.schema().all(Routine.class).filter(routine -> isNamed(routine, type.canonical()))
          .forEach(routine -> statements.add(routine.definition()));
    }
    statements.add(head(type) + " AS RANGE" + lines(options.stream()));
    return statements;
  }

  private static boolean isNamed(Routine routine, String name) {
    return Quoting.name(routine.id().schema(), routine.id().name()).equals(name);
  }

  private static void add(List<String> options, String key, String value) {
    if (!value.isEmpty()) {
      options.add(key + " = " + value);
    }
  }

  List<String> create(Collation collation) {
    List<String> options = new ArrayList<>();
    options.add("provider = " + collation.provider());
    if (collation.collate().equals(collation.ctype())) {
      options.add("locale = " + Quoting.literal(collation.collate()));
    } else {
      options.add("lc_collate = " + Quoting.literal(collation.collate()));
      options.add("lc_ctype = " + Quoting.literal(collation.ctype()));
    }
    if (collation.determinism() == Collation.Determinism.NONDETERMINISTIC) {
      options.add("deterministic = false");
    }
    if (!collation.rules().isEmpty()) {
      options.add("rules = " + Quoting.literal(collation.rules()));
    }
    return List.of(head(collation) + " (" + String.join(", ", options) + ")");
  }
}
