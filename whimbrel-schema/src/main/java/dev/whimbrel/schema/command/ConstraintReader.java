package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.TableConstraint.Kind;
import dev.whimbrel.schema.command.TableConstraint.Validity;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a constraint of a table, of a column or of a domain. */
final class ConstraintReader {
  /** How many columns a constraint says itself. */
  private enum Place {
    TABLE, COLUMN
  }

  private final Cursor cursor;
  private final Place place;
  private final List<Identifier> columns = new ArrayList<>();
  private @Nullable String expression;
  private @Nullable Identifier usingIndex;
  private @Nullable QualifiedName references;
  private Validity validity = Validity.CHECKED;

  private ConstraintReader(Cursor cursor, Place place) {
    this.cursor = cursor;
    this.place = place;
  }

  /** Whether a constraint of a table comes next, and not a column. */
  static boolean comes(Cursor cursor) {
    return cursor.atAny("CONSTRAINT", "CHECK", "UNIQUE", "PRIMARY", "FOREIGN", "NOT") || cursor.at("EXCLUDE", "USING")
        || (cursor.at("EXCLUDE") && cursor.beforeMark('('));
  }

  /** A constraint of a table or domain, which is all that is left. */
  static TableConstraint ofTable(Cursor cursor) {
    int from = cursor.position();
    Identifier name = cursor.accept("CONSTRAINT") ? cursor.name() : null;
    TableConstraint constraint = new ConstraintReader(cursor, Place.TABLE).read(name, from);
    cursor.end();
    return constraint;
  }

  /**
   * A constraint that is written with a column.
   *
   * @param from where it begins, its name included
   */
  static TableConstraint ofColumn(Cursor cursor, Identifier column, @Nullable Identifier name, int from) {
    ConstraintReader reader = new ConstraintReader(cursor, Place.COLUMN);
    reader.columns.add(column);
    return reader.read(name, from);
  }

  private TableConstraint read(@Nullable Identifier name, int from) {
    Kind kind = kind();
    attributes();
    return new TableConstraint(name, kind, columns, expression, usingIndex, references, validity,
        cursor.textFrom(from));
  }

  private Kind kind() {
    if (cursor.accept("CHECK")) {
      expression = cursor.inside().whole();
      return Kind.CHECK;
    }
    if (cursor.accept("UNIQUE")) {
      nulls();
      key();
      return Kind.UNIQUE;
    }
    if (cursor.accept("PRIMARY", "KEY")) {
      key();
      return Kind.PRIMARY_KEY;
    }
    if (place == Place.COLUMN || cursor.accept("FOREIGN", "KEY")) {
      foreignKey();
      return Kind.FOREIGN_KEY;
    }
    if (cursor.accept("NOT", "NULL")) {
      notNull();
      return Kind.NOT_NULL;
    }
    exclude();
    return Kind.EXCLUDE;
  }

  private void nulls() {
    if (!cursor.accept("NULLS", "DISTINCT")) {
      cursor.accept("NULLS", "NOT", "DISTINCT");
    }
  }

  private void key() {
    if (place == Place.COLUMN) {
      return;
    }
    if (cursor.accept("USING", "INDEX")) {
      usingIndex = cursor.name();
    } else {
      columns();
    }
  }

  private void columns() {
    Cursor inside = cursor.inside();
    for (Cursor element : inside.elements()) {
      columns.add(column(element));
      cursor.join(element);
    }
    cursor.join(inside);
    if (columns.isEmpty()) {
      cursor.odd();
    }
  }

  /** One of a key; its last may be a period. */
  private static Identifier column(Cursor element) {
    Identifier name = element.name();
    boolean isPeriod = name.name().equals("period") && !element.atEnd() && !element.at("WITHOUT");
    Identifier column = isPeriod ? element.name() : name;
    element.accept("WITHOUT", "OVERLAPS");
    element.end();
    return column;
  }

  private void foreignKey() {
    if (place == Place.TABLE) {
      columns();
    }
    cursor.expect("REFERENCES");
    references = cursor.qualifiedName();
    cursor.skipParenthesis();
  }

  /** A domain has no column that could be named here. */
  private void notNull() {
    boolean isColumn = !cursor.atEnd() && !cursor.at("NOT", "VALID") && !cursor.at("NO", "INHERIT");
    if (isColumn) {
      columns.add(cursor.name());
    }
  }

  private void exclude() {
    cursor.expect("EXCLUDE");
    if (cursor.accept("USING")) {
      cursor.name();
    }
    cursor.inside();
  }

  private void attributes() {
    while (attribute()) {
      // they may stand in any order
    }
  }

  private boolean attribute() {
    if (cursor.accept("NOT", "VALID") || cursor.accept("NOT", "ENFORCED")) {
      validity = Validity.NOT_VALID;
      return true;
    }
    if (cursor.accept("USING", "INDEX", "TABLESPACE")) {
      cursor.name();
      return true;
    }
    if (cursor.acceptAny("WITH", "INCLUDE", "WHERE")) {
      cursor.inside();
      return true;
    }
    return timing() || reference();
  }

  private boolean timing() {
    return cursor.accept("NOT", "DEFERRABLE") || cursor.accept("DEFERRABLE") || cursor.accept("ENFORCED")
        || cursor.accept("INITIALLY", "DEFERRED") || cursor.accept("INITIALLY", "IMMEDIATE")
        || cursor.accept("NO", "INHERIT");
  }

  private boolean reference() {
    if (cursor.accept("MATCH")) {
      return cursor.acceptAny("FULL", "PARTIAL", "SIMPLE");
    }
    if (!cursor.accept("ON", "DELETE") && !cursor.accept("ON", "UPDATE")) {
      return false;
    }
    if (cursor.accept("SET", "NULL") || cursor.accept("SET", "DEFAULT")) {
      cursor.skipParenthesis();
      return true;
    }
    return cursor.accept("NO", "ACTION") || cursor.acceptAny("RESTRICT", "CASCADE");
  }
}
