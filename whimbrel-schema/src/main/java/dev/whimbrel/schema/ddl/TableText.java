package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.Families;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Origin;
import dev.whimbrel.schema.model.Persistence;
import dev.whimbrel.schema.model.Table;
import dev.whimbrel.schema.model.Table.Parentage;
import dev.whimbrel.schema.model.Table.ReplicaIdentity.Mode;
import dev.whimbrel.schema.model.Validity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code CREATE TABLE} with all that it can say, and what follows for what it cannot. */
final class TableText {
  private static final int NO_UNLOGGED_PARTITIONED_SINCE = 18;

  private final Setting setting;
  private final ColumnText columnText;
  private final ConstraintText constraintText;

  TableText(Setting setting) {
    this.setting = setting;
    this.columnText = new ColumnText(setting);
    this.constraintText = new ConstraintText(setting);
  }

  /** With the columns and the constraints of the schema that it can hold. */
  List<String> create(Table table) {
    return create(table, setting.schema().columns(table.id()),
        setting.schema().constraints(table.id()).stream().filter(constraintText::isAbsorbed).toList());
  }

  List<String> create(Table table, List<Column> columns, List<Constraint> constraints) {
    Form form = form(table, columns);
    List<Constraint> own = constraints.stream().filter(constraint -> isOwn(constraint, form)).toList();
    List<Constraint> held = own.stream().filter(constraint -> constraint.validity() != Validity.NOT_VALID)
        .sorted(Comparator.comparing(Constraint::type).thenComparing(Constraint::id)).toList();
    List<String> statements = new ArrayList<>();
    statements.add(head(table, form) + body(columns, held, form, table) + tail(table, form));
    if (form == Form.ATTACHED) {
      statements.addAll(join(table));
    }
    columns.forEach(column -> statements.addAll(settled(column, form)));
    own.stream().filter(constraint -> !held.contains(constraint))
        .forEach(constraint -> statements.addAll(constraintText.create(constraint)));
    held.forEach(constraint -> statements.addAll(constraintText.cluster(constraint)));
    statements.addAll(replicaIdentity(table));
    statements.addAll(rowSecurity(Table.RowSecurity.OFF, table));
    return statements;
  }

  /** How a child is made. */
  private enum Form {
    /** By itself; nobody's child. */
    ALONE,
    /** From its parents, in the same statement. */
    FROM_PARENTS,
    /** By itself, and made a child afterwards: its columns stand in another order. */
    ATTACHED
  }

  private Form form(Table table, List<Column> columns) {
    List<ObjectId> parents = Families.parents(table);
    if (parents.isEmpty()) {
      return Form.ALONE;
    }
    Set<String> order = new LinkedHashSet<>();
    parents.forEach(parent -> setting.schema().columns(parent).forEach(column -> order.add(column.id().part())));
    columns.forEach(column -> order.add(column.id().part()));
    boolean partition = table.parentage() instanceof Parentage.PartitionOf;
    boolean same = List.copyOf(order).equals(columns.stream().map(column -> column.id().part()).toList());
    boolean inherited = columns.stream().anyMatch(column -> column.origin() == Origin.INHERITED);
    return same || (!partition && inherited) ? Form.FROM_PARENTS : Form.ATTACHED;
  }

  private static boolean isOwn(Constraint constraint, Form form) {
    return constraint.origin() != Origin.INHERITED
        || (form == Form.ATTACHED && constraint.type() == Constraint.Type.CHECK);
  }

  private String head(Table table, Form form) {
    boolean unlogged = table.persistence() == Persistence.UNLOGGED
        && (table.partitionKey().isEmpty() || setting.major() < NO_UNLOGGED_PARTITIONED_SINCE);
    Target target = setting.target(table.id());
    String head = "CREATE " + (unlogged ? "UNLOGGED " : "") + (table.foreign() == null ? "TABLE " : "FOREIGN TABLE ")
        + target.name();
    if (!table.ofType().isEmpty()) {
      return head + " OF " + table.ofType();
    }
    return form == Form.FROM_PARENTS && table.parentage() instanceof Parentage.PartitionOf partition
        ? head + " PARTITION OF " + setting.target(partition.parent()).name()
        : head;
  }

  private String body(List<Column> columns, List<Constraint> constraints, Form form, Table table) {
    List<String> lines = new ArrayList<>();
    Set<String> keys = constraints.stream().filter(constraint -> constraint.type() == Constraint.Type.PRIMARY_KEY)
        .flatMap(constraint -> constraint.columns().stream()).collect(Collectors.toCollection(HashSet::new));
    boolean typed = !table.ofType().isEmpty();
    for (Column column : columns) {
      if (typed) {
        lines.addAll(typed(column, keys));
      } else if (form != Form.FROM_PARENTS || column.origin() != Origin.INHERITED) {
        lines.add(columnText.definition(column, keys));
      }
    }
    constraints.forEach(constraint -> lines.add(constraintText.definition(constraint)));
    if (lines.isEmpty()) {
      return typed || (form == Form.FROM_PARENTS && table.parentage() instanceof Parentage.PartitionOf) ? "" : " ()";
    }
    return " (\n  " + String.join(",\n  ", lines) + "\n)";
  }

  /** A column of a typed table stands there only if there is more to say than the type does. */
  private List<String> typed(Column column, Set<String> keys) {
    String qualifiers = columnText.qualifiers(column, keys);
    return qualifiers.isEmpty()
        ? List.of()
        : List.of(Quoting.name(column.id().part()) + " WITH OPTIONS" + qualifiers);
  }

  private String tail(Table table, Form form) {
    StringBuilder tail = new StringBuilder();
    if (form == Form.FROM_PARENTS) {
      tail.append(switch (table.parentage()) {
        case Parentage.None() -> "";
        case Parentage.Inherits(List<ObjectId> parents) -> "\nINHERITS (" + parents.stream()
            .map(parent -> setting.target(parent).name()).collect(Collectors.joining(", ")) + ")";
        case Parentage.PartitionOf(ObjectId parent, String bound) -> "\n" + bound;
      });
    }
    if (!table.partitionKey().isEmpty()) {
      tail.append("\nPARTITION BY ").append(table.partitionKey());
    }
    if (table.foreign() != null) {
      return tail.append("\nSERVER ").append(Quoting.name(table.foreign().server()))
          .append(Parameters.foreign(table.foreign().options())).toString();
    }
    String method = table.accessMethod();
    if (!method.isEmpty() && (!method.equals("heap") || !parentMethod(table).isEmpty())) {
      tail.append("\nUSING ").append(Quoting.name(method));
    }
    if (!table.options().isEmpty()) {
      tail.append("\nWITH (").append(Parameters.list(table.options())).append(")");
    }
    String tablespace = tablespace(table);
    return tail.append(tablespace.isEmpty() ? "" : "\nTABLESPACE " + Quoting.name(tablespace)).toString();
  }

  /** That of a partitioned parent is passed on. */
  private String parentMethod(Table table) {
    return partitionedParent(table) instanceof Table parent ? parent.accessMethod() : "";
  }

  private String tablespace(Table table) {
    boolean passedOn = table.tablespace().isEmpty() && partitionedParent(table) instanceof Table parent
        && !parent.tablespace().isEmpty();
    return passedOn ? "pg_default" : table.tablespace();
  }

  private @Nullable Object partitionedParent(Table table) {
    return table.parentage() instanceof Parentage.PartitionOf partition
        ? setting.schema().objects().get(partition.parent())
        : null;
  }

  private List<String> settled(Column column, Form form) {
    if (form != Form.FROM_PARENTS || column.origin() == Origin.LOCAL) {
      return columnText.settle(columnText.created(column), column);
    }
    return column.origin() == Origin.INHERITED ? columnText.settle(column) : settledBoth(column);
  }

  /** What the child does not say itself comes from the parent. */
  private List<String> settledBoth(Column column) {
    Column fresh = columnText.created(column);
    Column merged = setting.parentColumn(column.id()).map(parent -> columnText.inherited(parent, column))
        .map(parent -> new Column(fresh.id(), fresh.position(), fresh.type(), fresh.collation(), fresh.notNull(),
            fresh.content() instanceof Column.Content.None ? parent.content() : fresh.content(), fresh.origin(),
            parent.storage(), parent.compression(), -1, fresh.options(), fresh.foreignOptions()))
        .orElse(fresh);
    return columnText.settle(merged, column);
  }

  private List<String> join(Table table) {
    return switch (table.parentage()) {
      case Parentage.None() -> List.of();
      case Parentage.Inherits(List<ObjectId> parents) -> parents.stream()
          .map(parent -> alter(table) + " INHERIT " + setting.target(parent).name()).toList();
      case Parentage.PartitionOf(ObjectId parent, String bound) -> List.of("ALTER " + setting.target(parent)
          + " ATTACH PARTITION " + setting.target(table.id()).name() + " " + bound);
    };
  }

  private List<String> leave(Table table) {
    return switch (table.parentage()) {
      case Parentage.None() -> List.of();
      case Parentage.Inherits(List<ObjectId> parents) -> parents.stream()
          .map(parent -> alter(table) + " NO INHERIT " + setting.target(parent).name()).toList();
      case Parentage.PartitionOf(ObjectId parent, String bound) -> List.of("ALTER " + setting.target(parent)
          + " DETACH PARTITION " + setting.target(table.id()).name());
    };
  }

  private String alter(Table table) {
    return "ALTER " + setting.target(table.id());
  }

  /** {@code USING INDEX} is left to {@link #complete}. */
  private List<String> replicaIdentity(Table table) {
    Mode mode = table.replicaIdentity().mode();
    return mode == Mode.DEFAULT || mode == Mode.INDEX ? List.of() : List.of(alter(table) + " REPLICA IDENTITY " + mode);
  }

  /** What needs an index of the table. */
  List<String> complete(@Nullable Table before, Table after) {
    boolean same = before != null && before.replicaIdentity().equals(after.replicaIdentity());
    return same || after.replicaIdentity().mode() != Mode.INDEX
        ? List.of()
        : List.of(alter(after) + " REPLICA IDENTITY USING INDEX " + Quoting.name(after.replicaIdentity().index()));
  }

  private List<String> rowSecurity(Table.RowSecurity before, Table after) {
    List<String> statements = new ArrayList<>();
    if (isOn(before) != isOn(after.rowSecurity())) {
      statements.add(alter(after) + (isOn(before) ? " DISABLE" : " ENABLE") + " ROW LEVEL SECURITY");
    }
    if (isForced(before) != isForced(after.rowSecurity())) {
      statements.add(alter(after) + (isForced(before) ? " NO FORCE" : " FORCE") + " ROW LEVEL SECURITY");
    }
    return statements;
  }

  private static boolean isOn(Table.RowSecurity security) {
    return security == Table.RowSecurity.ENABLED || security == Table.RowSecurity.FORCED;
  }

  private static boolean isForced(Table.RowSecurity security) {
    return security == Table.RowSecurity.FORCED || security == Table.RowSecurity.OFF_BUT_FORCED;
  }

  List<String> drop(Table table) {
    return List.of("DROP " + setting.target(table.id()));
  }

  Alteration alter(Table before, Table after) {
    if (isReplaced(before, after)) {
      return new Alteration.Replace();
    }
    List<String> statements = new ArrayList<>();
    String alter = alter(after);
    if (!before.parentage().equals(after.parentage())) {
      statements.addAll(leave(before));
    }
    if (!before.ofType().equals(after.ofType())) {
      statements.add(alter + (after.ofType().isEmpty() ? " NOT OF" : " OF " + after.ofType()));
    }
    if (before.persistence() != after.persistence() && after.partitionKey().isEmpty()) {
      statements.add(alter + " SET " + after.persistence());
    }
    if (!before.accessMethod().equals(after.accessMethod())) {
      statements.add(alter + " SET ACCESS METHOD "
          + (after.accessMethod().isEmpty() ? "DEFAULT" : Quoting.name(after.accessMethod())));
    }
    statements.addAll(IndexText.tablespace(alter, before.tablespace(), after.tablespace()));
    statements.addAll(Parameters.change(alter, before.options(), after.options()));
    if (before.foreign() != null && after.foreign() != null) {
      statements.addAll(Parameters.foreignChange(alter, before.foreign().options(), after.foreign().options()));
    }
    if (!before.parentage().equals(after.parentage())) {
      statements.addAll(join(after));
    }
    if (!before.replicaIdentity().equals(after.replicaIdentity()) && after.replicaIdentity().mode() != Mode.INDEX) {
      statements.add(alter + " REPLICA IDENTITY " + after.replicaIdentity().mode());
    }
    statements.addAll(rowSecurity(before.rowSecurity(), after));
    return new Alteration.InPlace(statements);
  }

  /** A table stays partitioned by what it is, and foreign on its server. */
  private boolean isReplaced(Table before, Table after) {
    return !before.partitionKey().equals(after.partitionKey())
        || (before.foreign() == null) != (after.foreign() == null)
        || (before.foreign() != null && after.foreign() != null
            && !before.foreign().server().equals(after.foreign().server()))
        || (!before.accessMethod().equals(after.accessMethod()) && !canChangeMethod(after));
  }

  private boolean canChangeMethod(Table table) {
    return setting.major() >= (table.partitionKey().isEmpty() ? 15 : 17);
  }
}
