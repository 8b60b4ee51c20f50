package dev.whimbrel.source;

import dev.whimbrel.sql.Lexicon;
import java.util.Map;
import java.util.Objects;

/**
 * What reading a directory may depend on besides its files.
 *
 * @param lexicon how the server reads string literals
 * @param variables values for the formats that substitute them: goose's {@code ENVSUB}, the placeholders of Flyway and Liquibase
 * @param changelogPath what stands before the path of a file in the identity of Liquibase's changesets, such as
 *     {@code db/changelog/}
 */
public record ParseOptions(Lexicon lexicon, Map<String, String> variables, String changelogPath) {
  public ParseOptions {
    Objects.requireNonNull(lexicon);
    Objects.requireNonNull(changelogPath);
    variables = Map.copyOf(variables);
  }

  public ParseOptions(Lexicon lexicon, Map<String, String> variables) {
    this(lexicon, variables, "");
  }

  /**
   * With the path as people write it.
   *
   * @param path as in {@code db/changelog}, with a slash at its end or without; empty if there is none
   */
  public static ParseOptions of(Lexicon lexicon, Map<String, String> variables, String path) {
    String slashes = path.replace('\\', '/');
    return new ParseOptions(lexicon, variables, slashes.isEmpty() || slashes.endsWith("/") ? slashes : slashes + "/");
  }

  public static ParseOptions standard() {
    return new ParseOptions(Lexicon.standard(), Map.of());
  }
}
