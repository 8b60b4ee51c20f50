package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One of the actions of an {@code ALTER TABLE}. Each has its text as it was written, from which the same command with this action alone can be
 * made.
 */
public sealed interface TableAction {
  /** As it was written. */
  String text();

  record AddColumn(ColumnDefinition column, Set<Option> options, String text) implements TableAction {}

  record DropColumn(Identifier column, Set<Option> options, String text) implements TableAction {}

  /**
   * {@code ALTER COLUMN … TYPE}.
   *
   * @param type as it was written, without {@code COLLATE} and {@code USING}
   */
  record ColumnType(Identifier column, String type, @Nullable String collation, @Nullable String using, String text)
      implements
        TableAction {}

  record SetNotNull(Identifier column, String text) implements TableAction {}

  record DropNotNull(Identifier column, String text) implements TableAction {}

  record SetDefault(Identifier column, String expression, String text) implements TableAction {}

  record DropDefault(Identifier column, String text) implements TableAction {}

  record AddConstraint(TableConstraint constraint, String text) implements TableAction {}

  record ValidateConstraint(Identifier constraint, String text) implements TableAction {}

  record DropConstraint(Identifier constraint, Set<Option> options, String text) implements TableAction {}

  /**
   * {@code ATTACH PARTITION}.
   *
   * @param bound what follows the name
   */
  record AttachPartition(QualifiedName partition, String bound, String text) implements TableAction {}

  record DetachPartition(QualifiedName partition, Set<Option> options, String text) implements TableAction {}

  /**
   * {@code ENABLE} or {@code DISABLE TRIGGER}.
   *
   * @param trigger its name, or null for {@code ALL} and {@code USER}
   */
  record Triggers(Switch state, @Nullable Identifier trigger, String text) implements TableAction {}

  /** {@code ENABLE}, {@code DISABLE}, {@code FORCE}, {@code NO FORCE ROW LEVEL SECURITY}. */
  record RowSecurity(Switch state, String text) implements TableAction {}

  record OwnerTo(Identifier role, String text) implements TableAction {}

  record SetSchema(Identifier schema, String text) implements TableAction {}

  /** {@code SET LOGGED}, {@code SET UNLOGGED}, {@code SET TABLESPACE}, {@code SET ACCESS METHOD}: {@code what} is these words. */
  record Move(String what, String text) implements TableAction {}

  record ReplicaIdentity(String text) implements TableAction {}

  /** Any other: {@code SET (…)}, {@code SET STATISTICS}, {@code CLUSTER ON}, {@code INHERIT} … */
  record Other(String text) implements TableAction {}

  /** Whether something is switched on. */
  enum Switch {
    ON, OFF
  }
}
