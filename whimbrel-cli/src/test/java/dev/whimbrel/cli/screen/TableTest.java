package dev.whimbrel.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.cli.screen.Table.Cell;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private final Table table = new Table(List.of("VERSION", "NAME", "TOOK"));

  @Test
  void withoutRowsIsItsHeader() {
    assertThat(table.render(Screens.plain().screen())).isEqualTo("VERSION  NAME  TOOK\n");
  }

  @Test
  void linesUpAndEndsLinesWithoutBlanks() {
    row("1", "a name that is longer", "1ms");
    row("20240101000000", "x", "");
    assertThat(table.render(Screens.plain().screen())).isEqualTo("""
        VERSION         NAME                   TOOK
        1               a name that is longer  1ms
        20240101000000  x
        """);
  }

  @Test
  void countsTheCellsOfATerminal() {
    row("1", "日本", "a");
    row("2", "e\u0301te\u0301", "b");
    row("3", "abcd", "c");
    assertThat(table.render(Screens.plain().screen())).isEqualTo("""
        VERSION  NAME  TOOK
        1        日本  a
        2        e\u0301te\u0301   b
        3        abcd  c
        """);
  }

  @Test
  void showsControlCharacters() {
    row("1\u001b[2J", "a\tb\nc", "\u202e");
    assertThat(table.render(Screens.plain().screen())).isEqualTo("""
        VERSION     NAME        TOOK
        1\\u001b[2J  a b\\u000ac  \\u202e
        """);
  }

  @Test
  void coloursDoNotMoveTheColumns() {
    table.add(List.of(new Cell("1", Style.GOOD), new Cell("x", Style.PLAIN), new Cell("", Style.BAD)));
    String coloured = table.render(Screens.coloured().screen());
    assertThat(coloured).contains("\u001b[32m1\u001b[0m        x");
    assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(table.render(Screens.plain().screen()));
  }

  @Test
  void takesNoRowOfAnotherWidth() {
    assertThatThrownBy(() -> row("1", "2")).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a row of 2 cells in a table of 3");
  }

  private void row(String... texts) {
    table.add(Arrays.stream(texts).map(text -> new Cell(text, Style.PLAIN)).toList());
  }
}
