package dev.whimbrel.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Surroundings.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WidthTest {
  @ParameterizedTest(name = "COLUMNS={0}")
  @CsvSource({"80, 80", "132, 132", "20, 20", "1, 20", "9999, 9999"})
  void isWhatTheVariableSays(String variable, int columns) {
    assertThat(Width.of(Map.of("COLUMNS", variable)).columns()).isEqualTo(columns);
  }

  /** What the terminal says then, or the usual; in any case a width with which something can be shown. */
  @ParameterizedTest(name = "COLUMNS={0}")
  @CsvSource({"''", "0", "-5", "wide", "100000", "80.5"})
  void isAskedForWhereTheVariableIsOfNoUse(String variable) {
    assertThat(Width.of(Map.of("COLUMNS", variable)).columns()).isBetween(20, 9999);
  }

  @ParameterizedTest(name = "{0} in {1}")
  @CsvSource(textBlock = """
      applying 1,   10, applying 1
      applying 1,    9, applying…
      größer,        4, grö…
      索引索引,       8, 索引索引
      索引索引,       7, 索引索…
      索引索引,       6, 索引…
      """)
  void cutsLongLines(String text, int cells, String expected) {
    assertThat(Printable.cut(text, cells)).isEqualTo(expected);
    assertThat(Printable.width(Printable.cut(text, cells))).isLessThanOrEqualTo(cells);
  }

  /** A line that wrapped could not be taken back, and would stay for every second of a long statement. */
  @Test
  void theLiveLineStaysInOneRow() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LiveLine line = new LiveLine(new PrintStream(out, true, StandardCharsets.UTF_8), Terminal.INTERACTIVE, "",
        Width.of(Map.of("COLUMNS", "40")));
    line.say("waiting for another run: whimbrel up of somebody at some.where since 12:00");
    line.stop();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("\r\u001b[Kwaiting for another run: whimbrel up o…\r\u001b[K");
  }
}
