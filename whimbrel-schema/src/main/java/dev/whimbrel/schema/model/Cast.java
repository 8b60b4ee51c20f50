package dev.whimbrel.schema.model;

/**
 * A cast from the type that is the name of its id to that which is its part.
 *
 * @param method as it stands in {@code CREATE CAST}: {@code WITH FUNCTION s.f(t)}, {@code WITHOUT FUNCTION} or {@code WITH INOUT}
 */
public record Cast(ObjectId id, String method, Context context) implements SchemaObject {
  /** Where it is used without being asked for. */
  public enum Context {
    EXPLICIT, ASSIGNMENT, IMPLICIT
  }
}
