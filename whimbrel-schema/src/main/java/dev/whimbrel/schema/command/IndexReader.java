package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.SqlCommand.CreateIndex;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code CREATE INDEX} from that word on. */
final class IndexReader {
  private static final String USUAL_METHOD = "btree";

  private IndexReader() {}

  static CreateIndex read(Cursor cursor, Set<Option> options) {
    Options.accept(cursor, options, Option.CONCURRENTLY, "CONCURRENTLY");
    Options.ifNotExists(cursor, options);
    Identifier name = cursor.at("ON") ? null : cursor.name();
    cursor.expect("ON");
    QualifiedName table = RelationNames.one(cursor, options);
    String method = cursor.accept("USING") ? cursor.name().name() : USUAL_METHOD;
    int from = cursor.position();
    Cursor inside = cursor.inside();
    List<@Nullable Identifier> columns = new ArrayList<>();
    for (Cursor element : inside.elements()) {
      columns.add(column(element));
      cursor.join(element);
    }
    cursor.join(inside);
    if (columns.isEmpty()) {
      cursor.odd();
    }
    cursor.rest();
    return new CreateIndex(name, table, Options.of(options), method, Collections.unmodifiableList(columns),
        cursor.textFrom(from));
  }

  /** A column, also if it stands in parentheses; null for an expression. */
  private static @Nullable Identifier column(Cursor element) {
    if (element.at('(')) {
      Cursor inside = element.inside();
      while (inside.at('(') && inside.isOneParenthesis()) {
        inside = inside.inside();
      }
      return inside.isOneToken() ? nameIn(inside) : null;
    }
    boolean isCall = element.beforeMark('(') || element.beforeMark('.');
    return isCall ? null : element.name();
  }

  private static @Nullable Identifier nameIn(Cursor inside) {
    Identifier name = inside.name();
    return inside.isOdd() ? null : name;
  }
}
