package dev.whimbrel.schema.ddl;

import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.Constraint.Backing;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Origin;
import dev.whimbrel.schema.model.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Constraints of tables, with the indexes of keys. */
final class ConstraintText {
  private static final Pattern TAIL = Pattern.compile(" (NOT )?DEFERRABLE| INITIALLY (DEFERRED|IMMEDIATE)");

  private final Setting setting;
  private final PartitionIndexes partitions;

  ConstraintText(Setting setting) {
    this.setting = setting;
    this.partitions = new PartitionIndexes(setting);
  }

  /** Whether {@code CREATE TABLE} can say it. */
  boolean isAbsorbed(Constraint constraint) {
    return constraint.type() != Constraint.Type.FOREIGN_KEY && constraint.validity() != Validity.NOT_VALID
        && (constraint.backing() == null || !partitions.isExplicit(constraint.id()));
  }

  /** As it stands in {@code CREATE TABLE}. */
  String definition(Constraint constraint) {
    return "CONSTRAINT " + Quoting.name(constraint.id().part()) + " " + whole(constraint)
        + (constraint.validity() == Validity.NOT_ENFORCED ? " NOT ENFORCED" : "");
  }

  List<String> create(Constraint constraint) {
    Backing backing = constraint.backing();
    if (backing != null && backing.parent() != null) {
      return createAttached(constraint, backing, backing.parent());
    }
    if (constraint.origin() == Origin.INHERITED) {
      return List.of();
    }
    List<String> statements = new ArrayList<>();
    statements.add(setting.alterRelation(constraint.id()) + " ADD " + definition(constraint)
        + (constraint.validity() == Validity.NOT_VALID ? " NOT VALID" : ""));
    statements.addAll(cluster(constraint));
    return statements;
  }

  private List<String> createAttached(Constraint constraint, Backing backing, ObjectId parent) {
    List<String> statements = new ArrayList<>();
    if (partitions.isExplicit(parent) && !partitions.isMadeByParent(constraint)) {
      statements.add(setting.alterOnly(constraint.id()) + " ADD " + definition(constraint));
    } else {
      String chosen = partitions.chosen(constraint);
      if (!chosen.isEmpty() && !chosen.equals(constraint.id().part())) {
        statements.add(setting.alterRelation(constraint.id()) + " RENAME CONSTRAINT " + Quoting.name(chosen) + " TO "
            + Quoting.name(constraint.id().part()));
      }
      String index = "ALTER " + index(constraint.id());
      statements.addAll(Parameters.change(index, Map.of(), backing.options()));
      statements.addAll(IndexText.tablespace(index, "", backing.tablespace()));
    }
    statements.addAll(cluster(constraint));
    return statements;
  }

  private static String attach(ObjectId parent, ObjectId child) {
    return "ALTER " + index(parent) + " ATTACH PARTITION " + Quoting.name(child.schema(), child.part());
  }

  /** The index that has a key's name. */
  private static String index(ObjectId constraint) {
    return "INDEX " + Quoting.name(constraint.schema(), constraint.part());
  }

  /** What the new constraint needs on top, which may stand behind {@code CREATE TABLE} as well. */
  List<String> cluster(Constraint constraint) {
    return constraint.backing() != null && constraint.backing().clustering() == Index.Clustering.CLUSTERED
        ? List.of(setting.alterRelation(constraint.id()) + " CLUSTER ON " + Quoting.name(constraint.id().part()))
        : List.of();
  }

  List<String> drop(Constraint constraint) {
    return constraint.origin() == Origin.INHERITED
        ? List.of()
        : List.of(setting.alterRelation(constraint.id()) + " DROP CONSTRAINT " + Quoting.name(constraint.id().part()));
  }

  /** With the parameters and the tablespace of its index, which the server does not print for keys. */
  private static String whole(Constraint constraint) {
    Backing backing = constraint.backing();
    if (backing == null) {
      return constraint.definition();
    }
    String bare = withoutParameters(constraint.definition());
    String tablespace = backing.tablespace().isEmpty()
        ? ""
        : " USING INDEX TABLESPACE " + Quoting.name(backing.tablespace());
    return Fragment.insert(bare, Parameters.with("WITH", backing.options()) + tablespace, " WHERE (", " DEFERRABLE",
        " INITIALLY");
  }

  private static String withoutParameters(String definition) {
    int start = Fragment.find(definition, " WITH (");
    if (start == definition.length()) {
      return definition;
    }
    return definition.substring(0, start) + Fragment.afterGroup(definition.substring(start + " WITH ".length()));
  }

  /** Without what can be changed in place. */
  private static String core(Constraint constraint) {
    String definition = constraint.backing() == null
        ? constraint.definition()
        : withoutParameters(constraint.definition());
    return constraint.type() == Constraint.Type.FOREIGN_KEY ? TAIL.matcher(definition).replaceAll("") : definition;
  }

  Alteration alter(Constraint before, Constraint after) {
    if (before.type() != after.type() || !core(before).equals(core(after))) {
      return before.origin() == Origin.INHERITED && after.origin() == Origin.INHERITED
          ? new Alteration.InPlace(List.of())
          : new Alteration.Replace();
    }
    if (!canEnforce(before, after)) {
      return new Alteration.Replace();
    }
    List<String> statements = new ArrayList<>();
    statements.addAll(deferral(before, after));
    statements.addAll(validity(before, after));
    statements.addAll(backing(before, after));
    return new Alteration.InPlace(statements);
  }

  /** Only foreign keys stop being enforced, or begin to be, and nothing becomes NOT VALID again. */
  private static boolean canEnforce(Constraint before, Constraint after) {
    if (before.validity() == after.validity() || before.origin() == Origin.INHERITED) {
      return true;
    }
    return after.validity() != Validity.NOT_VALID && (after.type() == Constraint.Type.FOREIGN_KEY
        || (before.validity() == Validity.NOT_VALID && after.validity() == Validity.VALID));
  }

  private List<String> deferral(Constraint before, Constraint after) {
    if (before.deferral() == after.deferral() || after.origin() == Origin.INHERITED) {
      return List.of();
    }
    String words = switch (after.deferral()) {
      case NOT_DEFERRABLE -> "NOT DEFERRABLE";
      case INITIALLY_IMMEDIATE -> "DEFERRABLE INITIALLY IMMEDIATE";
      case INITIALLY_DEFERRED -> "DEFERRABLE INITIALLY DEFERRED";
    };
    return List.of(alterConstraint(after) + words);
  }

  private List<String> validity(Constraint before, Constraint after) {
    if (before.validity() == after.validity() || after.origin() == Origin.INHERITED) {
      return List.of();
    }
    if (after.validity() == Validity.NOT_ENFORCED) {
      return List.of(alterConstraint(after) + "NOT ENFORCED");
    }
    return List.of(before.validity() == Validity.NOT_ENFORCED
        ? alterConstraint(after) + "ENFORCED"
        : setting.alterRelation(after.id()) + " VALIDATE CONSTRAINT " + Quoting.name(after.id().part()));
  }

  private String alterConstraint(Constraint constraint) {
    return setting.alterRelation(constraint.id()) + " ALTER CONSTRAINT " + Quoting.name(constraint.id().part()) + " ";
  }

  private List<String> backing(Constraint before, Constraint after) {
    Backing was = before.backing();
    Backing is = after.backing();
    if (was == null || is == null) {
      return List.of();
    }
    List<String> statements = new ArrayList<>();
    String index = "ALTER " + index(after.id());
    statements.addAll(Parameters.change(index, was.options(), is.options()));
    statements.addAll(IndexText.tablespace(index, was.tablespace(), is.tablespace()));
    if (was.clustering() != is.clustering()) {
      statements.addAll(is.clustering() == Index.Clustering.CLUSTERED
          ? cluster(after)
          : List.of(setting.alterRelation(after.id()) + " SET WITHOUT CLUSTER"));
    }
    if (is.parent() != null && !Objects.equals(was.parent(), is.parent()) && wasPartition(after)) {
      statements.add(attach(is.parent(), after.id()));
    }
    return statements;
  }

  /** A table that is attached takes its indexes with it. */
  private boolean wasPartition(Constraint constraint) {
    ObjectId table = constraint.id().relation();
    return setting.server().objects().containsKey(table)
        && setting.server().objects().get(table).equals(setting.schema().objects().get(table));
  }
}
