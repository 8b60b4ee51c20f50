package dev.whimbrel.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigSchemaTest {
  private static final Path SHIPPED = Path.of(System.getProperty("basedir", ""),
      "../docs/reference/whimbrel.schema.json");

  /** After a change of the options: {@code whimbrel config --schema > docs/reference/whimbrel.schema.json}. */
  @Test
  void theShippedFileIsThatOfTheOptions() throws IOException {
    assertThat(Files.readString(SHIPPED)).isEqualTo(ConfigSchema.text());
  }

  @Test
  void everyKeyIsInTheReference() throws IOException {
    String reference = Files.readString(SHIPPED.resolveSibling("configuration.md"));
    assertThat(Options.all()).allSatisfy(option -> assertThat(reference).contains("--" + option.name()));
    assertThat(Options.configurationKeys()).allSatisfy(key -> assertThat(reference).contains("`" + key + "`"));
  }
}
