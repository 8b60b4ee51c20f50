package dev.whimbrel.schema.model;

/**
 * A trigger, also of a constraint or of a view; those that a partition has from its parent, and those inside foreign keys, are none.
 *
 * @param definition as {@code pg_get_triggerdef} prints it
 */
public record Trigger(ObjectId id, String definition, Firing firing) implements SchemaObject {}
