package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.SqlCommand.CreateTable;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code CREATE TABLE} from the name on. */
final class CreateTableReader {
  private final Cursor cursor;
  private final Set<Option> options;
  private final List<ColumnDefinition> columns = new ArrayList<>();
  private final List<TableConstraint> constraints = new ArrayList<>();

  private CreateTableReader(Cursor cursor, Set<Option> options) {
    this.cursor = cursor;
    this.options = options;
  }

  static CreateTable read(Cursor cursor, Set<Option> options) {
    return new CreateTableReader(cursor, options).read();
  }

  private CreateTable read() {
    QualifiedName name = cursor.qualifiedName();
    QualifiedName parent = null;
    if (cursor.accept("PARTITION", "OF")) {
      parent = cursor.qualifiedName();
      elements(ColumnReader::withoutType);
    } else if (cursor.accept("OF")) {
      cursor.qualifiedName();
      elements(ColumnReader::withoutType);
    } else {
      String query = query();
      if (query != null) {
        return new CreateTable(name, Options.of(options), List.of(), List.of(), null, query);
      }
      elements(ColumnReader::read);
    }
    return new CreateTable(name, Options.of(options), columns, constraints, parent, null);
  }

  /** What follows {@code AS}, or null without having moved. */
  private @Nullable String query() {
    int from = cursor.position();
    if (cursor.seek("AS")) {
      return Options.query(cursor, options);
    }
    cursor.backTo(from);
    if (!cursor.at('(')) {
      cursor.odd();
    }
    return null;
  }

  private void elements(Function<Cursor, ColumnDefinition> column) {
    if (!cursor.at('(')) {
      return;
    }
    Cursor inside = cursor.inside();
    for (Cursor element : inside.elements()) {
      element(element, column);
      cursor.join(element);
    }
    cursor.join(inside);
  }

  private void element(Cursor element, Function<Cursor, ColumnDefinition> column) {
    if (element.accept("LIKE")) {
      element.qualifiedName();
    } else if (ConstraintReader.comes(element)) {
      constraints.add(ConstraintReader.ofTable(element));
    } else {
      columns.add(column.apply(element));
    }
  }
}
