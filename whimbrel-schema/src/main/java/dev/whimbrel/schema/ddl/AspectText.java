package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.DefaultPrivileges;
import dev.whimbrel.schema.model.Grant;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Sequence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Owners, comments and privileges. */
final class AspectText {
  private static final Set<Kind> OWNED = EnumSet.of(Kind.SCHEMA, Kind.COLLATION, Kind.ENUM, Kind.DOMAIN, Kind.COMPOSITE,
      Kind.RANGE, Kind.FUNCTION, Kind.PROCEDURE, Kind.AGGREGATE, Kind.OPERATOR, Kind.TEXT_SEARCH_DICTIONARY,
      Kind.TEXT_SEARCH_CONFIGURATION, Kind.FOREIGN_DATA_WRAPPER, Kind.SERVER, Kind.SEQUENCE, Kind.TABLE, Kind.VIEW,
      Kind.MATERIALIZED_VIEW, Kind.STATISTICS, Kind.EVENT_TRIGGER, Kind.PUBLICATION);

  private static final ObjectId PUBLIC = ObjectId.of(Kind.SCHEMA, "", "public");
  /** The schema public is the database owner's, and not everybody makes objects in it. */
  private static final int CLOSED_SINCE = 15;

  private final Setting setting;

  AspectText(Setting setting) {
    this.setting = setting;
  }

  List<String> change(ObjectId id, Aspects before, Aspects after) {
    List<String> statements = new ArrayList<>();
    if (!before.owner().equals(after.owner()) && OWNED.contains(id.kind()) && !isOwnedByColumn(id)) {
      statements.add("ALTER " + setting.target(id) + " OWNER TO " + owner(id, after));
    }
    statements.addAll(grants(id, before, after));
    if (!before.comment().equals(after.comment())) {
      statements.add("COMMENT ON " + setting.target(id) + " IS "
          + (after.comment().isEmpty() ? "NULL" : Quoting.literal(after.comment())));
    }
    return statements;
  }

  /** Such a sequence goes with its table. */
  private boolean isOwnedByColumn(ObjectId id) {
    return setting.schema().objects().get(id) instanceof Sequence sequence && sequence.owner() != null;
  }

  private String owner(ObjectId id, Aspects aspects) {
    if (id.equals(PUBLIC) && aspects.owner().isEmpty() && setting.major() >= CLOSED_SINCE) {
      return "pg_database_owner";
    }
    return aspects.owner().isEmpty() ? setting.owner() : Quoting.name(aspects.owner());
  }

  private List<String> grants(ObjectId id, Aspects before, Aspects after) {
    return Privileges.of(id.kind(), setting.major())
        .map(privileges -> text(id, privileges, owner(id, after)).change(effective(id, privileges, before),
            effective(id, privileges, after)))
        .orElse(List.of());
  }

  private GrantText text(ObjectId id, Privileges privileges, String owner) {
    if (id.kind() == Kind.COLUMN) {
      return new GrantText("", privileges, " (" + Quoting.name(id.part()) + ")",
          "TABLE " + Quoting.name(id.schema(), id.name()), owner);
    }
    return new GrantText("", privileges, "", privileges.word() + " " + setting.target(id).name(), owner);
  }

  private Collection<Grant> effective(ObjectId id, Privileges privileges, Aspects aspects) {
    if (aspects.grants() != null) {
      return aspects.grants();
    }
    if (id.equals(PUBLIC)) {
      return setting.major() >= CLOSED_SINCE
          ? List.of(owners("CREATE"), owners("USAGE"), everybodys("USAGE"))
          : List.of(owners("CREATE"), owners("USAGE"), everybodys("CREATE"), everybodys("USAGE"));
    }
    return id.kind() == Kind.COLUMN ? List.of() : privileges.builtIn();
  }

  private static Grant owners(String privilege) {
    return new Grant(Grant.OWNER, privilege, Grant.Option.PLAIN);
  }

  private static Grant everybodys(String privilege) {
    return new Grant("public", privilege, Grant.Option.PLAIN);
  }

  /** What an object has as soon as it is made, by the default privileges that are there already. */
  Aspects fresh(ObjectId id) {
    List<DefaultPrivileges> rules = Privileges.future(id.kind()).stream()
        .flatMap(objects -> setting.server().all(DefaultPrivileges.class).filter(rule -> applies(rule, objects, id)))
        .toList();
    if (rules.isEmpty()) {
      return Aspects.NONE;
    }
    Collection<Grant> grants = new HashSet<>(rules.stream().filter(rule -> rule.id().schema().isEmpty()).findFirst()
        .map(DefaultPrivileges::grants)
        .orElseGet(() -> Privileges.of(id.kind(), setting.major()).orElseThrow().builtIn()));
    rules.stream().filter(rule -> !rule.id().schema().isEmpty()).forEach(rule -> grants.addAll(rule.grants()));
    return new Aspects("", "", List.copyOf(grants));
  }

  private boolean applies(DefaultPrivileges rule, String objects, ObjectId id) {
    String role = rule.id().name();
    return rule.id().part().equals(objects) && (role.isEmpty() || role.equals(setting.server().owner()))
        && (rule.id().schema().isEmpty() || rule.id().schema().equals(id.schema()));
  }

  List<String> create(DefaultPrivileges privileges) {
    return change(privileges, builtIn(privileges), privileges.grants());
  }

  List<String> drop(DefaultPrivileges privileges) {
    return change(privileges, privileges.grants(), builtIn(privileges));
  }

  List<String> change(DefaultPrivileges rule, Collection<Grant> before, Collection<Grant> after) {
    ObjectId id = rule.id();
    String prefix = "ALTER DEFAULT PRIVILEGES" + (id.name().isEmpty() ? "" : " FOR ROLE " + Quoting.name(id.name()))
        + (id.schema().isEmpty() ? "" : " IN SCHEMA " + Quoting.name(id.schema())) + " ";
    String owner = id.name().isEmpty() ? setting.owner() : Quoting.name(id.name());
    return new GrantText(prefix, Privileges.ofFuture(id.part(), setting.major()), "", id.part(), owner)
        .change(before, after);
  }

  /** Those for one schema come on top of the others. */
  private List<Grant> builtIn(DefaultPrivileges privileges) {
    return privileges.id().schema().isEmpty()
        ? Privileges.ofFuture(privileges.id().part(), setting.major()).builtIn()
        : List.of();
  }
}
