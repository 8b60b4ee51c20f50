package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Grant;
import dev.whimbrel.schema.model.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What can be granted on a kind of object.
 *
 * @param word as in {@code GRANT … ON}
 * @param all every privilege, in the order of the manual
 * @param everybody what everybody has on a new one
 */
record Privileges(String word, List<String> all, Set<String> everybody) {
  private static final int MAINTAIN_SINCE = 17;

  /** None if nothing can be granted on it. */
  static Optional<Privileges> of(Kind kind, int major) {
    return switch (kind) {
      case TABLE, VIEW, MATERIALIZED_VIEW -> Optional.of(tables(major));
      case COLUMN -> Optional
          .of(new Privileges("TABLE", List.of("SELECT", "INSERT", "UPDATE", "REFERENCES"), Set.of()));
      case SEQUENCE -> Optional.of(new Privileges("SEQUENCE", List.of("SELECT", "UPDATE", "USAGE"), Set.of()));
      case FUNCTION, AGGREGATE -> Optional.of(new Privileges("FUNCTION", List.of("EXECUTE"), Set.of("EXECUTE")));
      case PROCEDURE -> Optional.of(new Privileges("PROCEDURE", List.of("EXECUTE"), Set.of("EXECUTE")));
      case ENUM, COMPOSITE, RANGE -> Optional.of(new Privileges("TYPE", List.of("USAGE"), Set.of("USAGE")));
      case DOMAIN -> Optional.of(new Privileges("DOMAIN", List.of("USAGE"), Set.of("USAGE")));
      case SCHEMA -> Optional.of(new Privileges("SCHEMA", List.of("CREATE", "USAGE"), Set.of()));
      case FOREIGN_DATA_WRAPPER -> Optional.of(new Privileges("FOREIGN DATA WRAPPER", List.of("USAGE"), Set.of()));
      case SERVER -> Optional.of(new Privileges("FOREIGN SERVER", List.of("USAGE"), Set.of()));
      case EXTENSION, COLLATION, DOMAIN_CONSTRAINT, OPERATOR, CAST, TEXT_SEARCH_DICTIONARY, TEXT_SEARCH_CONFIGURATION,
          USER_MAPPING, CONSTRAINT, INDEX, STATISTICS, TRIGGER, RULE, POLICY, EVENT_TRIGGER, PUBLICATION,
          DEFAULT_PRIVILEGES ->
        Optional.empty();
    };
  }

  /** Of new objects, by the word for them in {@code ALTER DEFAULT PRIVILEGES}. */
  static Privileges ofFuture(String objects, int major) {
    return switch (objects) {
      case "TABLES" -> new Privileges(objects, tables(major).all(), Set.of());
      case "SEQUENCES" -> new Privileges(objects, List.of("SELECT", "UPDATE", "USAGE"), Set.of());
      case "FUNCTIONS" -> new Privileges(objects, List.of("EXECUTE"), Set.of("EXECUTE"));
      case "TYPES" -> new Privileges(objects, List.of("USAGE"), Set.of("USAGE"));
      case "SCHEMAS" -> new Privileges(objects, List.of("CREATE", "USAGE"), Set.of());
      default -> new Privileges(objects, List.of("SELECT", "UPDATE"), Set.of());
    };
  }

  /** By the word of default privileges, of a kind that has some. */
  static Optional<String> future(Kind kind) {
    return switch (kind) {
      case TABLE, VIEW, MATERIALIZED_VIEW -> Optional.of("TABLES");
      case SEQUENCE -> Optional.of("SEQUENCES");
      case FUNCTION, PROCEDURE, AGGREGATE -> Optional.of("FUNCTIONS");
      case ENUM, COMPOSITE, RANGE, DOMAIN -> Optional.of("TYPES");
      case SCHEMA -> Optional.of("SCHEMAS");
      default -> Optional.empty();
    };
  }

  private static Privileges tables(int major) {
    List<String> all = new ArrayList<>(
        List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"));
    if (major >= MAINTAIN_SINCE) {
      all.add("MAINTAIN");
    }
    return new Privileges("TABLE", List.copyOf(all), Set.of());
  }

  /** What a new one has by itself. */
  List<Grant> builtIn() {
    List<Grant> grants = new ArrayList<>();
    all.forEach(privilege -> grants.add(new Grant(Grant.OWNER, privilege, Grant.Option.PLAIN)));
    everybody.forEach(privilege -> grants.add(new Grant("public", privilege, Grant.Option.PLAIN)));
    return grants;
  }
}
