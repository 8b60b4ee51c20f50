package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.SqlCommand.Drop;
import dev.whimbrel.schema.command.SqlCommand.DropIndex;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import dev.whimbrel.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads {@code DROP}. */
final class DropReader {
  private final Cursor cursor;
  private final Set<Option> options = Options.none();

  private DropReader(Cursor cursor) {
    this.cursor = cursor;
  }

  static SqlCommand read(Cursor cursor) {
    return new DropReader(cursor).read();
  }

  private SqlCommand read() {
    String kind = Kinds.read(cursor);
    return switch (kind) {
      case "INDEX" -> index();
      case "TRIGGER", "POLICY", "RULE" -> ofTable(kind);
      case "OWNED" -> owned();
      case "CAST", "TRANSFORM", "USER MAPPING" -> nameless(kind);
      case "OPERATOR" -> drop(kind, operators());
      case "DATABASE" -> database();
      default -> drop(kind, names());
    };
  }

  private SqlCommand drop(String kind, List<QualifiedName> names) {
    end();
    return new Drop(kind, names, null, Options.of(options));
  }

  private void end() {
    Options.behaviour(cursor, options);
    cursor.end();
  }

  private SqlCommand index() {
    Options.accept(cursor, options, Option.CONCURRENTLY, "CONCURRENTLY");
    List<QualifiedName> names = names();
    end();
    return new DropIndex(names, Options.of(options));
  }

  /** Names, some with arguments or the access method that they are for. */
  private List<QualifiedName> names() {
    Options.ifExists(cursor, options);
    List<QualifiedName> names = new ArrayList<>();
    do {
      names.add(cursor.qualifiedName());
      cursor.skipParenthesis();
      if (cursor.accept("USING")) {
        cursor.name();
      }
    } while (cursor.accept(','));
    return List.copyOf(names);
  }

  private SqlCommand ofTable(String kind) {
    Options.ifExists(cursor, options);
    QualifiedName name = new QualifiedName(List.of(cursor.name()));
    cursor.expect("ON");
    QualifiedName table = cursor.qualifiedName();
    end();
    return new Drop(kind, List.of(name), table, Options.of(options));
  }

  private SqlCommand owned() {
    cursor.expect("BY");
    return drop("OWNED", names());
  }

  private List<QualifiedName> operators() {
    Options.ifExists(cursor, options);
    List<QualifiedName> names = new ArrayList<>();
    do {
      names.add(operator(cursor));
      cursor.inside();
    } while (cursor.accept(','));
    return List.copyOf(names);
  }

  /** An operator, whose schema may stand in front of it. */
  static QualifiedName operator(Cursor cursor) {
    List<Identifier> parts = new ArrayList<>();
    while (!cursor.at(TokenKind.OPERATOR) && !cursor.isOdd()) {
      parts.add(cursor.name());
      cursor.expect('.');
    }
    parts.add(cursor.operator());
    return new QualifiedName(parts);
  }

  /** What is known by a type, a role or a server and has no name of its own. */
  private SqlCommand nameless(String kind) {
    Options.ifExists(cursor, options);
    if (cursor.endsIn("CASCADE")) {
      options.add(Option.CASCADE);
    }
    return new Drop(kind, List.of(), null, Options.of(options));
  }

  private SqlCommand database() {
    List<QualifiedName> names = names();
    if (cursor.accept("WITH")) {
      cursor.inside();
    }
    return drop("DATABASE", names);
  }
}
