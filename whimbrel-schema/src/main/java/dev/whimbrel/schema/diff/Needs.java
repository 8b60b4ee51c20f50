package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.diff.Key.Facet;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Extension;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Publication;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Statistics;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.model.UserMapping;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What cannot be without what in one schema: its dependencies, and those that go without saying. */
final class Needs {
  private static final Set<Kind> TYPES = Set.of(Kind.ENUM, Kind.DOMAIN, Kind.COMPOSITE, Kind.RANGE, Kind.TABLE,
      Kind.VIEW, Kind.MATERIALIZED_VIEW);

  private final DatabaseSchema schema;
  private final NavigableMap<Key, NavigableSet<ObjectId>> needs = new TreeMap<>();
  private final NavigableMap<ObjectId, NavigableSet<Key>> dependents = new TreeMap<>();

  private Needs(DatabaseSchema schema) {
    this.schema = schema;
  }

  static Needs of(DatabaseSchema schema) {
    Needs result = new Needs(schema);
    schema.objects().values().forEach(result::add);
    return result;
  }

  /** What it cannot be without, itself for all its sides. */
  NavigableSet<ObjectId> of(Key key) {
    return needs.getOrDefault(key, new TreeSet<>());
  }

  /** What cannot be without it. */
  NavigableSet<Key> dependents(ObjectId id) {
    return dependents.getOrDefault(id, new TreeSet<>());
  }

  private void add(SchemaObject object) {
    Set<ObjectId> said = new TreeSet<>(schema.needsOf(object.id()));
    if (!object.id().schema().isEmpty()) {
      need(Key.of(object.id()), ObjectId.of(Kind.SCHEMA, "", object.id().schema()));
    }
    switch (object) {
      case Column column -> addColumn(column, said);
      case Table table -> addTable(table, said);
      case Sequence sequence -> addSequence(sequence, said);
      case Constraint constraint -> addConstraint(constraint, said);
      case Index index -> addIndex(index, said);
      case Statistics statistics -> all(Key.of(statistics.id()), plus(said, statistics.relation()));
      case Publication publication -> addPublication(publication, said);
      case Extension extension -> all(Key.of(extension.id()),
          plus(said, ObjectId.of(Kind.SCHEMA, "", extension.schema())));
      case UserMapping mapping -> all(Key.of(mapping.id()),
          plus(said, ObjectId.of(Kind.SERVER, "", mapping.id().name())));
      default -> all(Key.of(object.id()), withRelation(object.id(), said));
    }
  }

  private Collection<ObjectId> withRelation(ObjectId id, Set<ObjectId> said) {
    return switch (id.kind()) {
      case TRIGGER, RULE, POLICY -> plus(said, schema.relationOf(id));
      case DOMAIN_CONSTRAINT -> plus(said, ObjectId.of(Kind.DOMAIN, id.schema(), id.name()));
      default -> said;
    };
  }

  private void addColumn(Column column, Set<ObjectId> said) {
    Key whole = Key.of(column.id());
    need(whole, column.id().relation());
    boolean separate = column.content() instanceof Column.Content.Default
        || column.content() instanceof Column.Content.Identity;
    if (!separate) {
      all(whole, said);
      return;
    }
    Key content = new Key(column.id(), Facet.CONTENT);
    need(content, column.id());
    all(content, said);
    said.stream().filter(id -> isTypeOf(id, column.type()) || id.kind() == Kind.COLLATION
        || id.kind() == Kind.EXTENSION).forEach(id -> need(whole, id));
  }

  /** Whether a type's text is this one, or an array of it. */
  static boolean isTypeOf(ObjectId id, String type) {
    return TYPES.contains(id.kind()) && Types.element(type).equals(Types.name(id));
  }

  private void addTable(Table table, Set<ObjectId> said) {
    List<ObjectId> parents = Comparison.parents(schema, table.id());
    said.removeAll(parents);
    said.removeIf(id -> isPart(id, table.id()));
    all(Key.of(table.id()), said);
    if (table.foreign() != null) {
      need(Key.of(table.id()), ObjectId.of(Kind.SERVER, "", table.foreign().server()));
    }
    if (!parents.isEmpty()) {
      all(new Key(table.id(), Facet.PARENTAGE), plus(parents, table.id()));
    }
    if (table.replicaIdentity().mode() == Table.ReplicaIdentity.Mode.INDEX) {
      addReplica(table);
    }
  }

  private void addReplica(Table table) {
    String name = table.replicaIdentity().index();
    ObjectId index = ObjectId.of(Kind.INDEX, table.id().schema(), name);
    Key key = new Key(table.id(), Facet.REPLICA);
    need(key, table.id());
    need(key, schema.objects().containsKey(index) ? index : table.id().part(Kind.CONSTRAINT, name));
  }

  private static boolean isPart(ObjectId part, ObjectId table) {
    return (part.kind() == Kind.COLUMN || part.kind() == Kind.CONSTRAINT) && part.relation().equals(table);
  }

  private void addSequence(Sequence sequence, Set<ObjectId> said) {
    ObjectId owner = sequence.owner();
    if (owner != null) {
      said.remove(owner);
      said.remove(owner.relation());
      all(new Key(sequence.id(), Facet.OWNER), List.of(sequence.id(), owner));
    }
    all(Key.of(sequence.id()), said);
  }

  private void addConstraint(Constraint constraint, Set<ObjectId> said) {
    Key key = Key.of(constraint.id());
    ObjectId table = constraint.id().relation();
    all(key, plus(said, table));
    constraint.columns().forEach(column -> need(key, table.part(Kind.COLUMN, column)));
    Constraint.Reference reference = constraint.reference();
    if (reference != null) {
      need(key, reference.table());
      reference.columns().forEach(column -> need(key, reference.table().part(Kind.COLUMN, column)));
    }
  }

  private void addIndex(Index index, Set<ObjectId> said) {
    Key key = Key.of(index.id());
    all(key, plus(said, index.relation()));
    Stream.concat(index.include().stream(), index.parts().stream()
        .filter(part -> part.subject() == Index.Subject.COLUMN).map(Index.Part::text))
        .map(column -> index.relation().part(Kind.COLUMN, column))
        .filter(schema.objects()::containsKey)
        .forEach(column -> need(key, column));
  }

  private void addPublication(Publication publication, Set<ObjectId> said) {
    Key key = Key.of(publication.id());
    all(key, said);
    publication.schemas().forEach(name -> need(key, ObjectId.of(Kind.SCHEMA, "", name)));
    for (Publication.Member member : publication.tables()) {
      need(key, member.table());
      member.columns().forEach(column -> need(key, member.table().part(Kind.COLUMN, column)));
    }
  }

  private static Collection<ObjectId> plus(Collection<ObjectId> some, ObjectId one) {
    Set<ObjectId> result = new TreeSet<>(some);
    result.add(one);
    return result;
  }

  private void all(Key key, Collection<ObjectId> ids) {
    ids.forEach(id -> need(key, id));
  }

  private void need(Key key, ObjectId id) {
    if (key.isWhole() && key.id().equals(id)) {
      return;
    }
    needs.computeIfAbsent(key, k -> new TreeSet<>()).add(id);
    dependents.computeIfAbsent(id, k -> new TreeSet<>()).add(key);
  }
}
