package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTest {
  @Test
  void skipsOneByteOrderMarkAndKeepsTheOffsetsOfTheFile() {
    Source source = Source.ofText("t.sql", "\uFEFFSELECT 1;\n SELECT 2");

    assertThat(source.begin()).isEqualTo(3);
    List<Statement> statements = SqlScanner.scan(source, Lexicon.standard()).orThrow();
    assertThat(statements).extracting(Statement::start).containsExactly(3, 14);
    assertThat(statements).extracting(statement -> statement.at().toString()).containsExactly("t.sql:1:1", "t.sql:2:2");
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, 1, 2", "2, 2, 1", "3, 2, 2", "5, 3, 1", "6, 4, 1", "8, 4, 2", "12, 4, 3", "13, 4, 4"})
  void countsLinesOfAllEndsAndColumnsInCodePoints(int offset, int line, int column) {
    Source source = Source.ofText("t.sql", "a\nb\r\n\ré🐦c");

    assertThat(source.position(offset).toString()).isEqualTo("t.sql:" + line + ":" + column);
  }

  @ParameterizedTest
  @CsvSource({"1, a", "2, b", "3, ''", "4, é🐦c", "5, ''", "99, ''"})
  void givesTheTextOfALine(int number, String text) {
    assertThat(Source.ofText("t.sql", "a\nb\r\n\ré🐦c").line(number)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      61 0A 62 00 63    | 2:2 | t.sql holds a NUL byte at byte offset 3
      00                | 1:1 | t.sql holds a NUL byte at byte offset 0
      61 80             | 1:2 | t.sql is not UTF-8: byte 0x80 at byte offset 1
      C3 A9 0D FC 62    | 2:1 | t.sql is not UTF-8: byte 0xFC at byte offset 3
      C0 80             | 1:1 | t.sql is not UTF-8: byte 0xC0 at byte offset 0
      C1 BF             | 1:1 | t.sql is not UTF-8: byte 0xC1 at byte offset 0
      E0 9F BF          | 1:1 | t.sql is not UTF-8: byte 0xE0 at byte offset 0
      ED A0 80          | 1:1 | t.sql is not UTF-8: byte 0xED at byte offset 0
      F0 8F BF BF       | 1:1 | t.sql is not UTF-8: byte 0xF0 at byte offset 0
      F4 90 80 80       | 1:1 | t.sql is not UTF-8: byte 0xF4 at byte offset 0
      F5 80 80 80       | 1:1 | t.sql is not UTF-8: byte 0xF5 at byte offset 0
      61 E2 82          | 1:2 | t.sql is not UTF-8: byte 0xE2 at byte offset 1
      61 E2 28 A1       | 1:2 | t.sql is not UTF-8: byte 0xE2 at byte offset 1
      EF BB BF 61 FF    | 1:2 | t.sql is not UTF-8: byte 0xFF at byte offset 4
      """)
  void refusesOtherBytesThanUtf8WithoutNul(String hexadecimal, String position, String message) {
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hexadecimal);

    assertThat(Source.of("t.sql", bytes).problems()).singleElement().satisfies(problem -> {
      assertThat(problem.code()).isEqualTo(ProblemCode.BAD_BYTES);
      assertThat(problem.at() + " " + problem.message()).isEqualTo("t.sql:" + position + " " + message);
      assertThat(problem.remedy()).isNotBlank();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "x-UTF-16LE-BOM", "UTF-32LE", "UTF-32BE", "X-UTF-32LE-BOM"})
  void namesTheOtherEncodingsOfUnicode(String charset) {
    byte[] bytes = "CREATE TABLE é (a int);\n".getBytes(Charset.forName(charset));

    Problem problem = Source.of("t.sql", bytes).problems().getFirst();
    assertThat(problem.message()).startsWith("t.sql is " + (charset.contains("32") ? "UTF-32" : "UTF-16") + " text");
    assertThat(problem.remedy()).contains("convert the file to UTF-8").contains("iconv");
  }

  @Test
  void takesEveryCodePoint() {
    StringBuilder all = new StringBuilder();
    for (int character = 1; character <= Character.MAX_CODE_POINT; character++) {
      if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
        all.appendCodePoint(character);
      }
    }
    byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);

    assertThat(Source.of("t.sql", bytes).problems()).isEmpty();
  }
}
