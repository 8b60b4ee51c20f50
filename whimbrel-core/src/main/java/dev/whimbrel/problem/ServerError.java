package dev.whimbrel.problem;

import org.jspecify.annotations.Nullable;

/**
 * What the server itself said.
 *
 * @param sqlState the five characters that classify the error, whatever the language of the message
 * @param message the primary message
 * @param detail the server's DETAIL, or null
 * @param hint the server's HINT, or null
 * @param context the server's CONTEXT, or null: the line of the data of a COPY, or the functions that called each other
 */
public record ServerError(String sqlState, String message, @Nullable String detail, @Nullable String hint,
    @Nullable String context) {
  public ServerError(String sqlState, String message, @Nullable String detail, @Nullable String hint) {
    this(sqlState, message, detail, hint, null);
  }
}
