package dev.whimbrel.schema.model;

/**
 * Statistics over several columns or expressions.
 *
 * @param relation what it is on
 * @param definition as {@code pg_get_statisticsobjdef} prints it
 * @param target if one is set, or -1
 */
public record Statistics(ObjectId id, ObjectId relation, String definition, int target) implements SchemaObject {}
