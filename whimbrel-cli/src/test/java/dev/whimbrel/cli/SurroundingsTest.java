package dev.whimbrel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Surroundings.Terminal;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurroundingsTest {
  @ParameterizedTest(name = "a device {0} with {1}")
  @CsvSource(textBlock = """
      INTERACTIVE, '',                     INTERACTIVE
      INTERACTIVE, TERM=xterm-256color,    INTERACTIVE
      INTERACTIVE, TERM=dumb,              NONE
      INTERACTIVE, CI=true,                NONE
      INTERACTIVE, CI=1,                   NONE
      INTERACTIVE, CI=woodpecker,          NONE
      INTERACTIVE, CI=,                    INTERACTIVE
      INTERACTIVE, CI=false,               INTERACTIVE
      INTERACTIVE, CI=FALSE,               INTERACTIVE
      INTERACTIVE, CI=0,                   INTERACTIVE
      NONE,        '',                     NONE
      NONE,        CI=false,               NONE
      NONE,        FORCE_COLOR=1,          NONE
      """)
  void knowsWhoIsThere(Terminal device, String variables, Terminal expected) {
    assertThat(Surroundings.terminal(device, map(variables))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource(textBlock = """
      NONE,        UTF-8,        UTF-8
      NONE,        ISO-8859-15,  UTF-8
      NONE,        US-ASCII,     UTF-8
      INTERACTIVE, UTF-8,        UTF-8
      INTERACTIVE, ISO-8859-15,  ISO-8859-15
      INTERACTIVE, US-ASCII,     UTF-8
      """)
  void writesWhatIsRead(Terminal terminal, String ofLocale, String expected) {
    assertThat(Surroundings.charset(terminal, Charset.forName(ofLocale))).isEqualTo(Charset.forName(expected));
  }

  private static Map<String, String> map(String variables) {
    Map<String, String> map = new TreeMap<>();
    if (!variables.isEmpty()) {
      map.put(variables.replaceFirst("=.*", ""), variables.replaceFirst("[^=]*=", ""));
    }
    return map;
  }
}
