package dev.whimbrel.schema.model;

/** A schema, in which other objects lie. */
public record Namespace(ObjectId id) implements SchemaObject {}
