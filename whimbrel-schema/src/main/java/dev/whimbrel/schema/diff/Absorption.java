package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.diff.Action.Verb;
import dev.whimbrel.schema.diff.Key.Facet;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.DomainConstraint;
import dev.whimbrel.schema.model.Families;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Origin;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Statistics;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which actions need no statement of their own, since another one does the same: a table is created and dropped with its columns. */
final class Absorption {
  private final Decisions decisions;
  private final DatabaseSchema from;
  private final DatabaseSchema to;
  private final Set<Action> separate = new HashSet<>();

  Absorption(Decisions decisions, DatabaseSchema from, DatabaseSchema to) {
    this.decisions = decisions;
    this.from = from;
    this.to = to;
  }

  /** The action that does it, itself if none else does. */
  Action by(Action action) {
    Action result = action;
    for (Optional<Action> next = next(result); next.isPresent(); next = next(result)) {
      result = next.get();
    }
    return result;
  }

  boolean isAbsorbed(Action action) {
    return next(action).isPresent();
  }

  /** From now on it is a statement of its own, if it can be one. */
  boolean separate(Action action) {
    return isSeparable(action) && separate.add(action);
  }

  private boolean isSeparable(Action action) {
    Key key = action.key();
    if (action.verb() == Verb.DROP) {
      return isAbsorbed(action) && !isInherited(from.objects().get(key.id()))
          && (key.facet() == Facet.CONTENT || key.facet() == Facet.PARENTAGE
              || (key.isWhole() && Set.of(Kind.CONSTRAINT, Kind.TRIGGER, Kind.RULE, Kind.POLICY, Kind.INDEX,
                  Kind.STATISTICS).contains(key.id().kind())));
    }
    if (action.verb() == Verb.CREATE) {
      return isAbsorbed(action) && !isInherited(to.objects().get(key.id()))
          && ((key.facet() == Facet.CONTENT && isDefault(key.id())) || (key.isWhole() && isSplitOff(key.id())));
    }
    return false;
  }

  private boolean isDefault(ObjectId column) {
    return to.objects().get(column) instanceof Column one && one.content() instanceof Column.Content.Default;
  }

  private boolean isSplitOff(ObjectId id) {
    return id.kind() == Kind.CONSTRAINT || id.kind() == Kind.DOMAIN_CONSTRAINT
        || (to.objects().get(id) instanceof Column column && column.content() instanceof Column.Content.Generated);
  }

  private static boolean isInherited(@org.jspecify.annotations.Nullable SchemaObject object) {
    return switch (object) {
      case Column column -> column.origin() == Origin.INHERITED;
      case Constraint constraint -> constraint.origin() == Origin.INHERITED;
      case Index index -> index.parent() != null;
      case null, default -> false;
    };
  }

  private Optional<Action> next(Action action) {
    if (separate.contains(action)) {
      return Optional.empty();
    }
    return switch (action.verb()) {
      case DROP -> dropper(action.key());
      case CREATE -> creator(action.key());
      case ALTER, FINISH -> Optional.empty();
    };
  }

  private Optional<Action> dropper(Key key) {
    if (!key.isWhole()) {
      return dropped(key.id());
    }
    SchemaObject object = Objects.requireNonNull(from.objects().get(key.id()));
    return Stream.concat(container(object, from), source(object, from)).filter(this::isDropped).findFirst()
        .map(id -> Action.drop(Key.of(id)));
  }

  private Optional<Action> dropped(ObjectId id) {
    return isDropped(id) ? Optional.of(Action.drop(Key.of(id))) : Optional.empty();
  }

  private boolean isDropped(ObjectId id) {
    return decisions.drops().contains(Key.of(id)) && !decisions.swapped().contains(id);
  }

  /** What takes it along when it is dropped. */
  private static Stream<ObjectId> container(SchemaObject object, DatabaseSchema schema) {
    return switch (object) {
      case Index index -> Stream.of(index.relation());
      case Statistics statistics -> Stream.of(statistics.relation());
      case Sequence sequence when sequence.owner() != null -> Stream.of(sequence.owner());
      default -> switch (object.id().kind()) {
        case COLUMN, CONSTRAINT, TRIGGER, RULE, POLICY -> Stream.of(schema.relationOf(object.id()));
        case DOMAIN_CONSTRAINT -> Stream.of(ObjectId.of(Kind.DOMAIN, object.id().schema(), object.id().name()));
        default -> Stream.empty();
      };
    };
  }

  /** The same part of the parents, from which it comes. */
  private static Stream<ObjectId> source(SchemaObject object, DatabaseSchema schema) {
    return switch (object) {
      case Column column when column.origin() == Origin.INHERITED -> ofParents(column.id(), schema);
      case Constraint constraint when constraint.origin() == Origin.INHERITED -> constraint.backing() != null
          && constraint.backing().parent() != null
              ? Stream.of(constraint.backing().parent())
              : ofParents(constraint.id(), schema);
      case Index index when index.parent() != null -> Stream.of(index.parent());
      default -> Stream.empty();
    };
  }

  private static Stream<ObjectId> ofParents(ObjectId part, DatabaseSchema schema) {
    return Comparison.parents(schema, part).stream().map(parent -> parent.part(part.kind(), part.part()));
  }

  private Optional<Action> creator(Key key) {
    boolean withObject = decisions.creates().contains(Key.of(key.id()));
    if (key.facet() == Facet.CONTENT || key.facet() == Facet.PARENTAGE) {
      return withObject ? Optional.of(Action.create(Key.of(key.id()))) : Optional.empty();
    }
    if (!key.isWhole()) {
      return Optional.empty();
    }
    SchemaObject object = Objects.requireNonNull(to.objects().get(key.id()));
    return Stream.concat(table(object), isOfPartition(object) ? Stream.empty() : source(object, to))
        .filter(this::isCreated).findFirst()
        .map(id -> Action.create(Key.of(id)));
  }

  private boolean isCreated(ObjectId id) {
    return decisions.creates().contains(Key.of(id));
  }

  /** What it can be created with. */
  private Stream<ObjectId> table(SchemaObject object) {
    return switch (object) {
      case Column column -> Stream.of(column.id().relation());
      case Constraint constraint when isOfPartition(constraint) -> Stream.empty();
      case Constraint constraint when constraint.origin() == Origin.INHERITED -> Stream.of(constraint.id().relation());
      case Constraint constraint when decisions.ddl().absorbs(constraint) -> Stream.of(constraint.id().relation());
      case DomainConstraint check -> Stream.of(ObjectId.of(Kind.DOMAIN, check.id().schema(), check.id().name()));
      default -> Stream.empty();
    };
  }

  /** Whether the server makes it with that of the whole, if it is like that one; the text of each knows. */
  private static boolean isOfPartition(SchemaObject object) {
    return Families.parent(object) != null;
  }
}
