package dev.whimbrel.source;

import dev.whimbrel.sql.Lexicon;
import java.util.Map;
import java.util.Objects;

/**
 * What reading a directory may depend on besides its files.
 *
 * @param lexicon how the server reads string literals
 * @param variables values for the formats that substitute them: goose's {@code ENVSUB} and Flyway's placeholders
 */
public record ParseOptions(Lexicon lexicon, Map<String, String> variables) {
  public ParseOptions {
    Objects.requireNonNull(lexicon);
    variables = Map.copyOf(variables);
  }

  public static ParseOptions standard() {
    return new ParseOptions(Lexicon.standard(), Map.of());
  }
}
