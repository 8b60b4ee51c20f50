package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.SqlCommand.Create;
import dev.whimbrel.schema.command.SqlCommand.CreateDomain;
import dev.whimbrel.schema.command.SqlCommand.CreateEnum;
import dev.whimbrel.schema.command.SqlCommand.CreatePolicy;
import dev.whimbrel.schema.command.SqlCommand.CreateRule;
import dev.whimbrel.schema.command.SqlCommand.CreateTrigger;
import dev.whimbrel.schema.command.SqlCommand.CreateView;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import dev.whimbrel.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads {@code CREATE}. */
final class CreateReader {
  private final Cursor cursor;
  private final Set<Option> options = Options.none();

  private CreateReader(Cursor cursor) {
    this.cursor = cursor;
  }

  static SqlCommand read(Cursor cursor) {
    return new CreateReader(cursor).read();
  }

  private SqlCommand read() {
    Options.accept(cursor, options, Option.OR_REPLACE, "OR", "REPLACE");
    while (modifier()) {
      // there may be several
    }
    String kind = Kinds.read(cursor);
    return switch (kind) {
      case "INDEX" -> IndexReader.read(cursor, options);
      case "TABLE" -> table();
      case "VIEW", "MATERIALIZED VIEW" -> view(kind);
      case "TRIGGER" -> trigger();
      case "POLICY" -> policy();
      case "RULE" -> rule();
      case "FUNCTION", "PROCEDURE" -> RoutineReader.create(kind, cursor, options);
      case "DOMAIN" -> domain();
      case "TYPE" -> type();
      case "OPERATOR" -> new Create(kind, DropReader.operator(cursor), Options.of(options));
      case "CAST", "TRANSFORM", "USER MAPPING" -> nameless(kind);
      case "SCHEMA" -> schema();
      case "STATISTICS" -> statistics();
      default -> named(kind);
    };
  }

  private boolean modifier() {
    return Options.accept(cursor, options, Option.UNIQUE, "UNIQUE")
        || Options.accept(cursor, options, Option.UNLOGGED, "UNLOGGED")
        || Options.accept(cursor, options, Option.TEMPORARY, "TEMPORARY")
        || Options.accept(cursor, options, Option.TEMPORARY, "TEMP")
        || cursor.acceptAny("GLOBAL", "LOCAL", "CONSTRAINT", "RECURSIVE", "TRUSTED", "DEFAULT");
  }

  private SqlCommand table() {
    Options.ifNotExists(cursor, options);
    return CreateTableReader.read(cursor, options);
  }

  private SqlCommand view(String kind) {
    Options.ifNotExists(cursor, options);
    QualifiedName name = cursor.qualifiedName();
    cursor.seek("AS");
    String query = Options.query(cursor, options);
    return new CreateView(kind, name, Options.of(options), query);
  }

  private SqlCommand trigger() {
    Identifier name = cursor.name();
    if (cursor.seek("ON")) {
      cursor.accept("ON");
    }
    return new CreateTrigger(name, cursor.qualifiedName(), Options.of(options));
  }

  private SqlCommand policy() {
    Identifier name = cursor.name();
    cursor.expect("ON");
    return new CreatePolicy(name, cursor.qualifiedName());
  }

  private SqlCommand rule() {
    Identifier name = cursor.name();
    cursor.expect("AS", "ON");
    cursor.skip();
    cursor.expect("TO");
    return new CreateRule(name, cursor.qualifiedName(), Options.of(options));
  }

  private SqlCommand domain() {
    QualifiedName name = cursor.qualifiedName();
    cursor.accept("AS");
    String type = TypeReader.read(cursor);
    return new CreateDomain(name, type, DomainReader.checks(cursor));
  }

  private SqlCommand type() {
    QualifiedName name = cursor.qualifiedName();
    if (!cursor.accept("AS", "ENUM")) {
      return new Create("TYPE", name, Options.of(options));
    }
    Cursor inside = cursor.inside();
    List<String> labels = new ArrayList<>();
    for (Cursor element : inside.elements()) {
      labels.add(element.literal());
      element.end();
      cursor.join(element);
    }
    cursor.join(inside);
    cursor.end();
    return new CreateEnum(name, List.copyOf(labels));
  }

  private SqlCommand nameless(String kind) {
    Options.ifNotExists(cursor, options);
    return new Create(kind, null, Options.of(options));
  }

  /** Without a name it gets that of its owner. */
  private SqlCommand schema() {
    Options.ifNotExists(cursor, options);
    boolean isOwners = cursor.accept("AUTHORIZATION");
    boolean isUnknown = isOwners && cursor.atAny("CURRENT_USER", "CURRENT_ROLE", "SESSION_USER");
    return new Create("SCHEMA", isUnknown ? null : cursor.qualifiedName(), Options.of(options));
  }

  private SqlCommand statistics() {
    Options.ifNotExists(cursor, options);
    boolean isNamed = !cursor.at("ON") && !cursor.at('(');
    return new Create("STATISTICS", isNamed ? cursor.qualifiedName() : null, Options.of(options));
  }

  private SqlCommand named(String kind) {
    Options.ifNotExists(cursor, options);
    if (!cursor.at(TokenKind.WORD) && !cursor.at(TokenKind.QUOTED_NAME)) {
      cursor.odd();
    }
    return new Create(kind, cursor.qualifiedName(), Options.of(options));
  }
}
