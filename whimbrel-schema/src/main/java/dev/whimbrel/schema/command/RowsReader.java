package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.SqlCommand.ChangeRows;
import dev.whimbrel.schema.command.SqlCommand.ChangeRows.Where;
import dev.whimbrel.sql.QualifiedName;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads commands that change rows, also behind {@code WITH}. */
final class RowsReader {
  private final Cursor cursor;
  private @Nullable SqlCommand part;

  private RowsReader(Cursor cursor) {
    this.cursor = cursor;
  }

  /** From behind its first word on. */
  static @Nullable SqlCommand read(String verb, Cursor cursor) {
    return new RowsReader(cursor).read(verb);
  }

  private @Nullable SqlCommand read(String verb) {
    if (verb.equals("WITH")) {
      parts(this::part);
      SqlCommand command = change();
      return command == null ? part : command;
    }
    return change(verb);
  }

  /** What is said at a place of its own, behind the parts of a {@code WITH}; null if that changes no rows. */
  private @Nullable SqlCommand change() {
    String verb = cursor.keyword();
    if (!cursor.acceptAny("INSERT", "UPDATE", "DELETE", "MERGE")) {
      return null;
    }
    return change(verb);
  }

  private SqlCommand change(String verb) {
    if (verb.equals("DELETE")) {
      cursor.expect("FROM");
    } else if (!verb.equals("UPDATE")) {
      cursor.expect("INTO");
    }
    QualifiedName table = RelationNames.one(cursor, Options.none());
    if (verb.equals("UPDATE")) {
      expectSet();
    }
    return new ChangeRows(verb, table, cursor.seek("WHERE") ? Where.WRITTEN : Where.MISSING);
  }

  private void expectSet() {
    if (!cursor.at("SET")) {
      cursor.accept("AS");
      cursor.name();
    }
    cursor.expect("SET");
  }

  private void parts(Consumer<Cursor> read) {
    cursor.accept("RECURSIVE");
    do {
      cursor.name();
      cursor.skipParenthesis();
      cursor.expect("AS");
      if (!cursor.accept("NOT", "MATERIALIZED")) {
        cursor.accept("MATERIALIZED");
      }
      read.accept(cursor.inside());
      search();
      cycle();
    } while (cursor.accept(','));
  }

  /** Keeps the first part that changes rows. */
  private void part(Cursor inside) {
    RowsReader reader = new RowsReader(inside);
    if (inside.accept("WITH")) {
      reader.parts(query -> {
        // no part of a part may change rows
      });
    }
    SqlCommand change = reader.change();
    if (part == null && !inside.isOdd()) {
      part = change;
    }
  }

  private void search() {
    if (cursor.accept("SEARCH")) {
      cursor.acceptAny("DEPTH", "BREADTH");
      cursor.expect("FIRST", "BY");
      names();
      cursor.expect("SET");
      cursor.name();
    }
  }

  private void cycle() {
    if (cursor.accept("CYCLE")) {
      names();
      cursor.seek("USING");
      cursor.expect("USING");
      cursor.name();
    }
  }

  private void names() {
    do {
      cursor.name();
    } while (cursor.accept(','));
  }
}
