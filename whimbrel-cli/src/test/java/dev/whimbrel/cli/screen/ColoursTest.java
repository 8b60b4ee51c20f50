package dev.whimbrel.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.cli.screen.Screen.Colours;
import dev.whimbrel.cli.screen.Screen.Form;
import dev.whimbrel.cli.screen.Screen.Volume;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The variables that people set for all programs, and the option of this one. */
class ColoursTest {
  private static final String RED = "\u001b[31;1mno\u001b[0m\n";

  @ParameterizedTest(name = "{0}, {1}, {2}: {3}")
  @CsvSource(textBlock = """
      INTERACTIVE, AUTO,  '',                             colours
      INTERACTIVE, NEVER, '',                             plain
      INTERACTIVE, AUTO,  NO_COLOR=1,                     plain
      INTERACTIVE, AUTO,  NO_COLOR=0,                     plain
      INTERACTIVE, AUTO,  NO_COLOR=,                      colours
      INTERACTIVE, AUTO,  CLICOLOR=0,                     plain
      INTERACTIVE, AUTO,  CLICOLOR=1,                     colours
      INTERACTIVE, AUTO,  CLICOLOR=0 CLICOLOR_FORCE=1,    colours
      NONE,        AUTO,  '',                             plain
      NONE,        AUTO,  CLICOLOR=1,                     plain
      NONE,        AUTO,  FORCE_COLOR=1,                  colours
      NONE,        AUTO,  FORCE_COLOR=true,               colours
      NONE,        AUTO,  FORCE_COLOR=3,                  colours
      NONE,        AUTO,  FORCE_COLOR=0,                  plain
      NONE,        AUTO,  FORCE_COLOR=false,              plain
      NONE,        AUTO,  FORCE_COLOR=,                   plain
      NONE,        AUTO,  CLICOLOR_FORCE=1,               colours
      NONE,        AUTO,  CLICOLOR_FORCE=0,               plain
      NONE,        AUTO,  NO_COLOR=1 FORCE_COLOR=1,       plain
      NONE,        NEVER, FORCE_COLOR=1,                  plain
      """)
  void followTheVariables(Terminal terminal, Colours asked, String variables, String expected) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Screen screen = Screen.of(new Surroundings(map(variables), Path.of("."), new StringReader(""), stream, stream,
        terminal, Clock.systemUTC()), Form.TEXT, Volume.NORMAL, asked);
    screen.progress(screen.styled("no", Style.BAD));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected.equals("colours") ? RED : "no\n");
  }

  private static Map<String, String> map(String variables) {
    Map<String, String> map = new TreeMap<>();
    for (String variable : variables.split(" ")) {
      if (!variable.isEmpty()) {
        map.put(variable.replaceFirst("=.*", ""), variable.replaceFirst("[^=]*=", ""));
      }
    }
    return map;
  }
}
