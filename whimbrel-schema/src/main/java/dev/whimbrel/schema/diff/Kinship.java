package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.diff.Action.Verb;
import dev.whimbrel.schema.diff.Key.Facet;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Origin;
import dev.whimbrel.schema.model.SchemaObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which action on a table comes before which on its parents. */
final class Kinship {
  private final DatabaseSchema from;
  private final DatabaseSchema to;
  private final Collection<Action> actions;
  private final Map<ObjectId, List<Action>> ofColumns;

  /** One comes before the other. */
  record Pair(Action first, Action then) {}

  private Kinship(DatabaseSchema from, DatabaseSchema to, Collection<Action> actions) {
    this.from = from;
    this.to = to;
    this.actions = actions;
    this.ofColumns = actions.stream().filter(action -> action.key().id().kind() == Kind.COLUMN)
        .collect(Collectors.groupingBy(action -> action.key().id().relation()));
  }

  static List<Pair> in(DatabaseSchema from, DatabaseSchema to, Collection<Action> actions) {
    Kinship kinship = new Kinship(from, to, actions);
    return actions.stream().flatMap(kinship::pairs).toList();
  }

  /** Whether a table goes from its parents only to come back to them at once. */
  static boolean isRebound(ObjectId table, DatabaseSchema from, DatabaseSchema to) {
    List<ObjectId> parents = Comparison.parents(to, table);
    return !parents.isEmpty() && parents.equals(Comparison.parents(from, table));
  }

  private Stream<Pair> pairs(Action action) {
    Key key = action.key();
    if (action.verb() == Verb.CREATE && key.facet() == Facet.PARENTAGE) {
      return Comparison.parents(to, key.id()).stream().flatMap(parent -> comingToParent(action, parent));
    }
    return switch (action.verb()) {
      case CREATE -> isDeclaredAsWell(key, to) ? beforeThoseOfParents(action) : Stream.empty();
      case DROP -> isDeclaredAsWell(key, from) ? afterThoseOfParents(action) : Stream.empty();
      case ALTER, FINISH -> Stream.empty();
    };
  }

  /** What a child declares too, the parent's is merged with; the other way round there is a second one. */
  private Stream<Pair> beforeThoseOfParents(Action create) {
    ObjectId id = create.key().id();
    return actions.contains(Action.create(Key.of(id.relation())))
        ? Stream.empty()
        : Comparison.parents(to, id).stream()
            .map(parent -> new Pair(create, Action.create(Key.of(parent.part(id.kind(), id.part())))));
  }

  /** As long as a parent has it, it cannot be dropped. */
  private Stream<Pair> afterThoseOfParents(Action drop) {
    ObjectId id = drop.key().id();
    return actions.contains(Action.drop(Key.of(id.relation())))
        ? Stream.empty()
        : Stream.concat(Stream.of(Action.drop(new Key(id.relation(), Facet.PARENTAGE))),
            Comparison.parents(from, id).stream()
                .map(parent -> Action.drop(Key.of(parent.part(id.kind(), id.part())))))
            .map(first -> new Pair(first, drop));
  }

  private static boolean isDeclaredAsWell(Key key, DatabaseSchema schema) {
    @Nullable
    SchemaObject object = schema.objects().get(key.id());
    return key.isWhole() && switch (object) {
      case Column column -> column.origin() == Origin.BOTH;
      case Constraint constraint -> constraint.origin() == Origin.BOTH;
      case null, default -> false;
    };
  }

  /** A parent that stays one changes its columns while the table is with it, any other one before. */
  private Stream<Pair> comingToParent(Action create, ObjectId parent) {
    ObjectId table = create.key().id();
    if (!Comparison.parents(from, table).contains(parent)) {
      return columnsWithAncestors(parent).filter(action -> action.verb() == Verb.ALTER)
          .map(action -> new Pair(action, create));
    }
    Action drop = Action.drop(create.key());
    Stream<Action> own = isRebound(table, from, to) ? columns(table) : Stream.empty();
    return Stream.concat(own, columnsWithAncestors(parent))
        .map(action -> action.verb() == Verb.DROP ? new Pair(action, drop) : new Pair(create, action));
  }

  private Stream<Action> columnsWithAncestors(ObjectId table) {
    return Stream.concat(columns(table),
        Comparison.parents(to, table).stream().flatMap(this::columnsWithAncestors));
  }

  private Stream<Action> columns(ObjectId table) {
    return ofColumns.getOrDefault(table, List.of()).stream();
  }
}
