package dev.whimbrel.schema.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of the documentation is that of the rules. */
class RulesTableTest {
  private static final Path PAGE = Path.of(System.getProperty("basedir", ""), "../docs/reference/lint-rules.md");
  private static final String HEAD = """
      # The rules of lint

      What `whimbrel lint` looks for, made from the rules themselves. An id is never used for anything else again. What the words mean, how
      a finding is allowed and how a rule is made to weigh something else: [lint](lint.md).

      | id | finds | weighs | Atlas calls it |
      |---|---|---|---|
      """;

  /** {@code -Dcases.accept=true} writes the page anew. */
  @Test
  void thePageHasAllRules() throws IOException {
    String page = HEAD + Rules.ALL.stream().map(RulesTableTest::row).collect(Collectors.joining());
    if (Boolean.getBoolean("cases.accept")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  private static String row(Rule rule) {
    return "| " + rule.id() + " | " + rule.title().replace("|", "\\|") + " | "
        + rule.severity().name().toLowerCase(Locale.ROOT) + " |" + codes(rule.id()) + " |\n";
  }

  private static String codes(String id) {
    return Nolint.CODES.entrySet().stream().filter(entry -> entry.getValue().contains(id)).map(Map.Entry::getKey)
        .sorted().collect(Collectors.collectingAndThen(Collectors.joining(", "),
            codes -> codes.isEmpty() ? "" : " " + codes));
  }
}
