package dev.whimbrel.problem;

import org.jspecify.annotations.Nullable;

/**
 * What the server itself said.
 *
 * @param sqlState the five characters that classify the error, whatever the language of the message
 * @param message the primary message
 * @param detail the server's DETAIL, or null
 * @param hint the server's HINT, or null
 */
public record ServerError(String sqlState, String message, @Nullable String detail, @Nullable String hint) {}
