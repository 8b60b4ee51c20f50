package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rewrite.Safely.Stage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code ALTER TABLE}: what is dangerous of it in its own way, the rest as it is. */
final class TableForms {
  private final Case one;
  private final SqlCommand.AlterTable command;
  private final Catalog.Relation table;
  private final String alter;
  private final Safely safely;

  private TableForms(Case one, SqlCommand.AlterTable command, Catalog.Relation table, Safely safely) {
    this.one = one;
    this.command = command;
    this.table = table;
    this.safely = safely;
    this.alter = "ALTER TABLE " + (command.options().contains(Option.IF_EXISTS) ? "IF EXISTS " : "")
        + (command.options().contains(Option.ONLY) ? "ONLY " : "") + Naming.of(command.table()) + " ";
  }

  static void of(Case one, SqlCommand.AlterTable command, Safely safely) {
    Optional<Catalog.Relation> table = one.known(command.table()).filter(Catalog.Relation::isTable);
    if (!command.kind().equals("TABLE") || table.isEmpty()) {
      return;
    }
    TableForms forms = new TableForms(one, command, table.get(), safely);
    if (one.isHarmful()) {
      forms.actions();
    } else {
      forms.locks();
    }
  }

  /** As the server goes about them: what goes comes first, and constraints last. */
  private void actions() {
    List<TableAction> ordered = command.actions().stream().sorted(Comparator.comparingInt(TableForms::pass)).toList();
    ordered.forEach(this::action);
  }

  private static int pass(TableAction action) {
    return switch (action) {
      case TableAction.DropColumn drop -> 0;
      case TableAction.DropConstraint drop -> 0;
      case TableAction.DropNotNull drop -> 0;
      case TableAction.DropDefault drop -> 0;
      case TableAction.ColumnType type -> 1;
      case TableAction.AddColumn add -> 2;
      case TableAction.SetNotNull set -> 3;
      case TableAction.AddConstraint add -> switch (add.constraint().kind()) {
        case UNIQUE, PRIMARY_KEY, EXCLUDE -> 4;
        case CHECK, NOT_NULL, FOREIGN_KEY -> 5;
      };
      case TableAction.SetDefault set -> 5;
      case TableAction.ValidateConstraint validate -> 6;
      case TableAction.AttachPartition attach -> 6;
      case TableAction.DetachPartition detach -> 6;
      case TableAction.Triggers triggers -> 6;
      case TableAction.RowSecurity security -> 6;
      case TableAction.OwnerTo owner -> 6;
      case TableAction.SetSchema schema -> 6;
      case TableAction.Move move -> 6;
      case TableAction.ReplicaIdentity identity -> 6;
      case TableAction.Other other -> 6;
    };
  }

  private void action(TableAction action) {
    switch (action) {
      case TableAction.AddConstraint add -> constraints().add(add);
      case TableAction.SetNotNull set -> setNotNull(set);
      case TableAction.AddColumn add ->
        new ColumnForms(one, table, command.table(), alter, safely, constraints()).add(add);
      case TableAction.ColumnType type -> type(type);
      case TableAction.AttachPartition attach -> new PartitionForms(one, table, alter, safely).attach(attach);
      case TableAction.DetachPartition detach -> new PartitionForms(one, table, alter, safely).detach(detach);
      case TableAction.Move move ->
        stuck(action, move.what() + " writes " + table.named() + " anew, and has no form that lets others work");
      default -> safely.keep(Stage.FIRST, Piece.strong(alter + action.text()));
    }
  }

  private ConstraintForms constraints() {
    return new ConstraintForms(one, table, command.table(), alter, safely);
  }

  private void setNotNull(TableAction.SetNotNull set) {
    boolean isKnown = one.before().column(table, set.column().name())
        .filter(column -> column.nulls() == Catalog.Column.Nulls.REFUSED).isPresent();
    if (isKnown) {
      safely.keep(Stage.FIRST, Piece.strong(alter + set.text()));
    } else {
      constraints().notNull(set.column(), Stage.FIRST);
    }
  }

  private void type(TableAction.ColumnType type) {
    if (!one.isRewriting() && !one.isBuilding()) {
      safely.keep(Stage.FIRST, Piece.strong(alter + type.text()));
      return;
    }
    TypeForms forms = new TypeForms(one, table, command.table(), alter, safely);
    String reason = forms.reason(type);
    if (reason.isEmpty()) {
      forms.move(type);
    } else {
      stuck(type, reason);
    }
  }

  private void stuck(TableAction action, String reason) {
    safely.remark(reason);
    safely.keep(Stage.STUCK, new Piece(alter + action.text(), Piece.Pace.STUCK));
  }

  /** What is soon over, but locks more than its table. */
  private void locks() {
    for (TableAction action : command.actions()) {
      if (action instanceof TableAction.DetachPartition detach) {
        new PartitionForms(one, table, alter, safely).detach(detach);
        return;
      }
    }
    boolean dropsKey = command.actions().stream().anyMatch(this::dropsForeignKey);
    if (dropsKey) {
      command.actions().stream().sorted(Comparator.comparingInt(TableForms::pass)).forEach(this::single);
    }
  }

  private boolean dropsForeignKey(TableAction action) {
    return action instanceof TableAction.DropConstraint drop && one.before().constraints(table)
        .anyMatch(constraint -> constraint.name().equals(drop.constraint().name()) && isElsewhere(constraint));
  }

  private boolean isElsewhere(Catalog.Constraint constraint) {
    return constraint.type().equals("f") && one.before().find(constraint.references())
        .filter(other -> !other.oid().equals(table.oid()) && one.isShut(other)).isPresent();
  }

  private void single(TableAction action) {
    boolean isKey = dropsForeignKey(action);
    Piece piece = new Piece(alter + action.text(), isKey ? Piece.Pace.SINGLE : Piece.Pace.STRONG);
    if (isKey) {
      safely.add(Stage.FIRST, piece);
    } else {
      safely.keep(Stage.FIRST, piece);
    }
  }
}
