package dev.whimbrel.schema.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * How single statements are read: {@code src/test/resources/command/commands.txt}. A line is a statement, in which ¶ is a line
 * end; what was read stands below it, only that which is not empty.
 */
class CommandReaderTest {
  private static final Path COMMANDS = Path.of("src/test/resources/command/commands.txt");

  @Test
  void readsStatements() throws IOException {
    String all = Files.readAllLines(COMMANDS).stream().filter(line -> !line.startsWith(" "))
        .map(line -> line.isEmpty() || line.startsWith("#") ? line + "\n" : line + "\n" + reading(line))
        .collect(Collectors.joining());
    if (Boolean.getBoolean("cases.accept")) {
      Files.writeString(COMMANDS, all);
    }
    assertThat(all).isEqualTo(Files.readString(COMMANDS));
  }

  private static String reading(String line) {
    return Readings.text((Record) Readings.command(line.replace('¶', '\n')), "    ");
  }
}
