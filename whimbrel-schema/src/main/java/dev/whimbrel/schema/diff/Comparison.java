package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Extension;
import dev.whimbrel.schema.model.ForeignDataWrapper;
import dev.whimbrel.schema.model.ForeignServer;
import dev.whimbrel.schema.model.HiddenOptions;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Families;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.NotNull;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Origin;
import dev.whimbrel.schema.model.Persistence;
import dev.whimbrel.schema.model.Domain;
import dev.whimbrel.schema.model.Publication;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Statistics;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.model.UserMapping;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When two objects count as alike. */
record Comparison(DatabaseSchema from, DatabaseSchema to, Difference.Versions versions) {
  private static final Pattern COLUMNS = Pattern.compile("(CREATE STATISTICS .* ON )([^()]*)( FROM .*)");
  private static final Pattern OPTIONS = Pattern.compile("(?<=\\)| DISTINCT) WITH \\([^()]*\\)");

  private static final Pattern CHOSEN_NOT_NULL = Pattern.compile("_not_null\\d*\\z");

  /** Only in the second, and not there by itself once its parents have it. */
  boolean isAdded(SchemaObject object) {
    return !from.objects().containsKey(object.id()) && !followsParents(object, to, from);
  }

  boolean isRemoved(SchemaObject object) {
    return !to.objects().containsKey(object.id()) && !followsParents(object, from, to);
  }

  /** An inherited part comes and goes with those of the parents, as long as the table is the child of the same ones. */
  private static boolean followsParents(SchemaObject object, DatabaseSchema own, DatabaseSchema other) {
    return switch (object) {
      case Column column -> column.origin() == Origin.INHERITED
          && parentsLack(column.id(), Kind.COLUMN, own, other);
      case Constraint constraint -> constraint.origin() == Origin.INHERITED
          && follows(constraint, own, other);
      case Index index -> index.parent() != null && !other.objects().containsKey(index.parent())
          && sameParents(index.relation(), own, other);
      default -> false;
    };
  }

  private static boolean follows(Constraint constraint, DatabaseSchema own, DatabaseSchema other) {
    Constraint.Backing backing = constraint.backing();
    if (backing == null || backing.parent() == null) {
      return parentsLack(constraint.id(), Kind.CONSTRAINT, own, other);
    }
    return !other.objects().containsKey(backing.parent()) && sameParents(constraint.id(), own, other);
  }

  private static boolean parentsLack(ObjectId part, Kind kind, DatabaseSchema own, DatabaseSchema other) {
    return sameParents(part, own, other)
        && parents(own, part).stream().noneMatch(parent -> other.objects().containsKey(parent.part(kind, part.part())));
  }

  private static boolean sameParents(ObjectId part, DatabaseSchema own, DatabaseSchema other) {
    return !other.objects().containsKey(part.relation()) || parents(own, part).equals(parents(other, part));
  }

  static List<ObjectId> parents(DatabaseSchema schema, ObjectId part) {
    return schema.find(part.relation()).map(Table.class::cast).map(Families::parents).orElse(List.of());
  }

  /** Whether something of this id is on both sides; for columns of views and types, the view or the type. */
  boolean inBoth(ObjectId id) {
    return isIn(id, from) && isIn(id, to);
  }

  private static boolean isIn(ObjectId id, DatabaseSchema schema) {
    if (schema.objects().containsKey(id)) {
      return true;
    }
    return id.kind() == Kind.COLUMN
        && Stream.of(Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.COMPOSITE)
            .anyMatch(kind -> schema.objects().containsKey(ObjectId.of(kind, id.schema(), id.name())));
  }

  boolean alike(SchemaObject before, SchemaObject after) {
    if (before.equals(after)) {
      return true;
    }
    if (before instanceof Column was && after instanceof Column is) {
      return alike(was, is);
    }
    return before.getClass() == after.getClass() && plain(before).equals(plain(after));
  }

  private boolean alike(Column before, Column after) {
    Column was = plainColumn(before);
    Column is = plainColumn(after);
    return followed(was, is).equals(is);
  }

  /** The column as it is after everything that is done to its parents has been done to it as well. */
  Column followed(Column was, Column is) {
    Column result = was;
    for (ObjectId parent : lastingParents(is.id())) {
      ObjectId id = parent.part(Kind.COLUMN, is.id().part());
      if (is.origin() != Origin.LOCAL && was.origin() != Origin.LOCAL
          && from.find(id).orElse(null) instanceof Column parentWas
          && to.find(id).orElse(null) instanceof Column parentIs) {
        result = follow(result, is, plainColumn(parentWas), plainColumn(parentIs));
      }
    }
    return result;
  }

  /** Those that hand on what is done to them. */
  List<ObjectId> lastingParents(ObjectId part) {
    List<ObjectId> before = parents(from, part);
    return parents(to, part).stream().filter(before::contains).toList();
  }

  private static Column follow(Column was, Column is, Column parentWas, Column parentIs) {
    Follow follow = new Follow(was, is, parentWas, parentIs);
    return new Column(was.id(), was.position(), follow.value(Column::type), follow.value(Column::collation),
        follow.orNull(Column::notNull), follow.value(Column::content), was.origin(), follow.value(Column::storage),
        follow.value(Column::compression), follow.value(Column::statistics), was.options(), was.foreignOptions());
  }

  /** A change of the parent's that reaches the child makes the child's own unnecessary. */
  private record Follow(Column was, Column is, Column parentWas, Column parentIs) {
    <T> T value(Function<Column, T> field) {
      return reaches(field::apply) ? field.apply(is) : field.apply(was);
    }

    @Nullable
    NotNull orNull(Function<Column, @Nullable NotNull> field) {
      return reaches(field::apply) ? field.apply(is) : field.apply(was);
    }

    private boolean reaches(Function<Column, @Nullable Object> field) {
      return !Objects.equals(field.apply(parentWas), field.apply(parentIs))
          && Objects.equals(field.apply(parentIs), field.apply(is));
    }
  }

  private int olderMajor() {
    return Math.min(from.major(), to.major());
  }

  private SchemaObject plain(SchemaObject object) {
    return switch (object) {
      case Column column -> plainColumn(column);
      case Domain domain -> new Domain(domain.id(), domain.baseType(), domain.collation(), domain.defaultValue(),
          plain(domain.notNull()));
      case Index index -> plainIndex(index);
      case Constraint constraint when constraint.type() == Constraint.Type.CHECK -> plainCheck(constraint);
      case Statistics statistics -> new Statistics(statistics.id(), statistics.relation(),
          inAnyOrder(statistics.definition()), statistics.target());
      // the values of its options are secrets, and without them they cannot be set
      case UserMapping mapping -> new UserMapping(mapping.id(), List.of());
      case ForeignDataWrapper wrapper -> new ForeignDataWrapper(wrapper.id(), wrapper.handler(), wrapper.validator(),
          HiddenOptions.without(wrapper.options()));
      case ForeignServer server -> new ForeignServer(server.id(), server.wrapper(), server.type(), server.version(),
          HiddenOptions.without(server.options()));
      case Table table when table.foreign() != null -> new Table(table.id(), table.persistence(), table.accessMethod(),
          table.tablespace(), table.options(), table.ofType(), table.partitionKey(), table.parentage(),
          table.replicaIdentity(), table.rowSecurity(),
          new Table.Foreign(table.foreign().server(), HiddenOptions.without(table.foreign().options())));
      case Extension extension -> plainExtension(extension);
      case Publication publication -> plainPublication(publication);
      case Sequence sequence when olderMajor() < 15 && sequence.owner() != null -> new Sequence(sequence.id(),
          Persistence.LOGGED, sequence.counting(), sequence.owner());
      default -> object;
    };
  }

  Column plainColumn(Column column) {
    return new Column(column.id(), 0, column.type(), column.collation(), plain(column.notNull()),
        plain(column.content()), plain(column.origin()), column.storage(), column.compression(), column.statistics(),
        column.options(), HiddenOptions.without(column.foreignOptions()));
  }

  /**
   * Names, validity and inheritance of NOT NULL are known since PostgreSQL 18. A name that the server chose when the table or the column
   * was called otherwise is as good as the one that it would choose now.
   */
  private @Nullable NotNull plain(@Nullable NotNull notNull) {
    if (notNull == null || olderMajor() < 18) {
      return notNull == null ? null : NotNull.plain();
    }
    return CHOSEN_NOT_NULL.matcher(notNull.name()).find()
        ? new NotNull("", notNull.validity(), notNull.inheritance())
        : notNull;
  }

  /** A column that a child declares as well outlives that of its parents; no statement turns one into the other. */
  private static Origin plain(Origin origin) {
    return origin == Origin.BOTH ? Origin.INHERITED : origin;
  }

  private Column.Content plain(Column.Content content) {
    return olderMajor() < 15 && content instanceof Column.Content.Identity identity
        ? new Column.Content.Identity(identity.giving(), identity.sequence(), identity.counting(), Persistence.LOGGED)
        : content;
  }

  /** Its columns stand as in the table. */
  private static Constraint plainCheck(Constraint check) {
    return new Constraint(check.id(), check.type(), check.definition(), check.columns().stream().sorted().toList(),
        check.reference(), check.validity(), check.deferral(), check.origin(), check.backing());
  }

  /** The columns of statistics stand as in the table, too. */
  static String inAnyOrder(String statistics) {
    Matcher matcher = COLUMNS.matcher(statistics);
    return matcher.replaceFirst(found -> Matcher.quoteReplacement(found.group(1)
        + Stream.of(found.group(2).split(", ")).sorted().collect(Collectors.joining(", ")) + found.group(3)));
  }

  /** Its options stand beside the definition too, there without the order in which they were set. */
  private static Index plainIndex(Index index) {
    return new Index(index.id(), index.relation(), OPTIONS.matcher(index.definition()).replaceFirst(""),
        index.uniqueness(), index.method(), index.parts(), index.include(), index.predicate(), index.tablespace(),
        index.options(), index.usability(), index.clustering(), index.parent(), index.statistics());
  }

  private Extension plainExtension(Extension extension) {
    boolean compared = versions == Difference.Versions.COMPARED && from.major() == to.major();
    return compared ? extension : new Extension(extension.id(), extension.schema(), "");
  }

  private Publication plainPublication(Publication publication) {
    if (olderMajor() >= 18) {
      return publication;
    }
    Map<String, String> options = new TreeMap<>(publication.options());
    options.remove("publish_generated_columns");
    return new Publication(publication.id(), publication.reach(), publication.tables(), publication.schemas(), options);
  }

  boolean alike(ObjectId id, Aspects before, Aspects after) {
    if (id.kind() == Kind.SCHEMA && id.name().equals("public") && (from.major() < 15) != (to.major() < 15)) {
      return before.comment().equals(after.comment());
    }
    return plain(before).equals(plain(after));
  }

  /** The privilege MAINTAIN is known since PostgreSQL 17. */
  private Aspects plain(Aspects aspects) {
    if (aspects.grants() == null || olderMajor() >= 17) {
      return aspects;
    }
    return new Aspects(aspects.owner(), aspects.comment(), aspects.grants().stream()
        .filter(grant -> !grant.privilege().equals("MAINTAIN")).toList());
  }
}
