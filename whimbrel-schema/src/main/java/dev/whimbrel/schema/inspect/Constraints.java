package dev.whimbrel.schema.inspect;

import dev.whimbrel.schema.model.Constraint;
import dev.whimbrel.schema.model.DomainConstraint;
import dev.whimbrel.schema.model.Index;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Origin;
import dev.whimbrel.schema.model.Validity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Constraints of tables and domains, and indexes. */
final class Constraints {
  private final Names names;
  private final Found found;
  private final Map<Long, ObjectId> domains;
  private final Map<Long, ObjectId> ids = new HashMap<>();
  private final Map<Long, IndexRow> indexes = new HashMap<>();
  private final Map<Long, List<Index.Part>> parts = new HashMap<>();
  private final Map<Long, Map<Integer, Integer>> statistics = new HashMap<>();

  /** An index as the catalog has it, be it a constraint's or not. */
  private record IndexRow(Address address, ObjectId id, long relation, long constraint, String definition,
      String method, Index.Uniqueness uniqueness, List<Integer> include, String predicate, String tablespace,
      Map<String, String> options, Index.Usability usability, Index.Clustering clustering) {}

  private Constraints(Names names, Found found, Map<Long, ObjectId> domains) {
    this.names = names;
    this.found = found;
    this.domains = domains;
  }

  /** @param domains by their numbers */
  static void read(Snapshot snapshot, Names names, Found found, Map<Long, ObjectId> domains) {
    Constraints constraints = new Constraints(names, found, domains);
    snapshot.rows(Query.INDEXES).forEach(constraints::indexRow);
    snapshot.rows(Query.INDEX_PARTS).forEach(constraints::part);
    snapshot.rows(Query.CONSTRAINTS).forEach(constraints::name);
    snapshot.rows(Query.CONSTRAINTS).forEach(constraints::constraint);
    constraints.indexes.values().forEach(constraints::index);
  }

  private void indexRow(Row row) {
    Address address = row.address();
    ObjectId id = ObjectId.of(Kind.INDEX, row.text(), row.text());
    long relation = row.number();
    long constraint = row.number();
    String definition = row.text();
    String method = row.text();
    Index.Uniqueness uniqueness = uniqueness(row.flag(), row.flag());
    int keys = row.whole();
    List<Integer> columns = row.spaced();
    indexes.put(address.object(),
        new IndexRow(address, id, relation, constraint, definition, method, uniqueness,
            columns.subList(keys, columns.size()), row.text(), row.text(), row.options(),
            row.flag() ? Index.Usability.VALID : Index.Usability.INVALID,
            row.flag() ? Index.Clustering.CLUSTERED : Index.Clustering.NONE));
  }

  private static Index.Uniqueness uniqueness(boolean isUnique, boolean isNullsNotDistinct) {
    if (!isUnique) {
      return Index.Uniqueness.ANY;
    }
    return isNullsNotDistinct ? Index.Uniqueness.UNIQUE_NULLS_NOT_DISTINCT : Index.Uniqueness.UNIQUE;
  }

  private void part(Row row) {
    long index = row.number();
    int number = row.whole();
    int column = row.whole();
    String expression = row.optional();
    String collation = row.text();
    String operatorClass = row.text();
    String parameters = String.join(", ",
        row.options().entrySet().stream().map(option -> option.getKey() + "='" + option.getValue() + "'").toList());
    int order = row.whole();
    int target = row.whole();
    boolean isDescending = (order & 1) != 0;
    parts.computeIfAbsent(index, oid -> new ArrayList<>())
        .add(new Index.Part(expression == null ? Index.Subject.COLUMN : Index.Subject.EXPRESSION,
            expression == null ? columnOf(index, column) : expression, collation,
            parameters.isEmpty() ? operatorClass : operatorClass + " (" + parameters + ")",
            isDescending ? Index.Order.DESCENDING : Index.Order.ASCENDING,
            (order & 2) == 0 ? Index.Nulls.LAST : Index.Nulls.FIRST));
    if (target >= 0) {
      statistics.computeIfAbsent(index, oid -> new TreeMap<>()).put(number, target);
    }
  }

  private String columnOf(long index, int column) {
    return names.column(Objects.requireNonNull(indexes.get(index)).relation(), column);
  }

  private void name(Row row) {
    long oid = row.address().object();
    row.optional();
    String name = row.text();
    long relation = row.number();
    ObjectId owner = relation == 0 ? domains.get(row.number()) : names.relation(relation);
    if (owner != null) {
      ids.put(oid, owner.part(relation == 0 ? Kind.DOMAIN_CONSTRAINT : Kind.CONSTRAINT, name));
    }
  }

  private void constraint(Row row) {
    Address address = row.address();
    ObjectId id = ids.get(address.object());
    if (id == null) {
      return;
    }
    char type = row.code();
    row.optional();
    long relation = row.number();
    long domain = row.number();
    String printed = row.text();
    List<Integer> columns = row.numbers();
    Constraint.Reference reference = reference(row);
    Validity validity = validity(row);
    Constraint.Deferral deferral = deferral(row);
    Origin origin = Columns.origin(row);
    String definition = Text.without(" NOT VALID", Text.without(" NOT ENFORCED", printed));
    if (relation == 0) {
      if (!names.isMember(new Address(Address.TYPES, domain, 0))) {
        found.add(address, new DomainConstraint(id, definition, validity));
      }
      return;
    }
    IndexRow index = "pux".indexOf(type) < 0 ? null : indexes.get(row.number());
    long parent = index == null ? 0 : row.number();
    List<String> about = names.columns(relation, type == 'c' ? columns.stream().sorted().toList() : columns);
    found.addPart(address, relation, new Constraint(id, type(type), definition, about, reference, validity, deferral,
        origin, index == null ? null : backing(index, ids.get(parent))));
    if (index != null) {
      found.mention(index.address(), index.id());
    }
  }

  private Constraint.@Nullable Reference reference(Row row) {
    long table = row.number();
    List<Integer> columns = row.numbers();
    char onUpdate = row.code();
    char onDelete = row.code();
    ObjectId id = names.relationIfAny(table);
    return id == null
        ? null
        : new Constraint.Reference(id, names.columns(table, columns), action(onUpdate), action(onDelete));
  }

  private static Constraint.Action action(char code) {
    return switch (code) {
      case 'r' -> Constraint.Action.RESTRICT;
      case 'c' -> Constraint.Action.CASCADE;
      case 'n' -> Constraint.Action.SET_NULL;
      case 'd' -> Constraint.Action.SET_DEFAULT;
      default -> Constraint.Action.NO_ACTION;
    };
  }

  private static Validity validity(Row row) {
    boolean isValid = row.flag();
    boolean isEnforced = row.flag();
    if (!isEnforced) {
      return Validity.NOT_ENFORCED;
    }
    return isValid ? Validity.VALID : Validity.NOT_VALID;
  }

  private static Constraint.Deferral deferral(Row row) {
    boolean isDeferrable = row.flag();
    boolean isDeferred = row.flag();
    if (!isDeferrable) {
      return Constraint.Deferral.NOT_DEFERRABLE;
    }
    return isDeferred ? Constraint.Deferral.INITIALLY_DEFERRED : Constraint.Deferral.INITIALLY_IMMEDIATE;
  }

  private static Constraint.Type type(char code) {
    return switch (code) {
      case 'p' -> Constraint.Type.PRIMARY_KEY;
      case 'u' -> Constraint.Type.UNIQUE;
      case 'x' -> Constraint.Type.EXCLUSION;
      case 'f' -> Constraint.Type.FOREIGN_KEY;
      default -> Constraint.Type.CHECK;
    };
  }

  private Constraint.Backing backing(IndexRow index, @Nullable ObjectId parent) {
    return new Constraint.Backing(names.columns(index.relation(), index.include()), index.tablespace(),
        index.options(), index.clustering(), parent);
  }

  private void index(IndexRow row) {
    long oid = row.address().object();
    if (row.constraint() != 0) {
      return;
    }
    List<Long> parents = names.parents(oid);
    IndexRow parent = parents.isEmpty() ? null : indexes.get(parents.getFirst());
    found.addPart(row.address(), row.relation(), new Index(row.id(), names.relation(row.relation()), row.definition(),
        row.uniqueness(), row.method(), parts.getOrDefault(oid, List.of()),
        names.columns(row.relation(), row.include()), row.predicate(), row.tablespace(), row.options(),
        row.usability(), row.clustering(), parent == null ? null : parent.id(),
        statistics.getOrDefault(oid, Collections.emptyMap())));
  }
}
