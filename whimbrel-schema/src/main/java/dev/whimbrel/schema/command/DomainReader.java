package dev.whimbrel.schema.command;

import java.util.ArrayList;
import java.util.List;

/** Reads what follows the type of a {@code CREATE DOMAIN}. */
final class DomainReader {
  private DomainReader() {}

  /** The conditions that it has. */
  static List<String> checks(Cursor cursor) {
    List<String> checks = new ArrayList<>();
    while (!cursor.atEnd() && !cursor.isOdd()) {
      clause(cursor, checks);
    }
    return List.copyOf(checks);
  }

  private static void clause(Cursor cursor, List<String> checks) {
    if (cursor.accept("CONSTRAINT")) {
      cursor.name();
    }
    if (cursor.accept("NOT", "NULL")) {
      checks.add("NOT NULL");
    } else if (cursor.accept("CHECK")) {
      checks.add(cursor.inside().whole());
    } else if (cursor.accept("DEFAULT")) {
      ColumnReader.expression(cursor);
    } else if (cursor.accept("COLLATE")) {
      cursor.qualifiedName();
    } else {
      cursor.expect("NULL");
    }
  }
}
