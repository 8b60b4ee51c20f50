package dev.whimbrel.schema.model;

/**
 * A rewrite rule other than that which makes a view.
 *
 * @param definition as {@code pg_get_ruledef} prints it, without a semicolon
 */
public record Rule(ObjectId id, String definition, Firing firing) implements SchemaObject {}
