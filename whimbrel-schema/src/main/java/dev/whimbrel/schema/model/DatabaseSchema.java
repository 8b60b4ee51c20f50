package dev.whimbrel.schema.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All of one database, at one moment.
 *
 * @param major the server's major version, such as 18
 * @param owner the role that owns most of it; whose the objects are that have no owner in their {@link Aspects}
 * @param objects by their ids
 * @param aspects of the objects that have any, and of columns of views and composite types (as {@link Kind#COLUMN}), which are no objects
 * @param dependencies what cannot be without what: from an object to those that it needs, columns of tables one by one. That a part needs
 *     its relation, and anything its schema, is not said
 * @param unmodelled what is there too, and is none of the objects
 */
public record DatabaseSchema(int major, String owner, NavigableMap<ObjectId, SchemaObject> objects,
    NavigableMap<ObjectId, Aspects> aspects,
    NavigableMap<ObjectId, Set<ObjectId>> dependencies, List<Unmodelled> unmodelled) {
  public DatabaseSchema {
    objects = Collections.unmodifiableNavigableMap(new TreeMap<>(objects));
    aspects = Collections.unmodifiableNavigableMap(new TreeMap<>(aspects));
    dependencies = Collections.unmodifiableNavigableMap(new TreeMap<>(dependencies));
    unmodelled = List.copyOf(unmodelled);
  }

  /**
   * Something that Whimbrel can only name.
   *
   * @param kind as the server calls it, such as {@code operator class}
   * @param identity as {@code pg_identify_object} gives it
   */
  public record Unmodelled(String kind, String identity) {}

  /** Nothing at all. */
  public static DatabaseSchema empty(int major) {
    return new DatabaseSchema(major, "", new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());
  }

  /** Without aspects and dependencies, for tests and drawings. */
  public static DatabaseSchema of(int major, Collection<? extends SchemaObject> objects) {
    return new DatabaseSchema(major, "",
        objects.stream().collect(Collectors.toMap(SchemaObject::id, object -> object, (a, b) -> b, TreeMap::new)),
        new TreeMap<>(),
        new TreeMap<>(), List.of());
  }

  /**
   * The same as a server of another major version would have it: what only the newer one can tell does not count, and statements are
   * those that the older one knows.
   */
  public DatabaseSchema withMajor(int other) {
    return new DatabaseSchema(other, owner, objects, aspects, dependencies, unmodelled);
  }

  public Optional<SchemaObject> find(ObjectId id) {
    return Optional.ofNullable(objects.get(id));
  }

  public Aspects aspectsOf(ObjectId id) {
    return aspects.getOrDefault(id, Aspects.NONE);
  }

  /** What an object needs, as far as it is said. */
  public Set<ObjectId> needsOf(ObjectId id) {
    return dependencies.getOrDefault(id, Set.of());
  }

  /** All objects of a class, in the order of their ids. */
  public <T extends SchemaObject> Stream<T> all(Class<T> type) {
    return Arrays.stream(Kind.values()).map(this::ofKind)
        .filter(some -> !some.isEmpty() && type.isInstance(some.firstEntry().getValue()))
        .flatMap(some -> some.values().stream()).map(type::cast);
  }

  /** All of one kind, which are of one class: found without looking at the others, as ids come in the order of their kinds. */
  private NavigableMap<ObjectId, SchemaObject> ofKind(Kind kind) {
    return objects.subMap(ObjectId.of(kind, "", ""), true, ObjectId.of(kind, "\uffff", ""), true);
  }

  /** The table, view or materialized view that a column, constraint, trigger, rule or policy belongs to. */
  public ObjectId relationOf(ObjectId part) {
    return Stream.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW)
        .map(kind -> ObjectId.of(kind, part.schema(), part.name()))
        .filter(objects::containsKey)
        .findFirst().orElseGet(part::relation);
  }

  /** The columns of a table as they stand in it. */
  public List<Column> columns(ObjectId table) {
    return parts(table, Column.class).sorted(Comparator.comparingInt(Column::position)).toList();
  }

  /** The constraints of a table, by name. */
  public List<Constraint> constraints(ObjectId table) {
    return parts(table, Constraint.class).toList();
  }

  private <T extends SchemaObject> Stream<T> parts(ObjectId table, Class<T> type) {
    Kind kind = type == Column.class ? Kind.COLUMN : Kind.CONSTRAINT;
    return objects.subMap(table.part(kind, ""), true, table.part(kind, "\uffff"), true).values().stream()
        .map(type::cast);
  }
}
