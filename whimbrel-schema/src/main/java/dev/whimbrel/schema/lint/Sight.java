package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Catalog.Column;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.schema.rehearse.Observation.Change.What;
import dev.whimbrel.schema.rehearse.Rehearsed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a statement that ran on a shadow made of the catalog. Relations that came with the same migrations are left out
 * of what went and what changed: nobody misses them.
 */
record Sight(Catalog before, Catalog after, Set<String> young, Observation observation) {
  static final String NONE = "0";

  /** A column and its table. */
  record Place(Relation table, Column column) {
    String named() {
      return named(column.name());
    }

    /** The table with another column. */
    String named(String other) {
      return Sight.named(table) + "." + Quoting.name(other);
    }
  }

  /**
   * A relation on both sides.
   *
   * @param before under its old name
   */
  record Kept(Relation before, Relation after) {}

  /** A column on both sides of which something changed. */
  record Altered(Place before, Place after) {}

  /** Of a statement that ran. */
  static Optional<Sight> of(Subject subject) {
    return subject.observation().flatMap(observation -> subject.seen()
        .map(seen -> new Sight(seen.before(), seen.after(), seen.young(), observation)));
  }

  /** What was there when the migration of a statement began. */
  static Optional<Catalog> start(Subject subject, Deployment deployment) {
    return deployment.sameMigration(subject).stream().flatMap(one -> one.seen().stream()).map(Rehearsed::before)
        .findFirst();
  }

  /** What is there when all of the migration that can be run was run. */
  static Optional<Catalog> end(Subject subject, Deployment deployment) {
    return deployment.sameMigration(subject).stream().flatMap(one -> Sight.of(one).stream()).map(Sight::after)
        .reduce((one, later) -> later);
  }

  static String named(Relation relation) {
    return Quoting.name(relation.schema(), relation.name());
  }

  boolean has(What what, String kind) {
    return observation.changes().stream().anyMatch(change -> change.what() == what && change.kind().equals(kind));
  }

  boolean isYoung(Relation relation) {
    return young.contains(relation.oid());
  }

  /** Relations that are gone. */
  List<Relation> dropped() {
    return before.relations().values().stream()
        .filter(one -> !after.relations().containsKey(one.oid()) && !isYoung(one)).toList();
  }

  /** Relations that came. */
  List<Relation> created() {
    return after.relations().values().stream().filter(one -> !before.relations().containsKey(one.oid())).toList();
  }

  /** Relations that stayed, also under another name. */
  Stream<Kept> kept() {
    return before.relations().values().stream().filter(one -> !isYoung(one)).flatMap(one -> after.find(one.oid())
        .map(now -> new Kept(one, now)).stream());
  }

  /** Columns that went while their tables stayed; of partitions only those that their parent keeps. */
  List<Place> lostColumns() {
    if (!has(What.DROPPED, "column")) {
      return List.of();
    }
    Set<String> now = after.columns().stream().map(Sight::key).collect(Collectors.toSet());
    List<Place> lost = placesOf(before).stream().filter(place -> after.find(place.table().oid()).isPresent()
        && !isYoung(place.table()) && !now.contains(key(place.column()))).toList();
    return withoutThoseOfParents(lost);
  }

  /** Columns of tables that came, with their tables or to them; without those of partitions and children. */
  List<Place> newColumns() {
    if (!has(What.CREATED, "column")) {
      return List.of();
    }
    Set<String> old = before.columns().stream().map(Sight::key).collect(Collectors.toSet());
    return placesOf(after).stream().filter(place -> place.table().isTable() && place.table().parent().equals(NONE)
        && !old.contains(key(place.column()))).toList();
  }

  /** Columns that stayed and are not what they were; of partitions only those that their parent leaves alone. */
  List<Altered> alteredColumns() {
    Map<String, Column> old = new HashMap<>();
    before.columns().forEach(column -> old.put(key(column), column));
    List<Altered> altered = new ArrayList<>();
    for (Place place : placesOf(after)) {
      Column was = old.get(key(place.column()));
      Optional<Relation> table = before.find(place.table().oid());
      if (was != null && table.isPresent() && !isYoung(place.table()) && !was.equals(place.column())) {
        altered.add(new Altered(new Place(table.get(), was), place));
      }
    }
    Set<String> places = altered.stream().map(one -> one.before().table().oid() + "." + one.before().column().name())
        .collect(Collectors.toSet());
    return altered.stream().filter(one -> !places.contains(one.before().table().parent() + "."
        + one.before().column().name())).toList();
  }

  private static List<Place> withoutThoseOfParents(List<Place> places) {
    Set<String> names = places.stream().map(place -> place.table().oid() + "." + place.column().name())
        .collect(Collectors.toSet());
    return places.stream().filter(place -> !names.contains(place.table().parent() + "." + place.column().name()))
        .toList();
  }

  private static List<Place> placesOf(Catalog catalog) {
    return catalog.columns().stream().flatMap(column -> catalog.find(column.relation())
        .map(table -> new Place(table, column)).stream()).toList();
  }

  private static String key(Column column) {
    return column.relation() + "." + column.number();
  }

  /** The keys of an index, or nothing if one of them is an expression. */
  static List<String> plainKeys(Catalog.Index index) {
    return index.keys().contains("") ? List.of() : index.keys();
  }

  /** The columns of the primary key. */
  static List<String> primaryKey(Catalog catalog, Relation table) {
    return catalog.constraints(table).filter(one -> one.type().equals("p")).map(Catalog.Constraint::columns)
        .findFirst().orElse(Collections.emptyList());
  }
}
