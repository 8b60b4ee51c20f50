package dev.whimbrel.schema.model;

/**
 * A text search dictionary.
 *
 * @param template with its schema
 * @param options as they stand behind it in {@code CREATE TEXT SEARCH DICTIONARY}, or empty
 */
public record TextSearchDictionary(ObjectId id, String template, String options) implements SchemaObject {}
