package dev.whimbrel.schema.model;

/**
 * An extension; what it brought with it is no object of its own.
 *
 * @param schema in which its objects lie
 */
public record Extension(ObjectId id, String schema, String version) implements SchemaObject {}
