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

  public static ParseOptions standard() {
    return new ParseOptions(Lexicon.standard(), Map.of());
  }
}
