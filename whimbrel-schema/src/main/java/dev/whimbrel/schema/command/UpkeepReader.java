package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.SqlCommand.Lock;
import dev.whimbrel.schema.command.SqlCommand.Maintain;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.SqlCommand.Refresh;
import dev.whimbrel.schema.command.SqlCommand.Reindex;
import dev.whimbrel.schema.command.SqlCommand.Truncate;
import dev.whimbrel.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads commands that change whole tables and indexes, but not their definition. */
final class UpkeepReader {
  private static final String STRONGEST = "ACCESS EXCLUSIVE";

  private final Cursor cursor;
  private final Set<Option> options = Options.none();

  private UpkeepReader(Cursor cursor) {
    this.cursor = cursor;
  }

  /** From behind its first word on. */
  static @Nullable SqlCommand read(String verb, Cursor cursor) {
    UpkeepReader reader = new UpkeepReader(cursor);
    SqlCommand command = switch (verb) {
      case "REINDEX" -> reader.reindex();
      case "REFRESH" -> reader.refresh();
      case "TRUNCATE" -> reader.truncate();
      case "CLUSTER" -> reader.cluster();
      case "VACUUM" -> reader.vacuum();
      case "LOCK" -> reader.lock();
      default -> null;
    };
    cursor.end();
    return command;
  }

  private SqlCommand reindex() {
    listed("CONCURRENTLY", Option.CONCURRENTLY);
    String scope = cursor.keyword();
    if (!cursor.acceptAny("INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM")) {
      cursor.odd();
    }
    Options.accept(cursor, options, Option.CONCURRENTLY, "CONCURRENTLY");
    boolean mayBeNameless = scope.equals("DATABASE") || scope.equals("SYSTEM");
    QualifiedName name = mayBeNameless && cursor.atEnd() ? null : cursor.qualifiedName();
    return new Reindex(scope, name, Options.of(options));
  }

  /** Passes over a list of options in parentheses, if one comes next, and takes this one out of it. */
  private void listed(String word, Option option) {
    if (!cursor.at('(')) {
      return;
    }
    for (Cursor element : cursor.inside().elements()) {
      if (element.accept(word)) {
        set(option, element);
      }
    }
  }

  /** The last of several counts. */
  private void set(Option option, Cursor value) {
    if (Constants.saysNo(value)) {
      options.remove(option);
    } else {
      options.add(option);
    }
  }

  private SqlCommand refresh() {
    cursor.expect("MATERIALIZED", "VIEW");
    Options.accept(cursor, options, Option.CONCURRENTLY, "CONCURRENTLY");
    QualifiedName view = cursor.qualifiedName();
    if (!Options.accept(cursor, options, Option.WITH_NO_DATA, "WITH", "NO", "DATA")) {
      cursor.accept("WITH", "DATA");
    }
    return new Refresh(view, Options.of(options));
  }

  private SqlCommand truncate() {
    cursor.accept("TABLE");
    List<QualifiedName> tables = RelationNames.several(cursor, options);
    if (!Options.accept(cursor, options, Option.RESTART_IDENTITY, "RESTART", "IDENTITY")) {
      cursor.accept("CONTINUE", "IDENTITY");
    }
    Options.behaviour(cursor, options);
    return new Truncate(tables, Options.of(options));
  }

  /** {@code CLUSTER i ON t} is how it was written long ago. */
  private SqlCommand cluster() {
    cursor.skipParenthesis();
    cursor.accept("VERBOSE");
    if (cursor.atEnd()) {
      return new Maintain("CLUSTER", List.of(), Options.of(options));
    }
    QualifiedName table = cursor.qualifiedName();
    if (cursor.accept("ON")) {
      table = cursor.qualifiedName();
    } else if (cursor.accept("USING")) {
      cursor.name();
    }
    return new Maintain("CLUSTER", List.of(table), Options.of(options));
  }

  private SqlCommand vacuum() {
    listed("FULL", Option.FULL);
    Options.accept(cursor, options, Option.FULL, "FULL");
    while (cursor.acceptAny("FREEZE", "VERBOSE", "ANALYZE", "ANALYSE")) {
      // what else is to be done on the way
    }
    List<QualifiedName> tables = new ArrayList<>();
    if (!cursor.atEnd()) {
      do {
        tables.add(RelationNames.one(cursor, options));
        cursor.skipParenthesis();
      } while (cursor.accept(','));
    }
    return new Maintain("VACUUM", List.copyOf(tables), Options.of(options));
  }

  private SqlCommand lock() {
    cursor.accept("TABLE");
    List<QualifiedName> tables = RelationNames.several(cursor, options);
    String mode = cursor.accept("IN") ? mode() : STRONGEST;
    cursor.accept("NOWAIT");
    return new Lock(tables, mode);
  }

  private String mode() {
    List<String> words = new ArrayList<>();
    while (!cursor.atEnd() && !cursor.at("MODE")) {
      words.add(cursor.keyword());
      cursor.skip();
    }
    cursor.expect("MODE");
    return String.join(" ", words);
  }
}
