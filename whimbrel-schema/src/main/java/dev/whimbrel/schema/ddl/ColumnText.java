package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Column;
import dev.whimbrel.schema.model.Column.Content;
import dev.whimbrel.schema.model.Column.Keeping;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.NotNull;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Origin;
import dev.whimbrel.schema.model.Persistence;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Columns as they stand in {@code CREATE TABLE} and {@code ADD COLUMN}, and what follows for what cannot stand there. */
final class ColumnText {
  /** {@code STORAGE} in {@code CREATE TABLE}, and {@code SET STORAGE DEFAULT}. */
  private static final int STORAGE_SINCE = 16;
  /** {@code SET EXPRESSION}, and identity of partitions. */
  private static final int EXPRESSION_SINCE = 17;
  /** {@code NOT NULL} is a constraint with a name. */
  private static final int NAMED_SINCE = 18;

  private final Setting setting;

  ColumnText(Setting setting) {
    this.setting = setting;
  }

  List<String> create(Column column) {
    boolean typed = setting.table(column.id()).filter(table -> !table.ofType().isEmpty()).isPresent();
    if (typed) {
      return settle(column);
    }
    if (column.origin() == Origin.INHERITED) {
      return new ColumnChange(setting, fresh(column), column, ColumnChange.Children.TAKEN_ALONG).statements();
    }
    List<String> statements = new ArrayList<>();
    statements.add(setting.alterRelation(column.id()) + " ADD COLUMN " + definition(column, Set.of()));
    statements.addAll(settle(created(column), column));
    return statements;
  }

  List<String> drop(Column column) {
    return column.origin() == Origin.INHERITED
        ? List.of()
        : List.of(setting.alterRelation(column.id()) + " DROP COLUMN " + Quoting.name(column.id().part()));
  }

  /**
   * As it stands in {@code CREATE TABLE}.
   *
   * @param keys the columns of a primary key in the same statement, for which {@code NOT NULL} goes without saying
   */
  String definition(Column column, Set<String> keys) {
    String storage = column.storage().isEmpty() || !hasStorageClause(column) ? "" : " STORAGE " + column.storage();
    String compression = column.compression().isEmpty() || column.origin() == Origin.BOTH
        ? ""
        : " COMPRESSION " + Quoting.name(column.compression());
    return Quoting.name(column.id().part()) + " " + column.type() + storage + compression
        + Parameters.foreign(column.foreignOptions()) + collation(column) + qualifiers(column, keys);
  }

  private boolean hasStorageClause(Column column) {
    return setting.major() >= STORAGE_SINCE && column.origin() != Origin.BOTH;
  }

  private static String collation(Column column) {
    return column.collation().isEmpty() ? "" : " COLLATE " + column.collation();
  }

  /** Default, generation, identity and {@code NOT NULL}, each with a space before it. */
  String qualifiers(Column column, Set<String> keys) {
    return content(column) + notNullClause(column, keys);
  }

  private String content(Column column) {
    return switch (column.content()) {
      case Content.None() -> "";
      case Content.Default(String expression) -> " DEFAULT " + expression;
      case Content.Generated(String expression, Keeping keeping) -> " GENERATED ALWAYS AS "
          + Fragment.parenthesized(expression) + " " + keeping;
      case Content.Identity identity -> identity(column, identity);
    };
  }

  private static String identity(Column column, Content.Identity identity) {
    List<String> options = new ArrayList<>();
    if (!identity.sequence().equals(Chosen.sequence(column.id().name(), column.id().part()))) {
      options.add("SEQUENCE NAME " + Quoting.name(column.id().schema(), identity.sequence()));
    }
    if (identity.counting().type().equals(column.type())) {
      options.addAll(SequenceText.clauses(identity.counting(), column.type()));
    }
    return " GENERATED " + giving(identity) + " AS IDENTITY"
        + (options.isEmpty() ? "" : " (" + String.join(" ", options) + ")");
  }

  private static String giving(Content.Identity identity) {
    return identity.giving().name().replace('_', ' ');
  }

  private String notNullClause(Column column, Set<String> keys) {
    NotNull notNull = column.notNull();
    if (notNull == null || (isNamed() && notNull.validity() == Validity.NOT_VALID)) {
      return "";
    }
    if (column.origin() == Origin.BOTH && isFromParent(column, notNull)) {
      return "";
    }
    boolean implied = keys.contains(column.id().part()) || column.content() instanceof Content.Identity;
    if (!isNamed() || notNull.equals(NotNull.plain())) {
      return implied ? "" : " NOT NULL";
    }
    String name = notNull.name().isEmpty() ? "" : " CONSTRAINT " + Quoting.name(notNull.name());
    return name + " NOT NULL" + noInherit(notNull);
  }

  /** Whether the parent brings it, so that the child need not say it again. */
  private boolean isFromParent(Column column, NotNull notNull) {
    return notNull.equals(NotNull.plain()) && setting.parentColumn(column.id()).map(Column::notNull)
        .filter(parent -> parent.inheritance() == NotNull.Inheritance.INHERITED).isPresent();
  }

  private static String noInherit(NotNull notNull) {
    return notNull.inheritance() == NotNull.Inheritance.NO_INHERIT ? " NO INHERIT" : "";
  }

  private boolean isNamed() {
    return setting.major() >= NAMED_SINCE;
  }

  /** What a column is like after its definition alone. */
  Column created(Column column) {
    NotNull notNull = column.notNull();
    boolean later = notNull != null && isNamed() && notNull.validity() == Validity.NOT_VALID;
    return new Column(column.id(), column.position(), column.type(), column.collation(), later ? null : notNull,
        freshContent(column), column.origin(), hasStorageClause(column) ? column.storage() : "",
        column.origin() == Origin.BOTH ? "" : column.compression(), -1, Map.of(), column.foreignOptions());
  }

  private Content freshContent(Column column) {
    if (column.content() instanceof Content.Identity identity) {
      Sequence.Counting counting = identity.counting();
      return new Content.Identity(identity.giving(), identity.sequence(),
          counting.type().equals(column.type())
              ? counting
              : new Sequence.Counting(column.type(), 1, 1, 1, SequenceText.largest(column.type()), 1,
                  Sequence.End.ERROR),
          setting.table(column.id()).map(table -> table.persistence()).orElse(Persistence.LOGGED));
    }
    return column.content();
  }

  /** What it is like when only the parent has said something. */
  Column inherited(Column parent, Column child) {
    return new Column(child.id(), child.position(), child.type(), child.collation(), inherited(parent.notNull()),
        inherited(parent.content(), child), child.origin(), parent.storage(), parent.compression(), -1, Map.of(),
        Map.of());
  }

  private static @Nullable NotNull inherited(@Nullable NotNull parent) {
    return parent == null || parent.inheritance() == NotNull.Inheritance.NO_INHERIT ? null : parent;
  }

  private Content inherited(Content parent, Column child) {
    if (parent instanceof Content.Identity) {
      return setting.isPartition(child.id()) && setting.major() >= EXPRESSION_SINCE
          ? child.content()
          : new Content.None();
    }
    return parent;
  }

  /** What a column that its table has from a parent or a type needs in addition. */
  List<String> settle(Column column) {
    return settle(fresh(column), column);
  }

  private Column fresh(Column column) {
    return setting.parentColumn(column.id()).map(parent -> inherited(parent, column))
        .orElseGet(() -> new Column(column.id(), column.position(), column.type(), column.collation(), null,
            new Content.None(), column.origin(), "", "", -1, Map.of(), Map.of()));
  }

  /** Of what a new column is and what it shall be. */
  List<String> settle(Column fresh, Column wanted) {
    return new ColumnChange(setting, fresh, wanted, ColumnChange.Children.LEFT_ALONE).statements();
  }

  Alteration alter(Column before, Column after) {
    return isReplaced(before, after)
        ? new Alteration.Replace()
        : new Alteration.InPlace(
            new ColumnChange(setting, before, after, ColumnChange.Children.TAKEN_ALONG).statements());
  }

  /** A computed column cannot be made of another one, and its expression is fixed before PostgreSQL 17. */
  private boolean isReplaced(Column before, Column after) {
    if (after.origin() == Origin.INHERITED || before.content().equals(after.content())) {
      return false;
    }
    if (after.content() instanceof Content.Generated is) {
      return !(before.content() instanceof Content.Generated was) || was.keeping() != is.keeping()
          || setting.major() < EXPRESSION_SINCE;
    }
    return before.content() instanceof Content.Generated was && was.keeping() == Keeping.VIRTUAL;
  }

  static ObjectId sequence(Column column, String name) {
    return ObjectId.of(Kind.SEQUENCE, column.id().schema(), name);
  }
}
