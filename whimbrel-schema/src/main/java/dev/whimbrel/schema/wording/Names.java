package dev.whimbrel.schema.wording;

import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;

/** What objects are called in a sentence. */
public final class Names {
  private Names() {}

  /** Such as {@code column app.users.email}, {@code index app.users_email_idx} or {@code function app.f(integer)}. */
  public static String of(ObjectId id) {
    return kind(id) + " " + switch (id.kind()) {
      case SCHEMA, EXTENSION, ENUM, DOMAIN, COMPOSITE, RANGE, COLLATION, TEXT_SEARCH_DICTIONARY,
          TEXT_SEARCH_CONFIGURATION,
          FOREIGN_DATA_WRAPPER, SERVER, SEQUENCE, TABLE, INDEX, VIEW, MATERIALIZED_VIEW, STATISTICS, EVENT_TRIGGER,
          PUBLICATION ->
        qualified(id);
      case COLUMN -> qualified(id) + "." + Quoting.name(id.part());
      case CONSTRAINT, DOMAIN_CONSTRAINT, TRIGGER, RULE, POLICY ->
        Quoting.name(id.part()) + " of " + qualified(id);
      case FUNCTION, PROCEDURE, AGGREGATE -> qualified(id) + "(" + id.part() + ")";
      case OPERATOR ->
        (id.schema().isEmpty() ? "" : Quoting.name(id.schema()) + ".") + id.name() + "(" + id.part() + ")";
      case CAST -> "from " + id.name() + " to " + id.part();
      case USER_MAPPING -> "of " + Quoting.name(id.part()) + " on server " + Quoting.name(id.name());
      case DEFAULT_PRIVILEGES -> "of role " + Quoting.name(id.name()) + " on " + id.part()
          + (id.schema().isEmpty() ? "" : " in schema " + Quoting.name(id.schema()));
    };
  }

  private static String kind(ObjectId id) {
    return id.kind() == Kind.DOMAIN_CONSTRAINT ? Kind.CONSTRAINT.label() : id.kind().label();
  }

  private static String qualified(ObjectId id) {
    return Quoting.name(id.schema(), id.name());
  }
}
