package dev.whimbrel.schema.command;

import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One statement, read by its words. Names are as the catalog would hold them; pieces of text are as they were written. What no server would
 * take, and what nobody asks about, comes out as {@link Other}. Values.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-commands.html">SQL Commands</a>
 */
public sealed interface SqlCommand {
  /** Words that change what a command means. */
  enum Option {
    UNIQUE, CONCURRENTLY, IF_EXISTS, IF_NOT_EXISTS, ONLY, CASCADE, UNLOGGED, TEMPORARY, OR_REPLACE, FULL, WITH_NO_DATA, RESTART_IDENTITY, FINALIZE
  }

  /**
   * {@code CREATE INDEX}.
   *
   * @param name without a schema, null where the server chooses one
   * @param method {@code btree} where none is written
   * @param columns those that are plain columns, in their order; an expression stands there as null
   * @param rest from the opening parenthesis on, with {@code INCLUDE}, {@code WHERE} and all
   */
  record CreateIndex(@Nullable Identifier name, QualifiedName table, Set<Option> options, String method,
      List<@Nullable Identifier> columns, String rest) implements SqlCommand {}

  /** {@code DROP INDEX}. */
  record DropIndex(List<QualifiedName> names, Set<Option> options) implements SqlCommand {}

  /**
   * {@code REINDEX}.
   *
   * @param scope {@code INDEX}, {@code TABLE}, {@code SCHEMA}, {@code DATABASE} or {@code SYSTEM}
   * @param name null where none is given
   */
  record Reindex(String scope, @Nullable QualifiedName name, Set<Option> options) implements SqlCommand {}

  /** {@code ALTER TABLE}, also of a view, materialized view, index or foreign table: {@code kind} says it ({@code TABLE}, {@code VIEW} …). */
  record AlterTable(String kind, QualifiedName table, Set<Option> options, List<TableAction> actions)
      implements
        SqlCommand {}

  /**
   * {@code CREATE TABLE}.
   *
   * @param partitionOf the parent of a partition, or null
   * @param query what follows {@code AS}, or null
   */
  record CreateTable(QualifiedName name, Set<Option> options, List<ColumnDefinition> columns,
      List<TableConstraint> constraints, @Nullable QualifiedName partitionOf, @Nullable String query)
      implements
        SqlCommand {}

  /**
   * {@code DROP} of anything but an index.
   *
   * @param kind as it is written, in upper case: {@code TABLE}, {@code MATERIALIZED VIEW}, {@code TRIGGER} …
   * @param on the table of a trigger, policy or rule, otherwise null
   */
  record Drop(String kind, List<QualifiedName> names, @Nullable QualifiedName on, Set<Option> options)
      implements
        SqlCommand {}

  /** {@code CREATE TRIGGER}. */
  record CreateTrigger(Identifier name, QualifiedName table, Set<Option> options) implements SqlCommand {}

  /** {@code CREATE POLICY}. */
  record CreatePolicy(Identifier name, QualifiedName table) implements SqlCommand {}

  /** {@code CREATE RULE}. */
  record CreateRule(Identifier name, QualifiedName table, Set<Option> options) implements SqlCommand {}

  /** {@code CREATE VIEW}, also materialized: {@code kind} says it. */
  record CreateView(String kind, QualifiedName name, Set<Option> options, String query) implements SqlCommand {}

  /**
   * {@code CREATE FUNCTION} or {@code PROCEDURE}.
   *
   * @param arguments what stands between the parentheses
   * @param rest what follows them
   */
  record CreateRoutine(String kind, QualifiedName name, Set<Option> options, String arguments, String rest)
      implements
        SqlCommand {}

  /** {@code REFRESH MATERIALIZED VIEW}. */
  record Refresh(QualifiedName view, Set<Option> options) implements SqlCommand {}

  /** {@code TRUNCATE}. */
  record Truncate(List<QualifiedName> tables, Set<Option> options) implements SqlCommand {}

  /** {@code CLUSTER} or {@code VACUUM}; {@code FULL} is among the options. */
  record Maintain(String verb, List<QualifiedName> tables, Set<Option> options) implements SqlCommand {}

  /**
   * {@code CREATE DOMAIN}.
   *
   * @param checks the expressions of its constraints, also {@code NOT NULL}
   */
  record CreateDomain(QualifiedName name, String type, List<String> checks) implements SqlCommand {}

  /**
   * {@code ALTER DOMAIN}.
   *
   * @param added the constraint that is added, or null
   * @param text what follows the name
   */
  record AlterDomain(QualifiedName name, @Nullable TableConstraint added, String text) implements SqlCommand {}

  /** {@code CREATE TYPE … AS ENUM}. */
  record CreateEnum(QualifiedName name, List<String> labels) implements SqlCommand {}

  /**
   * {@code ALTER TYPE … ADD VALUE}.
   *
   * @param place {@code BEFORE} or {@code AFTER} and the label, or null
   */
  record AddEnumValue(QualifiedName type, String label, @Nullable String place, Set<Option> options)
      implements
        SqlCommand {}

  /**
   * {@code ALTER … RENAME} of anything: table, column, view, index, schema, type, value of an enum, constraint …
   *
   * @param kind {@code TABLE}, {@code COLUMN}, {@code CONSTRAINT}, {@code SCHEMA}, {@code VALUE} …, in upper case
   * @param of what it belongs to (the table of a column, the type of a value), or itself
   * @param from the old name
   */
  record Rename(String kind, QualifiedName of, String from, String to) implements SqlCommand {}

  /**
   * {@code INSERT}, {@code UPDATE}, {@code DELETE} or {@code MERGE}; also behind {@code WITH}.
   *
   * @param where whether it says which rows
   */
  record ChangeRows(String verb, QualifiedName table, Where where) implements SqlCommand {
    /** Whether a condition is written. */
    public enum Where {
      WRITTEN, MISSING
    }
  }

  /**
   * {@code SET}, {@code RESET} or {@code SELECT set_config(…)}.
   *
   * @param reach how long it lasts
   * @param name in lower case
   * @param value as it is written, without quotes; empty where it is reset
   */
  record Setting(Reach reach, String name, String value) implements SqlCommand {
    /** How long a setting lasts. */
    public enum Reach {
      SESSION, TRANSACTION
    }
  }

  /**
   * {@code DO}.
   *
   * @param body what stands between its quotes
   */
  record Do(String language, String body) implements SqlCommand {}

  /** {@code LOCK TABLE}. */
  record Lock(List<QualifiedName> tables, String mode) implements SqlCommand {}

  /** {@code BEGIN}, {@code COMMIT}, {@code ROLLBACK} and what else controls transactions. */
  record TransactionControl(String verb) implements SqlCommand {}

  /** {@code CREATE} of what is not listed here: {@code kind} is {@code SCHEMA}, {@code EXTENSION}, {@code SEQUENCE}, {@code TYPE} … */
  record Create(String kind, @Nullable QualifiedName name, Set<Option> options) implements SqlCommand {}

  /**
   * Anything else.
   *
   * @param verb its first word in upper case
   */
  record Other(String verb) implements SqlCommand {}

  /** What a statement asks for. */
  static SqlCommand of(Statement statement) {
    return CommandReader.read(statement);
  }
}
