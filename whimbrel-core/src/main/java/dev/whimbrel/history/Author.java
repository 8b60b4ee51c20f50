package dev.whimbrel.history;

import java.util.Objects;

/**
 * Who writes the journal, beside the database role that the server knows.
 *
 * @param user the user of the operating system
 * @param host the machine, or an empty text
 * @param tool name and version of the program
 */
public record Author(String user, String host, String tool) {
  public Author {
    Objects.requireNonNull(user);
    Objects.requireNonNull(host);
    Objects.requireNonNull(tool);
  }
}
