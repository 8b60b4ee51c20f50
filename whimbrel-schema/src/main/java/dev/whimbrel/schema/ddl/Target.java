package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Aggregate;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Table;

/**
 * How statements such as {@code COMMENT ON} and {@code DROP} call an object.
 *
 * @param type such as {@code TABLE}
 * @param name such as {@code s.t} or {@code c ON s.t}
 */
record Target(String type, String name) {
  static Target of(DatabaseSchema schema, ObjectId id) {
    return new Target(type(schema, id), name(schema, id));
  }

  @Override
  public String toString() {
    return type + " " + name;
  }

  /** The relation that a part belongs to, such as {@code FOREIGN TABLE s.t}. */
  static Target relation(DatabaseSchema schema, ObjectId part) {
    return of(schema, schema.relationOf(part));
  }

  private static String type(DatabaseSchema schema, ObjectId id) {
    return switch (id.kind()) {
      case ENUM, COMPOSITE, RANGE -> "TYPE";
      case DOMAIN_CONSTRAINT -> "CONSTRAINT";
      case TABLE -> isForeign(schema, id) ? "FOREIGN TABLE" : "TABLE";
      case STATISTICS -> "STATISTICS";
      case SCHEMA, EXTENSION, COLLATION, DOMAIN, FUNCTION, PROCEDURE, AGGREGATE, OPERATOR, CAST, TEXT_SEARCH_DICTIONARY,
          TEXT_SEARCH_CONFIGURATION, USER_MAPPING, SEQUENCE, COLUMN, CONSTRAINT, INDEX, VIEW, MATERIALIZED_VIEW,
          TRIGGER,
          RULE, POLICY, EVENT_TRIGGER, PUBLICATION, DEFAULT_PRIVILEGES ->
        id.kind().name().replace('_', ' ');
      case FOREIGN_DATA_WRAPPER -> "FOREIGN DATA WRAPPER";
      case SERVER -> "SERVER";
    };
  }

  private static boolean isForeign(DatabaseSchema schema, ObjectId id) {
    return schema.objects().get(id) instanceof Table table && table.foreign() != null;
  }

  private static String name(DatabaseSchema schema, ObjectId id) {
    String whole = Quoting.name(id.schema(), id.name());
    return switch (id.kind()) {
      case COLUMN -> whole + "." + Quoting.name(id.part());
      case CONSTRAINT, TRIGGER, RULE, POLICY -> Quoting.name(id.part()) + " ON " + whole;
      case DOMAIN_CONSTRAINT -> Quoting.name(id.part()) + " ON DOMAIN " + whole;
      case FUNCTION, PROCEDURE -> whole + "(" + id.part() + ")";
      case AGGREGATE -> whole + "(" + signature(schema, id) + ")";
      case OPERATOR ->
        (id.schema().isEmpty() ? "" : Quoting.name(id.schema()) + ".") + id.name() + " (" + id.part() + ")";
      case CAST -> "(" + id.name() + " AS " + id.part() + ")";
      case USER_MAPPING -> "FOR " + Quoting.role(id.part()) + " SERVER " + Quoting.name(id.name());
      case SCHEMA, EXTENSION, COLLATION, ENUM, DOMAIN, COMPOSITE, RANGE, TEXT_SEARCH_DICTIONARY,
          TEXT_SEARCH_CONFIGURATION,
          FOREIGN_DATA_WRAPPER, SERVER, SEQUENCE, TABLE, INDEX, VIEW, MATERIALIZED_VIEW, STATISTICS, EVENT_TRIGGER,
          PUBLICATION, DEFAULT_PRIVILEGES ->
        whole;
    };
  }

  private static String signature(DatabaseSchema schema, ObjectId id) {
    SchemaObject object = schema.objects().get(id);
    if (object instanceof Aggregate aggregate) {
      return aggregate.signature();
    }
    return id.part().isEmpty() ? "*" : id.part();
  }
}
