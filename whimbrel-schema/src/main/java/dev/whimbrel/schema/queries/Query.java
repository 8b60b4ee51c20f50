package dev.whimbrel.schema.queries;

/**
 * A query that somebody runs.
 *
 * @param text with {@code $1} and so on where values stand; without a semicolon at its end
 * @param origin where it was found, for people: a place in a file, or how often it was called
 */
public record Query(String text, String origin) {}
