package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.ColumnDefinition.Generated;
import dev.whimbrel.schema.command.ColumnDefinition.Nullability;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the definition of a column, which is all that is left. */
final class ColumnReader {
  private static final String[] CLAUSES = {"CONSTRAINT", "NOT", "NULL", "CHECK", "DEFAULT", "UNIQUE", "PRIMARY",
      "REFERENCES", "COLLATE", "DEFERRABLE", "INITIALLY"};

  private final Cursor cursor;
  private final Identifier name;
  private final List<TableConstraint> constraints = new ArrayList<>();
  private @Nullable String collation;
  private @Nullable String defaultValue;
  private Nullability nullability = Nullability.NULLABLE;
  private Generated generated = Generated.NOT;

  private ColumnReader(Cursor cursor, Identifier name) {
    this.cursor = cursor;
    this.name = name;
  }

  static ColumnDefinition read(Cursor cursor) {
    int from = cursor.position();
    ColumnReader reader = new ColumnReader(cursor, cursor.name());
    reader.generated = TypeReader.isSerial(cursor) ? Generated.SERIAL : Generated.NOT;
    return reader.read(TypeReader.read(cursor), from);
  }

  /** As a partition or a table of a type has it, whose columns have their types already. */
  static ColumnDefinition withoutType(Cursor cursor) {
    int from = cursor.position();
    ColumnReader reader = new ColumnReader(cursor, cursor.name());
    cursor.accept("WITH", "OPTIONS");
    return reader.read("", from);
  }

  private ColumnDefinition read(String type, int from) {
    storage();
    while (!cursor.atEnd() && !cursor.isOdd()) {
      clause();
    }
    return new ColumnDefinition(name, type, collation, defaultValue, nullability, generated, constraints,
        cursor.textFrom(from));
  }

  private void storage() {
    if (cursor.acceptAny("STORAGE")) {
      cursor.skip();
    }
    if (cursor.acceptAny("COMPRESSION")) {
      cursor.skip();
    }
    if (cursor.accept("OPTIONS")) {
      cursor.inside();
    }
  }

  private void clause() {
    int from = cursor.position();
    Identifier constraint = cursor.accept("CONSTRAINT") ? cursor.name() : null;
    if (cursor.accept("NOT", "NULL")) {
      nullability = Nullability.NOT_NULL;
      attributes();
    } else if (cursor.accept("NULL")) {
      return;
    } else if (cursor.accept("DEFAULT")) {
      defaultValue = expression(cursor);
    } else if (cursor.accept("GENERATED")) {
      generated();
    } else if (cursor.accept("COLLATE")) {
      collation = qualifiedName(cursor);
    } else {
      constraint(constraint, from);
    }
  }

  private void attributes() {
    cursor.accept("NO", "INHERIT");
    if (!cursor.accept("NOT", "DEFERRABLE")) {
      cursor.accept("DEFERRABLE");
    }
  }

  private void constraint(@Nullable Identifier constraint, int from) {
    if (cursor.at("PRIMARY")) {
      nullability = Nullability.NOT_NULL;
    }
    constraints.add(ConstraintReader.ofColumn(cursor, name, constraint, from));
  }

  private void generated() {
    if (!cursor.accept("ALWAYS")) {
      cursor.expect("BY", "DEFAULT");
    }
    cursor.expect("AS");
    if (cursor.accept("IDENTITY")) {
      generated = Generated.IDENTITY;
      cursor.skipParenthesis();
      return;
    }
    cursor.inside();
    generated = cursor.accept("STORED") ? Generated.STORED : Generated.VIRTUAL;
    cursor.accept("VIRTUAL");
  }

  /** A name as it is written, with its schema. */
  static String qualifiedName(Cursor cursor) {
    int from = cursor.position();
    cursor.qualifiedName();
    return cursor.spacedFrom(from);
  }

  /**
   * An expression that another clause may follow; most of the words that begin one are reserved, so that no expression holds
   * them.
   */
  static String expression(Cursor cursor) {
    int from = cursor.position();
    int cases = 0;
    do {
      if (cursor.at("CASE")) {
        cases++;
      } else if (cursor.at("END")) {
        cases--;
      }
      cursor.skip();
    } while (!cursor.atEnd() && (cases > 0 || !clauseComes(cursor)));
    String expression = cursor.textFrom(from);
    if (expression.isEmpty()) {
      cursor.odd();
    }
    return expression;
  }

  private static boolean clauseComes(Cursor cursor) {
    boolean isOperand = cursor.afterOperator() || cursor.after("IS");
    return !isOperand && cursor.at(TokenKind.WORD)
        && (cursor.atAny(CLAUSES) || cursor.at("GENERATED", "ALWAYS") || cursor.at("GENERATED", "BY"));
  }
}
