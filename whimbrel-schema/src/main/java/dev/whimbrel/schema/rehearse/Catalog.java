package dev.whimbrel.schema.rehearse;

import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is in a database at one moment, as a session sees it: enough to know what a statement is about, and cheap enough to be read before and
 * after each. Values.
 *
 * @param searchPath the schemas in which a name without one is looked up, in their order
 * @param major the major version of the server
 * @param relations by their oids, in the order of their names
 * @param columns of tables and views, in the order of their numbers
 */
public record Catalog(List<String> searchPath, int major, Map<String, Relation> relations, List<Column> columns,
    List<Constraint> constraints, Map<String, Index> indexes, List<Other> others) {
  private static final String NONE = "0";

  public Catalog {
    searchPath = List.copyOf(searchPath);
    columns = List.copyOf(columns);
    constraints = List.copyOf(constraints);
    others = List.copyOf(others);
  }

  /**
   * A table, an index, a view, a sequence.
   *
   * @param kind as in {@code pg_class}: r, p (partitioned table), i, I (partitioned index), v, m, f, S
   * @param persistence as in {@code pg_class}: p, u (unlogged), t (temporary)
   * @param file its file, or 0 if it has none
   * @param done what the session's transaction has done to it so far
   * @param table of an index, the oid of its table, otherwise 0
   * @param parent of a partition or a child, the oid of its parent, otherwise 0
   * @param defaultPartition of a partitioned table, the oid of that partition, otherwise 0
   * @param state changes with its row in {@code pg_class}
   */
  public record Relation(String oid, String schema, String name, String kind, String persistence, String file,
      Done done, String table, String parent, String defaultPartition, String state) {
    /** Schema and name. */
    public Observation.Relation named() {
      return new Observation.Relation(schema, name);
    }

    /** Whether it holds rows or stands for those that do. */
    public boolean isTable() {
      return kind.equals("r") || kind.equals("p");
    }

    public boolean isIndex() {
      return kind.equals("i") || kind.equals("I");
    }
  }

  /**
   * What a transaction did to a relation.
   *
   * @param scans how often it was read from its beginning
   * @param rows how many were read then
   */
  record Done(long scans, long rows, long inserted, long updated, long deleted) {}

  /**
   * A column.
   *
   * @param relation the oid
   * @param type with its modifier, as {@code format_type} has it
   * @param expression of its default, or of what generates it; null if there is none
   * @param generated as in {@code pg_attribute}: s (stored), v (virtual), or nothing
   * @param identity as in {@code pg_attribute}: a, d, or nothing
   * @param state changes with it
   */
  public record Column(String relation, int number, String name, String type, Nulls nulls,
      @Nullable String expression, String generated, String identity, String state) {
    /** Whether it may hold NULL. */
    public enum Nulls {
      ALLOWED, REFUSED
    }
  }

  /**
   * A constraint of a table or a domain.
   *
   * @param relation the oid of the table, or 0
   * @param domain the oid of the domain, or 0
   * @param type as in {@code pg_constraint}: c, f, n (not null), p, u, x
   * @param references the oid of the table that a foreign key points at, or 0
   * @param index the oid of the index behind it, or 0
   * @param columns in its order
   * @param expression of a check, or null
   * @param state changes with it
   */
  public record Constraint(String oid, String name, String relation, String domain, String type, Validity validity,
      String references, String index, List<String> columns, @Nullable String expression, String state) {
    /** Whether it is known of every row. */
    public enum Validity {
      VALID, NOT_VALID
    }
  }

  /**
   * An index.
   *
   * @param keys its key columns; an expression stands there as an empty text
   * @param predicate of a partial index, otherwise null
   * @param method {@code btree} and so on
   * @param orders how each key is compared and sorted: two that are equal are interchangeable
   */
  public record Index(String oid, String table, Role role, Usability usability, List<String> keys,
      @Nullable String predicate, String method, List<String> orders) {
    /** What it is for. */
    public enum Role {
      PRIMARY, UNIQUE, PLAIN
    }

    /** Whether queries may use it. */
    public enum Usability {
      VALID, INVALID
    }
  }

  /**
   * Anything else that has a name.
   *
   * @param kind schema, function, procedure, aggregate, enum, domain, type, enum value, trigger, policy, rule, extension, statistics,
   *     publication, event trigger
   * @param schema or nothing
   * @param detail of a function its arguments, of a value its label, of a trigger whether it is enabled as in {@code pg_trigger}, of an
   *     extension its version, of a policy its condition
   * @param relation the oid of the table it belongs to, or 0
   * @param state changes with it
   */
  public record Other(String kind, String schema, String name, String detail, String relation, String state) {}

  /** The relation that a statement means by a name. */
  public Optional<Relation> find(QualifiedName name) {
    String last = name.parts().getLast().name();
    if (name.parts().size() > 1) {
      String schema = name.parts().get(name.parts().size() - 2).name();
      return relations.values().stream().filter(one -> one.schema().equals(schema) && one.name().equals(last))
          .findFirst();
    }
    return searchPath.stream().flatMap(schema -> relations.values().stream()
        .filter(one -> one.schema().equals(schema) && one.name().equals(last))).findFirst();
  }

  /** One by its schema and name. */
  public Optional<Relation> find(Observation.Relation relation) {
    return relations.values().stream()
        .filter(one -> one.schema().equals(relation.schema()) && one.name().equals(relation.name())).findFirst();
  }

  /** One by its oid. */
  public Optional<Relation> find(String oid) {
    return Optional.ofNullable(relations.get(oid));
  }

  public Stream<Column> columns(Relation relation) {
    return columns.stream().filter(one -> one.relation().equals(relation.oid()));
  }

  public Optional<Column> column(Relation relation, String name) {
    return columns(relation).filter(one -> one.name().equals(name)).findFirst();
  }

  /** Of a table. */
  public Stream<Constraint> constraints(Relation relation) {
    return constraints.stream().filter(one -> one.relation().equals(relation.oid()));
  }

  /** The foreign keys of other tables that point at one. */
  public Stream<Constraint> referring(Relation relation) {
    return constraints.stream().filter(one -> one.references().equals(relation.oid()));
  }

  /** Of a table. */
  public Stream<Index> indexes(Relation relation) {
    return indexes.values().stream().filter(one -> one.table().equals(relation.oid()));
  }

  /** The partitions of a table, or its children, without those below them. */
  public Stream<Relation> children(Relation relation) {
    return relations.values().stream().filter(one -> one.parent().equals(relation.oid()));
  }

  /** The table of an index; anything else stands for itself. */
  public Relation tableOf(Relation relation) {
    return relation.table().equals(NONE)
        ? relation
        : Objects.requireNonNullElse(relations.get(relation.table()), relation);
  }
}
