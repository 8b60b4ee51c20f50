package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.MaterializedView;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.model.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which tables, views and enums of a schema are drawn. */
final class Selection {
  private final DatabaseSchema schema;

  Selection(DatabaseSchema schema) {
    this.schema = schema;
  }

  /** Every relation of a name, with or without its schema. */
  List<ObjectId> named(String name) {
    return relations().filter(id -> name.equals(id.name()) || name.equals(id.schema() + "." + id.name())).toList();
  }

  /** What the options choose, in the order of the ids. */
  List<ObjectId> of(ErdOptions options) {
    Set<ObjectId> chosen = relations()
        .filter(id -> id.kind() == Kind.TABLE || options.views() == ErdOptions.Views.SHOWN)
        .filter(id -> !isPartition(id))
        .filter(id -> matches(options.tables(), id))
        .collect(Collectors.toCollection(TreeSet::new));
    if (options.around() instanceof ErdOptions.Around.Neighbours(ObjectId centre, int depth)) {
      chosen.retainAll(near(top(centre), depth, chosen));
    }
    if (options.enums() == ErdOptions.Enums.SHOWN) {
      chosen.addAll(enums(chosen));
    }
    return List.copyOf(chosen);
  }

  private Stream<ObjectId> relations() {
    return Stream.of(schema.all(Table.class).map(Table::id), schema.all(View.class).map(View::id),
        schema.all(MaterializedView.class).map(MaterializedView::id)).flatMap(ids -> ids);
  }

  private boolean isPartition(ObjectId id) {
    return !top(id).equals(id);
  }

  /** The partitioned table that a partition is a part of, at last. */
  ObjectId top(ObjectId id) {
    ObjectId at = id;
    while (schema.find(at).orElse(null) instanceof Table table
        && table.parentage() instanceof Table.Parentage.PartitionOf(ObjectId parent, String bound)
        && schema.find(parent).isPresent()) {
      at = parent;
    }
    return at;
  }

  private static boolean matches(List<String> patterns, ObjectId id) {
    boolean matches = patterns.isEmpty() || patterns.getFirst().startsWith("!");
    for (String pattern : patterns) {
      boolean takesAway = pattern.startsWith("!");
      if (glob(takesAway ? pattern.substring(1) : pattern, id)) {
        matches = !takesAway;
      }
    }
    return matches;
  }

  private static boolean glob(String pattern, ObjectId id) {
    String regex = pattern.codePoints().mapToObj(c -> switch (c) {
      case '*' -> ".*";
      case '?' -> ".";
      default -> Pattern.quote(Character.toString(c));
    }).collect(Collectors.joining());
    return Pattern.matches(regex, id.name()) || Pattern.matches(regex, id.schema() + "." + id.name());
  }

  private Set<ObjectId> near(ObjectId centre, int depth, Set<ObjectId> within) {
    Map<ObjectId, Set<ObjectId>> neighbours = new LinkedHashMap<>();
    for (ObjectId id : within) {
      references(id).filter(within::contains).forEach(other -> {
        neighbours.computeIfAbsent(id, k -> new LinkedHashSet<>()).add(other);
        neighbours.computeIfAbsent(other, k -> new LinkedHashSet<>()).add(id);
      });
    }
    Set<ObjectId> reached = new LinkedHashSet<>(Set.of(centre));
    Collection<ObjectId> rim = Set.of(centre);
    for (int i = 0; i < depth; i++) {
      rim = rim.stream().flatMap(id -> neighbours.getOrDefault(id, Set.of()).stream())
          .filter(id -> !reached.contains(id)).toList();
      reached.addAll(rim);
    }
    return reached;
  }

  /** What a table's foreign keys refer to, or what a view needs. */
  Stream<ObjectId> references(ObjectId id) {
    if (id.kind() != Kind.TABLE) {
      return relationsBelow(id).stream();
    }
    return schema.constraints(id).stream().filter(constraint -> constraint.type() == Constraint.Type.FOREIGN_KEY)
        .map(constraint -> top(Objects.requireNonNull(constraint.reference()).table()));
  }

  /** The relations that a view needs. */
  Set<ObjectId> relationsBelow(ObjectId view) {
    return schema.needsOf(view).stream()
        .map(needed -> needed.kind() == Kind.COLUMN ? schema.relationOf(needed) : needed)
        .filter(needed -> Set.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW).contains(needed.kind()))
        .map(this::top).filter(needed -> !needed.equals(view)).collect(Collectors.toCollection(TreeSet::new));
  }

  private List<ObjectId> enums(Set<ObjectId> relations) {
    List<ObjectId> enums = new ArrayList<>();
    for (ObjectId id : relations) {
      schema.columns(id).stream().map(Column::type).map(TypeText::of)
          .map(type -> Overview.type(Kind.ENUM, type))
          .filter(type -> schema.find(type).orElse(null) instanceof EnumType).forEach(enums::add);
    }
    return enums;
  }
}
