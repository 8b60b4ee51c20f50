package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.ddl.Alteration;
import dev.whimbrel.schema.ddl.Ddl;
import dev.whimbrel.schema.diff.Key.Facet;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.CompositeType;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Domain;
import dev.whimbrel.schema.model.DomainConstraint;
import dev.whimbrel.schema.model.EnumType;
import dev.whimbrel.schema.model.Families;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.NotNull;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Origin;
import dev.whimbrel.schema.model.Publication;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.model.Validity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What has to be dropped, altered and created: what differs, and all that stands in the way of it. */
final class Decisions {
  /** In the place of an index that replication shall forget. */
  private static final Table.ReplicaIdentity FULL = new Table.ReplicaIdentity(Table.ReplicaIdentity.Mode.FULL, "");

  private final DatabaseSchema from;
  private final DatabaseSchema to;
  private final Comparison comparison;
  private final ChangePlan.Options options;
  private final Ddl ddl;
  private final Needs needsBefore;
  private final Needs needsAfter;
  private final Families families;

  private final NavigableSet<Key> drops = new TreeSet<>();
  private final NavigableSet<Key> creates = new TreeSet<>();
  private final NavigableMap<Key, List<String>> alters = new TreeMap<>();
  private final NavigableSet<ObjectId> swapped = new TreeSet<>();
  private final NavigableSet<ObjectId> retyped = new TreeSet<>();
  private final NavigableSet<ObjectId> committedFirst = new TreeSet<>();
  private final Map<ObjectId, ColumnChange> columns = new HashMap<>();
  private final Deque<ObjectId> gone = new ArrayDeque<>();
  private final Deque<ObjectId> newlyTyped = new ArrayDeque<>();

  private Decisions(DatabaseSchema from, DatabaseSchema to, ChangePlan.Options options) {
    this.from = from;
    this.to = to;
    this.options = options;
    this.comparison = new Comparison(from, to, options.versions());
    this.ddl = Ddl.of(to, from);
    this.needsBefore = Needs.of(from);
    this.needsAfter = Needs.of(to);
    this.families = Families.of(from);
  }

  static Decisions of(DatabaseSchema from, DatabaseSchema to, ChangePlan.Options options) {
    Decisions result = new Decisions(from, to, options);
    result.decide();
    return result;
  }

  Ddl ddl() {
    return ddl;
  }

  Needs needsBefore() {
    return needsBefore;
  }

  Needs needsAfter() {
    return needsAfter;
  }

  NavigableSet<Key> drops() {
    return drops;
  }

  NavigableSet<Key> creates() {
    return creates;
  }

  /** Each with its statements, as far as they are not those of a new type of a column. */
  NavigableMap<Key, List<String>> alters() {
    return alters;
  }

  /** Types that columns go on to have, in another form. */
  NavigableSet<ObjectId> swapped() {
    return swapped;
  }

  /** Columns that get another type, or the new form of theirs. */
  NavigableSet<ObjectId> retyped() {
    return retyped;
  }

  /** Enums whose new labels the plan uses. */
  NavigableSet<ObjectId> committedFirst() {
    return committedFirst;
  }

  @Nullable
  ColumnChange column(ObjectId id) {
    return columns.get(id);
  }

  private void decide() {
    from.objects().keySet().stream().filter(id -> !to.objects().containsKey(id)).forEach(this::dropWhole);
    to.objects().keySet().stream().filter(id -> !from.objects().containsKey(id)).forEach(this::createWhole);
    from.objects().values().forEach(this::change);
    from.all(Domain.class).filter(domain -> isToBeProven(domain) && isHeldInside(domain.id()))
        .forEach(domain -> replaceOrSwap(domain.id()));
    spread();
    useOfLabels();
    spread();
    alters.keySet().removeIf(key -> drops.contains(key) || drops.contains(Key.of(key.id())));
  }

  private void spread() {
    while (!gone.isEmpty() || !newlyTyped.isEmpty()) {
      ObjectId id = gone.poll();
      if (id != null) {
        List.copyOf(needsBefore.dependents(id)).forEach(key -> withoutIt(key, id));
        replaceInChildren(id);
        continue;
      }
      ObjectId column = Objects.requireNonNull(newlyTyped.poll());
      List.copyOf(needsBefore.dependents(column)).forEach(key -> withOtherType(key, column));
    }
  }

  /** A column that is made anew is so in all children. */
  private void replaceInChildren(ObjectId id) {
    if (id.kind() == Kind.COLUMN && creates.contains(Key.of(id))) {
      families.children(id.relation()).stream().map(child -> child.part(Kind.COLUMN, id.part()))
          .filter(child -> comparison.lastingParents(child).contains(id.relation()))
          .filter(child -> !drops.contains(Key.of(child)) && to.objects().containsKey(child)).forEach(this::replace);
    }
  }

  private void dropWhole(ObjectId id) {
    if (drops.add(Key.of(id))) {
      for (Facet facet : Facet.values()) {
        Key key = new Key(id, facet);
        if (facet != Facet.WHOLE && !needsBefore.of(key).isEmpty()) {
          drops.add(key);
        }
      }
      gone.add(id);
    }
  }

  private void createWhole(ObjectId id) {
    creates.add(Key.of(id));
    for (Facet facet : Facet.values()) {
      Key key = new Key(id, facet);
      if (facet != Facet.WHOLE && !needsAfter.of(key).isEmpty()) {
        creates.add(key);
      }
    }
  }

  private void replace(ObjectId id) {
    dropWhole(id);
    if (to.objects().containsKey(id)) {
      createWhole(id);
    }
  }

  private void replace(Key key) {
    drops.add(key);
    if (!needsAfter.of(key).isEmpty()) {
      creates.add(key);
    }
  }

  private void change(SchemaObject before) {
    SchemaObject after = to.objects().get(before.id());
    if (after == null) {
      return;
    }
    if (before instanceof Column was && after instanceof Column is) {
      change(was, is);
      return;
    }
    if (comparison.alike(before, after) || followsTable(before, after)) {
      return;
    }
    if (before instanceof Table was && after instanceof Table is) {
      change(was, is);
      return;
    }
    if (before instanceof Sequence was && after instanceof Sequence is) {
      change(was, is);
      return;
    }
    alter(before, after);
  }

  private void alter(SchemaObject before, SchemaObject after) {
    switch (alteration(before, after)) {
      case Alteration.Replace() -> replaceOrSwap(before.id());
      case Alteration.InPlace(List<String> statements) -> {
        if (!statements.isEmpty()) {
          alters.put(Key.of(before.id()), statements);
        }
      }
    }
  }

  /** Attributes of a type that columns have cannot be altered. */
  private Alteration alteration(SchemaObject before, SchemaObject after) {
    if (before instanceof CompositeType was && after instanceof CompositeType is && !columnsOf(was.id()).isEmpty()
        && !sameTypes(was, is)) {
      return new Alteration.Replace();
    }
    return ddl.alter(before, after);
  }

  private static boolean sameTypes(CompositeType before, CompositeType after) {
    return before.attributes().stream().allMatch(was -> after.attributes().stream()
        .filter(is -> is.name().equals(was.name())).allMatch(was::equals));
  }

  /** Whether the values that are there have to be looked at. */
  private boolean isToBeProven(Domain before) {
    if (!(to.objects().get(before.id()) instanceof Domain after)) {
      return false;
    }
    return (before.notNull() == null && after.notNull() != null)
        || to.all(DomainConstraint.class).filter(check -> isOf(check, after))
            .anyMatch(check -> check.validity() == Validity.VALID && !check.equals(from.objects().get(check.id())));
  }

  private static boolean isOf(DomainConstraint check, Domain domain) {
    return check.id().schema().equals(domain.id().schema()) && check.id().name().equals(domain.id().name());
  }

  /** Whether it is stored within values of another type, where the server does not look for it. */
  private boolean isHeldInside(ObjectId type) {
    return needsBefore.dependents(type).stream().filter(Key::isWhole).map(key -> from.objects().get(key.id()))
        .filter(Objects::nonNull).anyMatch(object -> switch (object) {
          case Column column -> Needs.isTypeOf(type, column.type()) && column.type().endsWith("[]");
          case Domain domain -> domain.baseType().endsWith("[]") ? isStored(domain.id()) : isHeldInside(domain.id());
          default -> isType(object.id()) && isStored(object.id());
        });
  }

  private boolean isStored(ObjectId type) {
    return needsBefore.dependents(type).stream().filter(Key::isWhole).map(Key::id)
        .anyMatch(id -> id.kind() == Kind.COLUMN || id.kind() == Kind.MATERIALIZED_VIEW
            || (isType(id) && isStored(id)));
  }

  private void change(Sequence before, Sequence after) {
    Key owner = new Key(before.id(), Facet.OWNER);
    if (!Objects.equals(before.owner(), after.owner())) {
      if (before.owner() != null) {
        drops.add(owner);
      }
      if (after.owner() != null) {
        creates.add(owner);
      }
    }
    alter(Facets.withoutOwner(before), Facets.withoutOwner(after));
  }

  private void change(Table before, Table after) {
    Key parentage = new Key(before.id(), Facet.PARENTAGE);
    if (!before.parentage().equals(after.parentage())) {
      replace(parentage);
      if (before.parentage() instanceof Table.Parentage.None) {
        drops.remove(parentage);
      }
    }
    Key replica = new Key(before.id(), Facet.REPLICA);
    if (!before.replicaIdentity().equals(after.replicaIdentity()) && !needsAfter.of(replica).isEmpty()) {
      creates.add(replica);
    }
    boolean forgets = before.replicaIdentity().mode() == Table.ReplicaIdentity.Mode.INDEX
        && after.replicaIdentity().mode() == Table.ReplicaIdentity.Mode.DEFAULT;
    Table was = Facets.alone(before);
    alter(forgets ? Facets.with(was, was.parentage(), FULL) : was, Facets.alone(after));
  }

  /** A part that came from the parents, or is handed over to them, changes with the table. */
  private boolean followsTable(SchemaObject before, SchemaObject after) {
    if (before instanceof Index was && after instanceof Index is) {
      return withoutParent(was).equals(withoutParent(is));
    }
    if (before instanceof Constraint was && after instanceof Constraint is) {
      return withoutOrigin(was).equals(withoutOrigin(is))
          || (was.origin() == Origin.INHERITED && is.origin() == Origin.INHERITED);
    }
    return false;
  }

  private static Index withoutParent(Index index) {
    return new Index(index.id(), index.relation(), index.definition(), index.uniqueness(), index.method(),
        index.parts(), index.include(), index.predicate(), index.tablespace(), index.options(), index.usability(),
        index.clustering(), null, index.statistics());
  }

  private static Constraint withoutOrigin(Constraint constraint) {
    Constraint.Backing backing = constraint.backing();
    return new Constraint(constraint.id(), constraint.type(), constraint.definition(), constraint.columns(),
        constraint.reference(), constraint.validity(), constraint.deferral(), Origin.LOCAL,
        backing == null
            ? null
            : new Constraint.Backing(backing.include(), backing.tablespace(), backing.options(), backing.clustering(),
                null));
  }

  private void change(Column before, Column after) {
    Column was = comparison.followed(comparison.plainColumn(before), comparison.plainColumn(after));
    ColumnChange change = new ColumnChange(was, comparison.plainColumn(after), to.major());
    columns.put(before.id(), change);
    if (change.isReplaced()) {
      replace(before.id());
      return;
    }
    was = named(was, before);
    change = new ColumnChange(was, comparison.plainColumn(after), to.major());
    boolean otherType = !before.type().equals(after.type()) || !before.collation().equals(after.collation());
    if (otherType) {
      retype(before.id());
    }
    if (change.keepsIdentity()) {
      alter(change, change.before());
      return;
    }
    if (otherType) {
      contentOfOtherType(before, after, change);
    } else {
      content(change);
    }
    if (change.hasRest()) {
      alter(change, change.rest());
    }
  }

  /** A NOT NULL that came from a parent keeps the parent's name when the child goes its own way. */
  private Column named(Column column, Column before) {
    List<ObjectId> parents = Comparison.parents(from, before.id());
    NotNull notNull = column.notNull();
    if (from.major() < 18 || notNull == null || !notNull.name().isEmpty() || parents.isEmpty()
        || !Comparison.parents(to, before.id()).isEmpty()
        || !(from.objects().get(parents.getFirst().part(Kind.COLUMN, before.id().part())) instanceof Column parent)
        || parent.notNull() == null) {
      return column;
    }
    String name = parent.notNull().name().isEmpty()
        ? parent.id().name() + "_" + parent.id().part() + "_not_null"
        : parent.notNull().name();
    return new Column(column.id(), column.position(), column.type(), column.collation(),
        new NotNull(name, notNull.validity(), notNull.inheritance()), column.content(), column.origin(),
        column.storage(), column.compression(), column.statistics(), column.options(), column.foreignOptions());
  }

  private void alter(ColumnChange change, Column before) {
    switch (ddl.alter(before, change.after())) {
      case Alteration.Replace() -> replace(change.after().id());
      case Alteration.InPlace(List<String> statements) -> {
        if (!statements.isEmpty()) {
          alters.merge(Key.of(change.after().id()), statements, Facets::joined);
        }
      }
    }
  }

  /** It goes before the type does and comes after it, with that of the parent where it is the same. */
  private void contentOfOtherType(Column before, Column after, ColumnChange change) {
    Key key = new Key(after.id(), Facet.CONTENT);
    boolean was = Facets.isSeparate(before.content())
        || (before.content() instanceof Column.Content.Generated && !change.isComputed());
    if (was && !isParents(before, from)) {
      drops.add(key);
    }
    if (Facets.isSeparate(after.content()) && !isParents(after, to)) {
      creates.add(key);
    }
  }

  /** Whether its content is that of a parent, before and after, which takes it along. */
  private boolean isParents(Column column, DatabaseSchema schema) {
    return column.origin() != Origin.LOCAL && comparison.lastingParents(column.id()).stream()
        .anyMatch(parent -> schema.objects().get(parent.part(Kind.COLUMN, column.id().part())) instanceof Column above
            && above.content().equals(column.content()));
  }

  private void content(ColumnChange change) {
    Key key = new Key(change.after().id(), Facet.CONTENT);
    boolean was = Facets.isSeparate(change.before().content());
    boolean is = Facets.isSeparate(change.after().content());
    if (change.hasOtherContent() && !change.isContentAlterable()) {
      if (was || (change.before().content() instanceof Column.Content.Generated && !change.isComputed())) {
        drops.add(key);
      }
      if (is) {
        creates.add(key);
      }
      return;
    }
    if (change.hasOtherContent()) {
      Column before = ColumnChange.with(change.after(), change.before().content());
      switch (ddl.alter(before, change.after())) {
        case Alteration.Replace() -> replace(key);
        case Alteration.InPlace(List<String> statements) -> alters.put(key, statements);
      }
    }
  }

  private void retype(ObjectId column) {
    if (retyped.add(column)) {
      alters.merge(Key.of(column), List.of(), Facets::joined);
      newlyTyped.add(column);
    }
  }

  private void replaceOrSwap(ObjectId id) {
    if (drops.contains(Key.of(id))) {
      return;
    }
    if (!columnsOf(id).isEmpty()) {
      swapped.add(id);
    }
    replace(id);
  }

  /** The columns that have this type before and after. */
  List<Column> columnsOf(ObjectId type) {
    return needsBefore.dependents(type).stream()
        .filter(key -> key.id().kind() == Kind.COLUMN && key.isWhole())
        .map(key -> from.objects().get(key.id()))
        .filter(Column.class::isInstance).map(Column.class::cast)
        .filter(column -> Needs.isTypeOf(type, column.type()))
        .filter(column -> to.objects().get(column.id()) instanceof Column after
            && Needs.isTypeOf(type, after.type()))
        .toList();
  }

  private void withoutIt(Key key, ObjectId needed) {
    ObjectId id = key.id();
    if (drops.contains(key)) {
      return;
    }
    if (!key.isWhole()) {
      replace(key);
      return;
    }
    SchemaObject before = Objects.requireNonNull(from.objects().get(id));
    if (before instanceof Column column && Needs.isTypeOf(needed, column.type())
        && !(column.content() instanceof Column.Content.Generated)) {
      retypeFor(column, needed);
      return;
    }
    if (before instanceof Table table && needed.kind() == Kind.TABLE && Comparison.parents(from, table.id())
        .contains(needed)) {
      return;
    }
    if (alters.containsKey(key) && !needsAfter.of(key).contains(needed)) {
      return;
    }
    if (isType(id) && to.objects().containsKey(id)) {
      replaceOrSwap(id);
      if (swapped.contains(id)) {
        swapWhatItIsMadeOf(id);
      }
      return;
    }
    replace(id);
  }

  /** What goes on under another name still needs it. */
  private void swapWhatItIsMadeOf(ObjectId id) {
    needsBefore.of(Key.of(id)).stream()
        .filter(needed -> isType(needed) && creates.contains(Key.of(needed)) && swapped.add(needed))
        .forEach(this::swapWhatItIsMadeOf);
  }

  /** A range cannot give way under another name, as the functions that make its values keep theirs: its columns are texts for a while. */
  boolean isParked(ObjectId type) {
    return type.kind() == Kind.RANGE && swapped.contains(type);
  }

  private boolean isParkedColumn(ObjectId column) {
    return from.objects().get(column) instanceof Column one
        && swapped.stream().anyMatch(type -> isParked(type) && Needs.isTypeOf(type, one.type()));
  }

  private static boolean isType(ObjectId id) {
    return Set.of(Kind.ENUM, Kind.DOMAIN, Kind.COMPOSITE, Kind.RANGE).contains(id.kind());
  }

  private void retypeFor(Column column, ObjectId type) {
    boolean stays = to.objects().get(column.id()) instanceof Column after && Needs.isTypeOf(type, after.type());
    if (stays && swapped.contains(type)) {
      retype(column.id());
      Key content = new Key(column.id(), Facet.CONTENT);
      if (column.content() instanceof Column.Content.Default) {
        replace(content);
      }
      return;
    }
    if (stays) {
      replace(column.id());
    }
  }

  private void withOtherType(Key key, ObjectId column) {
    if (drops.contains(key) || key.id().equals(column)) {
      return;
    }
    switch (Objects.requireNonNull(from.objects().get(key.id()))) {
      case Constraint constraint -> {
        boolean rebuilt = constraint.type() == Constraint.Type.FOREIGN_KEY || isParkedColumn(column);
        if (rebuilt && constraint.origin() != Origin.INHERITED) {
          replace(key.id());
        }
      }
      case Publication publication -> {
        if (publication.tables().stream()
            .anyMatch(member -> member.table().equals(column.relation()) && !member.filter().isEmpty())) {
          replace(key.id());
        }
      }
      case Index index -> {
        if (isParkedColumn(column)) {
          replace(key.id());
        }
      }
      case dev.whimbrel.schema.model.Statistics statistics -> {
      }
      case Sequence sequence -> {
      }
      case Table table -> {
      }
      default -> {
        if (key.isWhole()) {
          replace(key.id());
        }
      }
    }
  }

  /** A label cannot be used in the transaction that adds it to a type that was there before. */
  private void useOfLabels() {
    for (ObjectId id : List.copyOf(new TreeSet<>(alters.keySet().stream().map(Key::id).toList()))) {
      if (id.kind() == Kind.ENUM && from.objects().get(id) instanceof EnumType before
          && to.objects().get(id) instanceof EnumType after && usesNewLabel(before, after)) {
        if (options.newLabels() == ChangePlan.NewLabels.COMMITTED_FIRST) {
          committedFirst.add(id);
        } else {
          alters.remove(Key.of(id));
          replaceOrSwap(id);
        }
      }
    }
  }

  private boolean usesNewLabel(EnumType before, EnumType after) {
    List<String> added = after.labels().stream().filter(label -> !before.labels().contains(label))
        .map(label -> dev.whimbrel.schema.ddl.Quoting.literal(label)).toList();
    return Facets.touched(creates, alters.keySet()).map(to.objects()::get).filter(Objects::nonNull)
        .filter(object -> !object.id().equals(after.id()))
        .anyMatch(object -> Facets.text(object, added));
  }
}
