package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.SqlCommand.AddEnumValue;
import dev.whimbrel.schema.command.SqlCommand.AlterDomain;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.SqlCommand.Rename;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code ALTER}. */
final class AlterReader {
  private final Cursor cursor;
  private final Set<Option> options = Options.none();
  private final String kind;

  private AlterReader(Cursor cursor) {
    this.cursor = cursor;
    this.kind = Kinds.read(cursor);
  }

  static @Nullable SqlCommand read(Cursor cursor) {
    return new AlterReader(cursor).read();
  }

  private @Nullable SqlCommand read() {
    return switch (kind) {
      case "TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE", "INDEX", "SEQUENCE" -> relation();
      case "TYPE" -> type();
      case "DOMAIN" -> domain();
      case "TRIGGER", "POLICY", "RULE" -> ofTable();
      default -> named();
    };
  }

  private @Nullable SqlCommand relation() {
    if (cursor.at("ALL", "IN", "TABLESPACE")) {
      return null;
    }
    Options.ifExists(cursor, options);
    QualifiedName name = RelationNames.one(cursor, options);
    if (cursor.accept("RENAME")) {
      return renamed(name);
    }
    return new AlterTable(kind, name, Options.of(options), ActionReader.readAll(cursor));
  }

  /** The relation, type or domain itself or a part of it. */
  private SqlCommand renamed(QualifiedName name) {
    if (cursor.at("TO")) {
      return itself(name);
    }
    String part = part();
    Identifier from = cursor.name();
    Identifier to = newName();
    Options.behaviour(cursor, options);
    cursor.end();
    return new Rename(part, name, from.name(), to.name());
  }

  private String part() {
    if (cursor.accept("CONSTRAINT")) {
      return "CONSTRAINT";
    }
    if (kind.equals("TYPE")) {
      cursor.expect("ATTRIBUTE");
      return "ATTRIBUTE";
    }
    cursor.accept("COLUMN");
    return "COLUMN";
  }

  private SqlCommand itself(QualifiedName name) {
    Identifier to = newName();
    cursor.end();
    return new Rename(kind, name, name.parts().get(name.parts().size() - 1).name(), to.name());
  }

  private Identifier newName() {
    cursor.expect("TO");
    return cursor.name();
  }

  private @Nullable SqlCommand type() {
    QualifiedName name = cursor.qualifiedName();
    if (cursor.accept("ADD", "VALUE")) {
      return addValue(name);
    }
    if (cursor.accept("RENAME", "VALUE")) {
      String from = cursor.literal();
      cursor.expect("TO");
      String to = cursor.literal();
      cursor.end();
      return new Rename("VALUE", name, from, to);
    }
    return cursor.accept("RENAME") ? renamed(name) : null;
  }

  private SqlCommand addValue(QualifiedName name) {
    Options.ifNotExists(cursor, options);
    String label = cursor.literal();
    int from = cursor.position();
    if (cursor.acceptAny("BEFORE", "AFTER")) {
      cursor.literal();
    }
    String place = cursor.spacedFrom(from);
    cursor.end();
    return new AddEnumValue(name, label, place.isEmpty() ? null : place, Options.of(options));
  }

  private SqlCommand domain() {
    QualifiedName name = cursor.qualifiedName();
    if (cursor.accept("RENAME")) {
      return renamed(name);
    }
    String text = cursor.whole();
    if (text.isEmpty()) {
      cursor.odd();
    }
    TableConstraint added = cursor.accept("ADD") ? ConstraintReader.ofTable(cursor) : null;
    return new AlterDomain(name, added, text);
  }

  private @Nullable SqlCommand ofTable() {
    Options.ifExists(cursor, options);
    Identifier name = cursor.name();
    cursor.expect("ON");
    QualifiedName table = cursor.qualifiedName();
    if (!cursor.accept("RENAME")) {
      return null;
    }
    Identifier to = newName();
    cursor.end();
    return new Rename(kind, table, name.name(), to.name());
  }

  /** Some have arguments, or an access method that they are for. */
  private @Nullable SqlCommand named() {
    Options.ifExists(cursor, options);
    QualifiedName name = cursor.qualifiedName();
    cursor.skipParenthesis();
    if (cursor.accept("USING")) {
      cursor.name();
    }
    return cursor.accept("RENAME") ? itself(name) : null;
  }
}
