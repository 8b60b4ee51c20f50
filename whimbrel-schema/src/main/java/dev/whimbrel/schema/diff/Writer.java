package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.ddl.Alteration;
import dev.whimbrel.schema.ddl.Ddl;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.diff.Action.Verb;
import dev.whimbrel.schema.diff.Key.Facet;
import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Column.Content;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Domain;
import dev.whimbrel.schema.model.DomainConstraint;
import dev.whimbrel.schema.model.Extension;
import dev.whimbrel.schema.model.Families;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Origin;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What each action takes in SQL. */
final class Writer {
  private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

  private final Decisions decisions;
  private final Ordering ordering;
  private final DatabaseSchema from;
  private final Families families;
  private final DatabaseSchema to;
  private final ChangePlan.Options options;
  private final Ddl before;
  private final Ddl after;
  private final Types types;
  private final Losses losses;
  private final List<Step> steps = new ArrayList<>();
  private final List<ObjectId> later = new ArrayList<>();
  private final Set<ObjectId> madeAnew = new HashSet<>();

  private Writer(Decisions decisions, Ordering ordering, DatabaseSchema from, DatabaseSchema to,
      ChangePlan.Options options) {
    this.decisions = decisions;
    this.ordering = ordering;
    this.from = from;
    this.families = Families.of(from);
    this.to = to;
    this.options = options;
    this.before = Ddl.of(from);
    this.after = decisions.ddl();
    this.types = new Types(from, to);
    this.losses = new Losses(decisions, from, to);
  }

  static List<Step> write(Decisions decisions, Ordering ordering, List<Action> actions, DatabaseSchema from,
      DatabaseSchema to, ChangePlan.Options options) {
    Writer writer = new Writer(decisions, ordering, from, to, options);
    for (int at = 0; at < actions.size(); at++) {
      writer.retype(writer.retypedTogether(actions, at));
      writer.write(actions.get(at));
    }
    writer.later.stream().sorted(Comparator.reverseOrder()).forEach(writer::aspects);
    writer.otherAspects();
    return writer.steps;
  }

  /** At the first of several columns of a table that are altered one after the other, those of them that get a new type. */
  private List<ColumnChange> retypedTogether(List<Action> actions, int at) {
    Action first = actions.get(at);
    if (!isOfColumn(first) || (at > 0 && isNext(first, actions.get(at - 1)))) {
      return List.of();
    }
    return actions.subList(at, actions.size()).stream().takeWhile(action -> isNext(first, action))
        .filter(action -> action.key().isWhole() && decisions.retyped().contains(action.key().id()))
        .map(action -> decisions.column(action.key().id())).filter(Objects::nonNull).map(ColumnChange.class::cast)
        .filter(this::isRetyped).toList();
  }

  private static boolean isOfColumn(Action action) {
    return action.verb() == Verb.ALTER && action.key().id().kind() == Kind.COLUMN;
  }

  private static boolean isNext(Action first, Action action) {
    return isOfColumn(action) && action.key().id().relation().equals(first.key().id().relation());
  }

  private void write(Action action) {
    switch (action.verb()) {
      case DROP -> drop(action);
      case ALTER -> alter(action.key());
      case CREATE -> create(action);
      case FINISH -> finish(action.key().id());
    }
  }

  private void step(String sql, ObjectId about) {
    steps.add(Step.of(sql, about));
  }

  private void drop(Action action) {
    Key key = action.key();
    SchemaObject object = Objects.requireNonNull(from.objects().get(key.id()));
    switch (key.facet()) {
      case WHOLE -> dropWhole(action, object);
      case CONTENT -> content((Column) object);
      case PARENTAGE -> inPlace(before.alter(Facets.with((Table) object, ((Table) object).parentage(),
          Facets.replica((Table) object)), Facets.alone((Table) object)), key.id());
      case OWNER -> before.complete(object, Facets.withoutOwner((Sequence) object)).forEach(sql -> step(sql, key.id()));
      case REPLICA -> {
      }
    }
  }

  private void dropWhole(Action action, SchemaObject object) {
    if (decisions.isParked(object.id())) {
      decisions.columnsOf(object.id()).forEach(this::park);
    } else if (decisions.swapped().contains(object.id())) {
      step("ALTER " + typeWord(object.id()) + " " + Types.name(object.id()) + " RENAME TO " + Quoting.name(
          away(object.id())), object.id());
      return;
    }
    List<String> statements = before.drop(object);
    boolean concurrently = options.indexes() == ChangePlan.Indexes.CONCURRENTLY && object instanceof Index index
        && !isPartitioned(from, index) && index.parent() == null;
    statements.forEach(sql -> steps.add(new Step(
        concurrently ? sql.replaceFirst("DROP INDEX ", "DROP INDEX CONCURRENTLY ") : sql, object.id(),
        loss(action, object), concurrently ? Step.Transaction.ALONE : Step.Transaction.ANY, List.of())));
  }

  /** Its values wait as texts. */
  private void park(Column column) {
    if (column.origin() == Origin.INHERITED) {
      return;
    }
    String name = Quoting.name(column.id().part());
    String text = column.type().endsWith("[]") ? "text[]" : "text";
    step("ALTER TABLE " + Types.name(column.id().relation()) + " ALTER COLUMN " + name + " TYPE " + text + " USING "
        + name + "::" + text, column.id());
  }

  private static boolean isPartitioned(DatabaseSchema schema, Index index) {
    return schema.objects().get(index.relation()) instanceof Table table && !table.partitionKey().isEmpty();
  }

  /** What is absorbed may be worse than what absorbs it. */
  private Loss loss(Action action, SchemaObject object) {
    Loss own = losses.dropping(object);
    if (own instanceof Loss.None) {
      return ordering.absorbed(action).stream().filter(other -> other.key().isWhole())
          .map(other -> from.objects().get(other.key().id())).filter(Sequence.class::isInstance)
          .map(sequence -> losses.dropping(Objects.requireNonNull(sequence))).findFirst().orElse(own);
    }
    return own;
  }

  private static String typeWord(ObjectId id) {
    return id.kind() == Kind.DOMAIN ? "DOMAIN" : "TYPE";
  }

  /** A name that nothing has, before or after. */
  private String away(ObjectId id) {
    String base = id.name().length() > 50 ? id.name().substring(0, 50) : id.name();
    return Stream.iterate(1, number -> number + 1).map(number -> base + "_old" + (number == 1 ? "" : number))
        .filter(name -> Stream.of(from, to).noneMatch(schema -> isTaken(schema, id.schema(), name)))
        .findFirst().orElseThrow();
  }

  private static boolean isTaken(DatabaseSchema schema, String space, String name) {
    return Stream.of(Kind.ENUM, Kind.DOMAIN, Kind.COMPOSITE, Kind.RANGE, Kind.TABLE, Kind.VIEW,
        Kind.MATERIALIZED_VIEW, Kind.SEQUENCE, Kind.INDEX)
        .anyMatch(kind -> schema.objects().containsKey(ObjectId.of(kind, space, name)));
  }

  private void finish(ObjectId id) {
    if (decisions.isParked(id)) {
      return;
    }
    step("DROP " + typeWord(id) + " " + Quoting.name(id.schema(), away(id)), id);
  }

  /** With all children that have the same; others keep their own. */
  private void content(Column column) {
    String action = " ALTER COLUMN " + Quoting.name(column.id().part()) + switch (column.content()) {
      case Content.Identity identity -> " DROP IDENTITY";
      case Content.Generated generated -> " DROP EXPRESSION";
      case Content.Default content -> " DROP DEFAULT";
      case Content.None() -> throw new IllegalStateException("nothing to drop of " + column.id());
    };
    List<Column> children = descendants(column).toList();
    boolean all = !(column.content() instanceof Content.Default)
        || children.stream().allMatch(child -> child.content().equals(column.content()));
    steps.add(new Step("ALTER TABLE " + (all ? "" : "ONLY ") + Types.name(column.id().relation()) + action,
        column.id(), losses.withoutContent(column), Step.Transaction.ANY, List.of()));
    if (!all) {
      children.stream().filter(child -> child.content().equals(column.content())).forEach(
          child -> step("ALTER TABLE ONLY " + Types.name(child.id().relation()) + action, child.id()));
    }
  }

  private Stream<Column> descendants(Column column) {
    return families.children(column.id().relation()).stream()
        .map(table -> from.objects().get(table.part(Kind.COLUMN, column.id().part())))
        .filter(Column.class::isInstance).map(Column.class::cast)
        .flatMap(child -> Stream.concat(Stream.of(child), descendants(child)));
  }

  private void inPlace(Alteration alteration, ObjectId id) {
    if (alteration instanceof Alteration.InPlace(List<String> statements)) {
      statements.forEach(sql -> step(sql, id));
    }
  }

  private void alter(Key key) {
    ObjectId id = key.id();
    boolean first = decisions.committedFirst().contains(id);
    for (String sql : decisions.alters().getOrDefault(key, List.of())) {
      steps.add(new Step(sql, id, altering(id, sql),
          first ? Step.Transaction.COMMITTED_BEFORE_NEXT : Step.Transaction.ANY, notes(key, sql)));
    }
  }

  private Loss altering(ObjectId id, String sql) {
    ColumnChange change = decisions.column(id);
    return change != null && change.keepsIdentity() && sql.contains(" TYPE ")
        ? types.loss("column " + Losses.name(id), change.before().type(), change.after().type())
        : losses.altering(id, sql);
  }

  private List<String> notes(Key key, String sql) {
    ColumnChange change = decisions.column(key.id());
    boolean notNull = change != null && key.isWhole() && change.before().notNull() == null
        && change.after().notNull() != null;
    return notNull ? List.of("fails if " + Losses.name(key.id()) + " is null anywhere") : losses.notes(key.id(), sql);
  }

  /** All new types of a table are one statement: it is rewritten once, and a check over two columns never sees only one of them changed. */
  private void retype(List<ColumnChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    ObjectId table = changes.getFirst().after().id().relation();
    String clauses = changes.stream().map(this::newType).collect(Collectors.joining(", "));
    ObjectId about = changes.size() == 1 ? changes.getFirst().after().id() : table;
    steps.add(new Step("ALTER TABLE " + Types.name(table) + " " + clauses, about, loss(changes),
        Step.Transaction.ANY, List.of()));
  }

  private boolean isRetyped(ColumnChange change) {
    boolean swapped = isSwapped(change.after());
    return !change.keepsIdentity() && (swapped ? change.after().origin() != Origin.INHERITED : change.isRetyped());
  }

  private boolean isSwapped(Column column) {
    return decisions.swapped().stream().anyMatch(id -> Needs.isTypeOf(id, column.type()));
  }

  private Column before(ColumnChange change) {
    return (Column) Objects.requireNonNull(from.objects().get(change.after().id()));
  }

  private String newType(ColumnChange change) {
    Column column = change.after();
    String name = Quoting.name(column.id().part());
    String using = types.using(name, before(change).type(), column.type(),
        isSwapped(column) ? Types.Swapping.A_TYPE : Types.Swapping.NO_TYPE).map(text -> " USING " + text).orElse("");
    return "ALTER COLUMN " + name + " TYPE " + column.type()
        + (column.collation().isEmpty() ? "" : " COLLATE " + column.collation()) + using;
  }

  private Loss loss(List<ColumnChange> changes) {
    String sentences = changes.stream()
        .map(change -> types.loss("column " + Losses.name(change.after().id()), before(change).type(),
            change.after().type()))
        .filter(Loss.MayLose.class::isInstance).map(Loss.MayLose.class::cast).map(Loss.MayLose::sentence)
        .collect(Collectors.joining("; "));
    return sentences.isEmpty() ? Loss.none() : new Loss.MayLose(sentences);
  }

  private void create(Action action) {
    Key key = action.key();
    SchemaObject object = Objects.requireNonNull(to.objects().get(key.id()));
    switch (key.facet()) {
      case WHOLE -> createWhole(action, object);
      case CONTENT -> createContent((Column) object);
      case PARENTAGE -> inPlace(after.alter(Facets.alone((Table) object), Facets.with((Table) object,
          ((Table) object).parentage(), Facets.replica((Table) object))), key.id());
      case OWNER, REPLICA -> after.complete(null, object).forEach(sql -> step(sql, key.id()));
    }
  }

  private void createContent(Column column) {
    inPlace(after.alter(ColumnChange.with(column, new Content.None()), column), column.id());
    if (from.objects().get(column.id()) instanceof Column was && !(was.content() instanceof Content.Identity)
        && column.content() instanceof Content.Identity identity) {
      step(goingOn(Quoting.name(column.id().schema(), identity.sequence()), identity.counting(), column), column.id());
    } else if (from.objects().containsKey(column.id()) && isNumber(column.type())) {
      newCounters(column).forEach(sequence -> step(
          goingOn(Types.name(sequence.id()), sequence.counting(), column), column.id()));
    }
  }

  private static boolean isNumber(String type) {
    return INTEGERS.contains(type) || type.startsWith("numeric");
  }

  /** What one column alone counts with; of several nobody knows which has the highest number. */
  private Stream<Sequence> newCounters(Column column) {
    return to.needsOf(column.id()).stream().filter(id -> decisions.creates().contains(Key.of(id)))
        .map(to.objects()::get).filter(Sequence.class::isInstance).map(Sequence.class::cast)
        .filter(sequence -> column.id().equals(sequence.owner()));
  }

  /** Behind what the column holds, as far as the counter comes there. */
  private static String goingOn(String counter, Sequence.Counting counting, Column column) {
    String name = Quoting.name(column.id().part());
    boolean up = counting.increment() > 0;
    return "SELECT pg_catalog.setval(" + Quoting.literal(counter) + ", (SELECT pg_catalog." + (up ? "max" : "min") + "("
        + name + ")" + (INTEGERS.contains(column.type()) ? "" : "::bigint") + " FROM "
        + Types.name(column.id().relation()) + " WHERE " + name
        + (up ? " >= " + counting.minimum() : " <= " + counting.maximum()) + "))";
  }

  private void createWhole(Action action, SchemaObject object) {
    List<ObjectId> made = new ArrayList<>(List.of(object.id()));
    List<SchemaObject> parts = ordering.absorbed(action).stream().filter(other -> other.verb() == Verb.CREATE)
        .map(Action::key).filter(Key::isWhole).map(Key::id).map(to.objects()::get).filter(Objects::nonNull)
        .map(SchemaObject.class::cast).toList();
    parts.forEach(part -> made.add(part.id()));
    switch (object) {
      case Table table -> createTable(action, table, parts);
      case Sequence sequence -> after.create(Facets.withoutOwner(sequence)).forEach(sql -> step(sql, object.id()));
      case Column column -> {
        createColumn(action, column);
        parts.stream().filter(Column.class::isInstance).forEach(
            child -> after.create(child).forEach(sql -> step(sql, child.id())));
      }
      case Index index -> createIndex(index);
      case Extension extension when options.versions() == Difference.Versions.IGNORED ->
        after.create(new Extension(extension.id(), extension.schema(), "")).forEach(sql -> step(sql, object.id()));
      case Domain domain -> after.createDomain(domain, parts.stream().filter(DomainConstraint.class::isInstance)
          .map(DomainConstraint.class::cast).toList()).forEach(sql -> step(sql, object.id()));
      default -> after.create(object).forEach(sql -> step(sql, object.id()));
    }
    for (ObjectId id : made) {
      if (waitsForOwner(id)) {
        later.add(id);
      } else {
        aspects(id);
      }
    }
  }

  /** A table and the sequences of its columns have one owner, and are linked before they get another one. */
  private boolean waitsForOwner(ObjectId id) {
    return (id.kind() == Kind.TABLE && !to.aspectsOf(id).owner().isEmpty())
        || (to.objects().get(id) instanceof Sequence sequence && sequence.owner() != null);
  }

  private void createTable(Action action, Table table, List<SchemaObject> parts) {
    List<Column> columns = parts.stream().filter(Column.class::isInstance).map(Column.class::cast)
        .filter(column -> column.id().relation().equals(table.id()))
        .map(column -> withItsContent(action, column))
        .sorted(Comparator.comparingInt(Column::position)).toList();
    List<Constraint> constraints = parts.stream().filter(Constraint.class::isInstance).map(Constraint.class::cast)
        .filter(constraint -> constraint.id().relation().equals(table.id())).toList();
    Table made = Facets.with(table, table.parentage(), Facets.replica(table));
    after.createTable(made, columns, constraints).forEach(sql -> step(sql, table.id()));
  }

  /** A default that has to wait for a function that needs the table is set later. */
  private Column withItsContent(Action action, Column column) {
    Action content = Action.create(new Key(column.id(), Facet.CONTENT));
    boolean waits = Facets.isSeparate(column.content()) && !ordering.absorbed(action).contains(content);
    return waits ? ColumnChange.with(column, new Content.None()) : column;
  }

  private void createColumn(Action action, Column column) {
    Column made = withItsContent(action, column);
    boolean fails = column.notNull() != null && column.content() instanceof Content.None;
    List<String> notes = fails
        ? List.of("fails if " + Types.name(column.id().relation()) + " has rows: the column has no default")
        : List.of();
    after.create(made).forEach(sql -> steps.add(new Step(sql, column.id(), Loss.none(), Step.Transaction.ANY, notes)));
  }

  private void createIndex(Index index) {
    boolean filled = from.objects().containsKey(index.relation())
        && !decisions.creates().contains(Key.of(index.relation()));
    boolean concurrently = filled && options.indexes() == ChangePlan.Indexes.CONCURRENTLY
        && !isPartitioned(to, index) && index.parent() == null;
    for (String sql : after.create(index)) {
      boolean builds = concurrently && sql.matches("(?s)CREATE (UNIQUE )?INDEX .*");
      steps.add(builds
          ? new Step(sql.replaceFirst("INDEX ", "INDEX CONCURRENTLY "), index.id(), Loss.none(),
              Step.Transaction.ALONE, List.of())
          : Step.of(sql, index.id()));
    }
  }

  private void aspects(ObjectId id) {
    madeAnew.add(id);
    after.aspects(id, after.fresh(id), to.aspectsOf(id)).forEach(sql -> step(sql, id));
    if (Set.of(Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.COMPOSITE).contains(id.kind())) {
      columnsOf(id).forEach(this::aspects);
    }
  }

  private Set<ObjectId> columnsOf(ObjectId relation) {
    return new TreeSet<>(to.aspects().subMap(relation.part(Kind.COLUMN, ""), true,
        relation.part(Kind.COLUMN, "\uffff"), true).keySet());
  }

  /** Of what stays. */
  private void otherAspects() {
    Comparison comparison = new Comparison(from, to, options.versions());
    Set<ObjectId> ids = new TreeSet<>(from.aspects().keySet());
    ids.addAll(to.aspects().keySet());
    for (ObjectId id : ids) {
      Aspects was = from.aspectsOf(id);
      Aspects is = to.aspectsOf(id);
      boolean there = isPartOfOther(id) ? isThere(id) : comparison.inBoth(id);
      if (there && !madeAnew.contains(id) && !comparison.alike(id, was, is)) {
        after.aspects(id, was, is).forEach(sql -> step(sql, id));
      }
    }
  }

  private boolean isPartOfOther(ObjectId id) {
    return id.kind() == Kind.COLUMN && !to.objects().containsKey(id);
  }

  /** A column of a view or of a type. */
  private boolean isThere(ObjectId column) {
    return Stream.of(Kind.VIEW, Kind.MATERIALIZED_VIEW,
        Kind.COMPOSITE).map(kind -> to.objects().get(ObjectId.of(kind, column.schema(), column.name())))
        .filter(Objects::nonNull).anyMatch(object -> has(object, column.part()));
  }

  private static boolean has(SchemaObject object, String column) {
    return switch (object) {
      case dev.whimbrel.schema.model.View view -> view.columns().stream().anyMatch(one -> one.name().equals(column));
      case dev.whimbrel.schema.model.MaterializedView view ->
        view.columns().stream().anyMatch(one -> one.name().equals(column));
      case dev.whimbrel.schema.model.CompositeType type ->
        type.attributes().stream().anyMatch(one -> one.name().equals(column));
      default -> false;
    };
  }
}
