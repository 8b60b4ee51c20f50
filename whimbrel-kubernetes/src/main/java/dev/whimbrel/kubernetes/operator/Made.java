package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.plan.Step;
import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the statements so far made for certain, by kind and by name as it is written: {@code t} and {@code public.t} are not the same here. What
 * may have been there before, may be another thing by now, or may have got something into it that is older, is not among it. Mutable, for
 * one thread.
 */
final class Made {
  /** The kind of what {@code TRUNCATE} and the like name. */
  static final String TABLE = "TABLE";

  private static final String SCHEMA = "SCHEMA";
  private static final Set<String> PATH = Set.of("search_path", "role", "session_authorization", "all");
  private static final Set<String> RELATIONS = Set.of(TABLE, "FOREIGN TABLE", "VIEW", "MATERIALIZED VIEW", "INDEX",
      "SEQUENCE");
  private static final Set<String> TYPES = Set.of("TYPE", "DOMAIN");
  /** What goes with one of these is not said. */
  private static final Set<String> HOLD_OTHERS = Set.of(SCHEMA, "EXTENSION", "OWNED", "DATABASE", "ROLE", "USER",
      "GROUP");
  private static final Set<String> PARTS = Set.of("CONSTRAINT", "ATTRIBUTE", "VALUE", "TRIGGER", "POLICY", "RULE");
  /** What gives a name to something else, or something older to what has a name; in statements that are not read word by word. */
  private static final Pattern UNSETTLING = Pattern
      .compile("(?is)\\b(set_config|search_path|set\\s+schema|owned\\s+by|rename|inherit|discard|prepared)\\b");
  private static final Pattern GONE_AT_ONCE = Pattern.compile("(?is)\\bon\\s+commit\\s+drop\\b");

  private record Thing(String kind, QualifiedName name) {}

  private record Column(QualifiedName table, Identifier name) {}

  private final Set<Thing> things = new HashSet<>();
  /** Of these, those of the session alone. */
  private final Set<Thing> temporary = new HashSet<>();
  private final Set<Column> columns = new HashSet<>();
  /** Whether names without a schema mean something in this migration that they do not mean in the next. */
  private boolean hasOwnPath;

  boolean has(String kind, QualifiedName name) {
    return things.contains(new Thing(kind, name));
  }

  /** Whether the table or the column itself was made. */
  boolean hasColumn(String kind, QualifiedName table, Identifier column) {
    return has(kind, table) || columns.contains(new Column(table, column));
  }

  /** What was done of it earlier may have been its {@code SET search_path}. */
  void begin(Step step) {
    if (step.from() > 0) {
      hasOwnPath = true;
      forgetUnqualified();
    }
  }

  /** Between two migrations the session is as it was in the beginning. */
  void end() {
    List.copyOf(temporary).forEach(thing -> forget(last(thing.name())));
    leavePath();
    hasOwnPath = false;
  }

  void read(Statement statement, SqlCommand command) {
    switch (command) {
      case SqlCommand.CreateTable create -> {
        if (!GONE_AT_ONCE.matcher(statement.text()).find()) {
          make(TABLE, create.name(), create.options());
        }
      }
      case SqlCommand.CreateEnum create -> make("TYPE", create.name(), Set.of());
      case SqlCommand.CreateDomain create -> make("DOMAIN", create.name(), Set.of());
      case SqlCommand.CreateView create -> make(create.kind(), create.name(), create.options());
      case SqlCommand.Create create -> {
        if (create.name() != null) {
          make(create.kind(), create.name(), create.options());
        }
      }
      case SqlCommand.Drop drop -> dropped(drop);
      case SqlCommand.Rename rename -> renamed(rename);
      case AlterTable alter -> alter.actions().forEach(action -> altered(alter, action));
      case SqlCommand.Setting setting -> set(setting);
      case SqlCommand.TransactionControl control -> controlled(control);
      case SqlCommand.Do block -> forgetAll();
      case SqlCommand.CreateRoutine create -> {
        // its body is not run
      }
      default -> unsettle(statement.text());
    }
  }

  private void make(String kind, QualifiedName name, Set<Option> options) {
    if (options.contains(Option.IF_NOT_EXISTS) || options.contains(Option.OR_REPLACE)) {
      return;
    }
    Thing thing = new Thing(kind, name);
    things.add(thing);
    if (options.contains(Option.TEMPORARY)) {
      temporary.add(thing);
    }
  }

  /** Where a schema goes, a name without one may mean something in another. */
  private void dropped(SqlCommand.Drop drop) {
    if (HOLD_OTHERS.contains(drop.kind())) {
      forgetAll();
    } else if (drop.on() == null) {
      drop.names().forEach(name -> forget(last(name)));
    }
  }

  private void renamed(SqlCommand.Rename rename) {
    if (rename.kind().equals("COLUMN")) {
      renamedColumn(rename.of(), new Identifier(rename.from()), new Identifier(rename.to()));
    } else if (hasSchema(rename.kind())) {
      List<Identifier> parts = new ArrayList<>(rename.of().parts());
      parts.set(parts.size() - 1, new Identifier(rename.to()));
      moved(rename.of(), new QualifiedName(parts));
    } else if (!PARTS.contains(rename.kind())) {
      forgetAll();
    }
  }

  private void renamedColumn(QualifiedName table, Identifier from, Identifier to) {
    boolean isMade = columns.contains(new Column(table, from));
    forgetColumn(table, from);
    forgetColumn(table, to);
    if (isMade) {
      columns.add(new Column(table, to));
    }
  }

  private void moved(QualifiedName from, QualifiedName to) {
    List<Thing> kept = things.stream().filter(thing -> thing.name().equals(from)).toList();
    boolean isTemporary = temporary.stream().anyMatch(thing -> thing.name().equals(from));
    List<Column> keptColumns = columns.stream().filter(column -> column.table().equals(from)).toList();
    forget(last(from));
    forget(last(to));
    kept.forEach(thing -> make(thing.kind(), to, isTemporary ? Set.of(Option.TEMPORARY) : Set.of()));
    keptColumns.forEach(column -> columns.add(new Column(to, column.name())));
  }

  private void altered(AlterTable alter, TableAction action) {
    switch (action) {
      case TableAction.AddColumn add -> {
        if (!add.options().contains(Option.IF_NOT_EXISTS)) {
          columns.add(new Column(alter.table(), add.column().name()));
        }
      }
      case TableAction.DropColumn drop -> forgetColumn(alter.table(), drop.column());
      case TableAction.ColumnType type -> {
        // with a type, or what holds it, go the columns that have it
        if (!hasColumn(alter.kind(), alter.table(), type.column())) {
          things.removeIf(thing -> !RELATIONS.contains(thing.kind()));
        }
      }
      case TableAction.SetSchema set -> movedTo(alter, set.schema());
      case TableAction.AttachPartition attach -> {
        // what is done to the table is done to its partitions
        if (!has(TABLE, attach.partition())) {
          forget(last(alter.table()));
        }
      }
      case TableAction.Other other -> unsettle(other.text());
      default -> {
      }
    }
  }

  private void movedTo(AlterTable alter, Identifier schema) {
    if (!has(alter.kind(), alter.table())) {
      things.remove(new Thing(SCHEMA, new QualifiedName(List.of(schema))));
    }
    moved(alter.table(), new QualifiedName(List.of(schema, last(alter.table()))));
  }

  private void set(SqlCommand.Setting setting) {
    if (PATH.contains(setting.name().toLowerCase(Locale.ROOT))) {
      hasOwnPath = true;
      forgetUnqualified();
    }
  }

  private void controlled(SqlCommand.TransactionControl control) {
    switch (control.verb()) {
      case "ROLLBACK", "ABORT", "PREPARE" -> forgetAll();
      default -> leavePath();
    }
  }

  /** {@code SET LOCAL} ends with its transaction. */
  private void leavePath() {
    if (hasOwnPath) {
      forgetUnqualified();
    }
  }

  private void unsettle(String text) {
    if (UNSETTLING.matcher(text).find()) {
      forgetAll();
    }
  }

  private void forgetAll() {
    things.clear();
    temporary.clear();
    columns.clear();
  }

  private void forgetUnqualified() {
    things.removeIf(thing -> thing.name().parts().size() == 1 && hasSchema(thing.kind()));
    temporary.retainAll(things);
    columns.removeIf(column -> column.table().parts().size() == 1);
  }

  /** In whichever schema: a name without one may mean any of them. */
  private void forget(Identifier name) {
    things.removeIf(thing -> last(thing.name()).equals(name));
    temporary.retainAll(things);
    columns.removeIf(column -> last(column.table()).equals(name));
  }

  private void forgetColumn(QualifiedName table, Identifier name) {
    columns.removeIf(column -> last(column.table()).equals(last(table)) && column.name().equals(name));
  }

  private static boolean hasSchema(String kind) {
    return RELATIONS.contains(kind) || TYPES.contains(kind);
  }

  private static Identifier last(QualifiedName name) {
    return name.parts().getLast();
  }
}
