package dev.whimbrel.schema.model;

/**
 * A check of a domain.
 *
 * @param definition as {@code pg_get_constraintdef} prints it, without {@code NOT VALID}
 */
public record DomainConstraint(ObjectId id, String definition, Validity validity) implements SchemaObject {}
