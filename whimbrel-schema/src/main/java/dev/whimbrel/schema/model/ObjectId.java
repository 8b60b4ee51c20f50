package dev.whimbrel.schema.model;

import java.util.Objects;

/**
 * Which object is meant: unique in a database, and the same wherever the same script ran.
 *
 * @param schema the schema it lies in, or empty where the kind knows none
 * @param name of the object; of what belongs to a relation or a domain (column, constraint, trigger, rule, policy), the name of that; of a
 *     cast its source type; of a user mapping its server; of default privileges the role
 * @param part of a column, constraint, trigger, rule or policy, its own name; of a routine or an aggregate the types of its arguments as in
 *     {@code pg_get_function_identity_arguments} without names; of an operator its two types, {@code NONE} for a missing one; of a cast
 *     its target type; of a user mapping its user; of default privileges what they are for; empty for all others
 */
public record ObjectId(Kind kind, String schema, String name, String part) implements Comparable<ObjectId> {
  public ObjectId {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(schema);
    Objects.requireNonNull(name);
    Objects.requireNonNull(part);
  }

  /** Of what has no part. */
  public static ObjectId of(Kind kind, String schema, String name) {
    return new ObjectId(kind, schema, name, "");
  }

  /** What belongs to this relation or domain. */
  public ObjectId part(Kind kind, String name) {
    return new ObjectId(kind, schema, this.name, name);
  }

  /** The table that a column, constraint, trigger, rule or policy belongs to, if it is one: see {@link DatabaseSchema#relationOf}. */
  public ObjectId relation() {
    return of(Kind.TABLE, schema, name);
  }

  @Override
  public int compareTo(ObjectId other) {
    // written out, as large schemas are mostly such comparisons
    int order = kind.compareTo(other.kind);
    order = order != 0 ? order : schema.compareTo(other.schema);
    order = order != 0 ? order : name.compareTo(other.name);
    return order != 0 ? order : part.compareTo(other.part);
  }
}
