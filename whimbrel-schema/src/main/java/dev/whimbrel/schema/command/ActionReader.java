package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.TableAction.Switch;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one action of an {@code ALTER TABLE}, which is all that is left. */
final class ActionReader {
  private final Cursor cursor;
  private final String text;
  private final Set<Option> options = Options.none();

  private ActionReader(Cursor cursor) {
    this.cursor = cursor;
    this.text = cursor.whole();
  }

  /** All actions that are left. */
  static List<TableAction> readAll(Cursor cursor) {
    List<TableAction> actions = new ArrayList<>();
    for (Cursor element : cursor.elements()) {
      if (element.atEnd()) {
        cursor.odd();
      }
      actions.add(read(element));
    }
    if (actions.isEmpty()) {
      cursor.odd();
    }
    return List.copyOf(actions);
  }

  /** What is not known, or odd, is {@link TableAction.Other}. */
  private static TableAction read(Cursor element) {
    ActionReader reader = new ActionReader(element);
    TableAction action = reader.read();
    return action == null || element.isOdd() || !element.atEnd() ? new TableAction.Other(reader.text) : action;
  }

  private @Nullable TableAction read() {
    String verb = cursor.keyword();
    cursor.accept(verb);
    return switch (verb) {
      case "ADD" -> add();
      case "ALTER" -> alter();
      case "DROP" -> drop();
      case "VALIDATE" -> validate();
      case "ATTACH" -> attach();
      case "DETACH" -> detach();
      case "ENABLE", "DISABLE" -> toggled(verb.equals("ENABLE") ? Switch.ON : Switch.OFF);
      case "FORCE" -> rowSecurity(Switch.ON);
      case "NO" -> cursor.accept("FORCE") ? rowSecurity(Switch.OFF) : null;
      case "OWNER" -> owner();
      case "SET" -> set();
      case "REPLICA" -> replicaIdentity();
      default -> null;
    };
  }

  private TableAction add() {
    if (ConstraintReader.comes(cursor)) {
      return new TableAction.AddConstraint(ConstraintReader.ofTable(cursor), text);
    }
    cursor.accept("COLUMN");
    Options.ifNotExists(cursor, options);
    return new TableAction.AddColumn(ColumnReader.read(cursor), Options.of(options), text);
  }

  private @Nullable TableAction alter() {
    if (cursor.at("CONSTRAINT")) {
      return null;
    }
    cursor.accept("COLUMN");
    Identifier column = cursor.name();
    if (cursor.accept("SET", "DATA", "TYPE") || cursor.accept("TYPE")) {
      return type(column);
    }
    if (cursor.accept("SET", "NOT", "NULL")) {
      return new TableAction.SetNotNull(column, text);
    }
    if (cursor.accept("DROP", "NOT", "NULL")) {
      return new TableAction.DropNotNull(column, text);
    }
    if (cursor.accept("SET", "DEFAULT")) {
      return new TableAction.SetDefault(column, cursor.needed(), text);
    }
    return cursor.accept("DROP", "DEFAULT") ? new TableAction.DropDefault(column, text) : null;
  }

  private TableAction type(Identifier column) {
    String type = TypeReader.read(cursor);
    String collation = cursor.accept("COLLATE") ? ColumnReader.qualifiedName(cursor) : null;
    String using = cursor.accept("USING") ? cursor.needed() : null;
    return new TableAction.ColumnType(column, type, collation, using, text);
  }

  private TableAction drop() {
    boolean isConstraint = cursor.accept("CONSTRAINT");
    if (!isConstraint) {
      cursor.accept("COLUMN");
    }
    Options.ifExists(cursor, options);
    Identifier name = cursor.name();
    Options.behaviour(cursor, options);
    return isConstraint
        ? new TableAction.DropConstraint(name, Options.of(options), text)
        : new TableAction.DropColumn(name, Options.of(options), text);
  }

  private TableAction validate() {
    cursor.expect("CONSTRAINT");
    return new TableAction.ValidateConstraint(cursor.name(), text);
  }

  private TableAction attach() {
    cursor.expect("PARTITION");
    QualifiedName partition = cursor.qualifiedName();
    return new TableAction.AttachPartition(partition, cursor.rest(), text);
  }

  private TableAction detach() {
    cursor.expect("PARTITION");
    QualifiedName partition = cursor.qualifiedName();
    if (!Options.accept(cursor, options, Option.CONCURRENTLY, "CONCURRENTLY")) {
      Options.accept(cursor, options, Option.FINALIZE, "FINALIZE");
    }
    return new TableAction.DetachPartition(partition, Options.of(options), text);
  }

  private @Nullable TableAction toggled(Switch state) {
    if (cursor.at("ROW")) {
      return rowSecurity(state);
    }
    cursor.acceptAny("REPLICA", "ALWAYS");
    if (!cursor.accept("TRIGGER")) {
      return null;
    }
    Identifier trigger = cursor.acceptAny("ALL", "USER") ? null : cursor.name();
    return new TableAction.Triggers(state, trigger, text);
  }

  private TableAction rowSecurity(Switch state) {
    cursor.expect("ROW", "LEVEL", "SECURITY");
    return new TableAction.RowSecurity(state, text);
  }

  private TableAction owner() {
    cursor.expect("TO");
    return new TableAction.OwnerTo(cursor.name(), text);
  }

  private @Nullable TableAction set() {
    if (cursor.accept("SCHEMA")) {
      return new TableAction.SetSchema(cursor.name(), text);
    }
    if (cursor.acceptAny("LOGGED", "UNLOGGED")) {
      return new TableAction.Move(cursor.after("LOGGED") ? "SET LOGGED" : "SET UNLOGGED", text);
    }
    if (cursor.accept("ACCESS", "METHOD")) {
      cursor.name();
      return new TableAction.Move("SET ACCESS METHOD", text);
    }
    if (cursor.accept("TABLESPACE")) {
      cursor.name();
      cursor.accept("NOWAIT");
      return new TableAction.Move("SET TABLESPACE", text);
    }
    return null;
  }

  private TableAction replicaIdentity() {
    cursor.expect("IDENTITY");
    cursor.rest();
    return new TableAction.ReplicaIdentity(text);
  }
}
