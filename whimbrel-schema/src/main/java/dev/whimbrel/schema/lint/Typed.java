package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.ColumnDefinition;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.CreateTable;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.TableAction.AddColumn;
import dev.whimbrel.schema.command.TableAction.ColumnType;
import dev.whimbrel.schema.command.TableConstraint;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.lint.Sight.Place;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Observation.Change.What;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A column to which a statement gives its type: a new one, or one of which the type is changed.
 *
 * @param table with its schema, as it is shown
 * @param name as it is shown
 * @param type as {@code format_type} has it, of arrays the type of their elements
 * @param source where its values come from
 * @param key what it is to its table
 * @param written the piece of the statement that has its type, or null if that is not in the statement
 */
record Typed(String table, String name, String type, Source source, Key key, @Nullable Written written,
    Certainty certainty) {
  private static final Map<String, String> ALIASES = Map.ofEntries(Map.entry("char", "character"),
      Map.entry("timestamptz", "timestamp with time zone"), Map.entry("timetz", "time with time zone"),
      Map.entry("timestamp", "timestamp without time zone"), Map.entry("int", "integer"), Map.entry("int4", "integer"),
      Map.entry("serial", "integer"), Map.entry("serial4", "integer"), Map.entry("int2", "smallint"),
      Map.entry("smallserial", "smallint"), Map.entry("serial2", "smallint"), Map.entry("int8", "bigint"),
      Map.entry("bigserial", "bigint"), Map.entry("serial8", "bigint"), Map.entry("float4", "real"),
      Map.entry("float8", "double precision"), Map.entry("float", "double precision"));

  /** Where values come from. */
  enum Source {
    GIVEN, IDENTITY, SERIAL
  }

  /** What a column is to its table. */
  enum Key {
    NONE, PRIMARY, REFERENCE
  }

  /**
   * A piece of a statement.
   *
   * @param text the whole definition or action
   * @param type that stands in it
   */
  record Written(String text, String type) {
    /** With another type; an array stays one. */
    String with(String other) {
      int at = text.indexOf(type, afterName());
      int bracket = type.indexOf('[');
      String suffix = bracket < 0 ? "" : type.substring(bracket);
      return at < 0 ? text : text.substring(0, at) + other + suffix + text.substring(at + type.length());
    }

    private int afterName() {
      int space = text.indexOf(' ');
      int quote = text.startsWith("\"") ? text.indexOf('"', 1) : -1;
      return Math.max(0, quote > 0 ? quote : space);
    }
  }

  String named() {
    return table + "." + name;
  }

  /** All of a statement. What a table copies from others is not what this migration chose. */
  static List<Typed> of(Subject subject, Deployment deployment) {
    return Sight.of(subject).map(sight -> seen(subject, deployment, sight)).orElseGet(() -> written(subject));
  }

  private static List<Typed> seen(Subject subject, Deployment deployment, Sight sight) {
    Map<String, ColumnDefinition> definitions = new HashMap<>();
    definitions(subject).forEach(one -> definitions.put(one.name().name(), one));
    boolean isRead = subject.command() instanceof CreateTable;
    Catalog end = Sight.end(subject, deployment).orElse(sight.after());
    List<Typed> all = new ArrayList<>();
    sight.newColumns().stream().filter(place -> !isRead || definitions.containsKey(place.column().name()))
        .map(place -> seen(sight, end, place, Optional.ofNullable(definitions.get(place.column().name()))
            .map(one -> new Written(one.text(), one.type())).orElse(null)))
        .forEach(all::add);
    if (sight.has(What.CHANGED, "column")) {
      sight.alteredColumns().stream().filter(one -> one.before().table().isTable()
          && !one.before().column().type().equals(one.after().column().type())
          && !one.before().column().state().equals(one.after().column().state()))
          .map(one -> seen(sight, end, one.after(), changes(subject)
              .filter(type -> type.column().name().equals(one.after().column().name()))
              .map(type -> new Written(type.text(), type.type())).findFirst().orElse(null)))
          .forEach(all::add);
    }
    return all;
  }

  private static Typed seen(Sight sight, Catalog end, Place place, @Nullable Written written) {
    String expression = Objects.requireNonNullElse(place.column().expression(), "");
    boolean counts = expression.startsWith("nextval(") && sight.has(What.CREATED, "sequence");
    Source plain = counts ? Source.SERIAL : Source.GIVEN;
    List<String> alone = List.of(place.column().name());
    boolean refers = end.constraints(place.table())
        .anyMatch(one -> one.type().equals("f") && one.columns().contains(place.column().name()));
    Key key = Sight.primaryKey(end, place.table()).equals(alone) ? Key.PRIMARY : Key.NONE;
    return new Typed(Sight.named(place.table()), Quoting.name(place.column().name()), element(place.column().type()),
        place.column().identity().isEmpty() ? plain : Source.IDENTITY, refers ? Key.REFERENCE : key,
        written, Certainty.DERIVED);
  }

  static Stream<ColumnDefinition> definitions(Subject subject) {
    return switch (subject.command()) {
      case CreateTable table when !table.options().contains(Option.TEMPORARY) && table.partitionOf() == null ->
        table.columns().stream();
      case AlterTable alter -> alter.actions().stream()
          .flatMap(action -> action instanceof AddColumn add ? Stream.of(add.column()) : Stream.empty());
      default -> Stream.empty();
    };
  }

  private static Stream<ColumnType> changes(Subject subject) {
    return subject.command() instanceof AlterTable alter
        ? alter.actions().stream().filter(ColumnType.class::isInstance).map(ColumnType.class::cast)
        : Stream.empty();
  }

  private static List<Typed> written(Subject subject) {
    String table = switch (subject.command()) {
      case CreateTable create -> Spelling.name(create.name());
      case AlterTable alter -> Spelling.name(alter.table());
      default -> "";
    };
    List<TableConstraint> constraints = subject.command() instanceof CreateTable create
        ? create.constraints()
        : List.of();
    return Stream.concat(
        definitions(subject).map(one -> new Typed(table, Quoting.name(one.name().name()), resolved(one.type()),
            source(one), key(one, constraints), new Written(one.text(), one.type()), Certainty.SUSPECTED)),
        changes(subject).map(one -> new Typed(table, Quoting.name(one.column().name()), resolved(one.type()),
            Source.GIVEN, Key.NONE, new Written(one.text(), one.type()), Certainty.SUSPECTED)))
        .toList();
  }

  private static Source source(ColumnDefinition definition) {
    return switch (definition.generated()) {
      case SERIAL -> Source.SERIAL;
      case IDENTITY -> Source.IDENTITY;
      case NOT, STORED, VIRTUAL -> Source.GIVEN;
    };
  }

  private static Key key(ColumnDefinition definition, List<TableConstraint> constraints) {
    List<TableConstraint> all = Stream.concat(definition.constraints().stream(), constraints.stream()
        .filter(one -> one.columns().equals(List.of(definition.name())))).toList();
    if (all.stream().anyMatch(one -> one.kind() == TableConstraint.Kind.FOREIGN_KEY)) {
      return Key.REFERENCE;
    }
    return all.stream().anyMatch(one -> one.kind() == TableConstraint.Kind.PRIMARY_KEY) ? Key.PRIMARY : Key.NONE;
  }

  private static String element(String type) {
    return type.replaceFirst("(\\[\\])+$", "");
  }

  /** What was written, as the server would say it. */
  private static String resolved(String type) {
    String plain = type.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").replaceAll(" ?\\( ?", "(").replace(" )", ")")
        .replaceFirst("( ?\\[\\d*\\])+$", "").replaceFirst("^pg_catalog\\.", "").strip();
    int open = plain.indexOf('(');
    int close = plain.indexOf(')');
    if (open < 0 || close < open) {
      return plain.equals("char") || plain.equals("character") ? "character(1)" : ALIASES.getOrDefault(plain, plain);
    }
    String bare = plain.substring(0, open) + plain.substring(close + 1);
    String whole = ALIASES.getOrDefault(bare, bare);
    int space = whole.startsWith("time") && whole.contains(" ") ? whole.indexOf(' ') : whole.length();
    return whole.substring(0, space) + plain.substring(open, close + 1) + whole.substring(space);
  }
}
