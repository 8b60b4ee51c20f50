package dev.whimbrel.schema.command;

import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.Set;

/** Reads the name of a type, which may be several words. */
final class TypeReader {
  private static final Set<String> SERIAL = Set.of("serial", "serial2", "serial4", "serial8", "smallserial",
      "bigserial");

  private TypeReader() {}

  /** Passes over a type and gives it with single spaces. */
  static String read(Cursor cursor) {
    int from = cursor.position();
    cursor.accept("SETOF");
    base(cursor);
    bounds(cursor);
    return cursor.spacedFrom(from);
  }

  /** Whether a column of the type that comes next gets its values from a sequence of its own. */
  static boolean isSerial(Cursor cursor) {
    int from = cursor.position();
    QualifiedName name = cursor.qualifiedName();
    boolean isArray = cursor.at('[') || cursor.at("ARRAY");
    cursor.backTo(from);
    Identifier first = name.parts().get(0);
    return name.parts().size() == 1 && SERIAL.contains(first.name()) && !isArray;
  }

  private static void base(Cursor cursor) {
    if (cursor.accept("DOUBLE", "PRECISION")) {
      return;
    }
    boolean isNational = cursor.at("NATIONAL", "CHARACTER") || cursor.at("NATIONAL", "CHAR");
    if (isNational) {
      cursor.accept("NATIONAL");
    }
    if (cursor.acceptAny("CHARACTER", "CHAR", "NCHAR", "BIT")) {
      cursor.accept("VARYING");
      cursor.skipParenthesis();
    } else if (cursor.acceptAny("TIMESTAMP", "TIME")) {
      cursor.skipParenthesis();
      zone(cursor);
    } else if (cursor.accept("INTERVAL")) {
      fields(cursor);
    } else {
      named(cursor);
    }
  }

  private static void zone(Cursor cursor) {
    if (!cursor.accept("WITH", "TIME", "ZONE")) {
      cursor.accept("WITHOUT", "TIME", "ZONE");
    }
  }

  private static void fields(Cursor cursor) {
    field(cursor);
    if (cursor.accept("TO")) {
      field(cursor);
    }
    cursor.skipParenthesis();
  }

  private static void field(Cursor cursor) {
    cursor.acceptAny("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND");
  }

  private static void named(Cursor cursor) {
    cursor.qualifiedName();
    cursor.skipParenthesis();
    if (cursor.accept('%')) {
      cursor.expect("TYPE");
    }
  }

  private static void bounds(Cursor cursor) {
    if (cursor.accept("ARRAY")) {
      skipBound(cursor);
      return;
    }
    while (skipBound(cursor)) {
      // each of them is a dimension
    }
  }

  private static boolean skipBound(Cursor cursor) {
    if (!cursor.at('[')) {
      return false;
    }
    cursor.skip();
    return true;
  }
}
