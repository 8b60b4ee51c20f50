package dev.whimbrel.migration;

import java.util.Objects;

/**
 * Two fingerprints of the up part, SHA-256 in lower-case hexadecimal; of code, twice what its author says.
 *
 * @param raw of the file's bytes
 * @param tokens of what the server would see: without comments, white space and line ends
 */
public record Checksum(String raw, String tokens) {
  public Checksum {
    Objects.requireNonNull(raw);
    Objects.requireNonNull(tokens);
  }
}
