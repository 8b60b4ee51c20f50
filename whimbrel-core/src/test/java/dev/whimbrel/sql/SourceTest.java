package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Excerpt;
import dev.whimbrel.problem.Position;
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
  @CsvSource({"0, a, 0", "2, b, 0", "3, b, 1", "6, é🐦c, 0", "8, é🐦c, 1", "12, é🐦c, 2", "13, é🐦c, 3"})
  void showsTheLineAroundAnOffset(int offset, String text, int caret) {
    assertThat(Source.ofText("t.sql", "a\nb\r\n\ré🐦c").excerpt(offset)).isEqualTo(new Excerpt(text, caret));
  }

  @Test
  void showsOfAGiantLineOnlyWhatStandsAroundThePlace() {
    String line = "é".repeat(50_000) + "X" + "ü".repeat(50_000);

    assertThat(Source.ofText("t.sql", "\n" + line).excerpt(new Position("t.sql", 2, 50_001)))
        .isEqualTo(new Excerpt("… " + "é".repeat(60) + "X" + "ü".repeat(59) + " …", 62));
    assertThat(Source.ofText("t.sql", "\n" + line).excerpt(1))
        .isEqualTo(new Excerpt("é".repeat(120) + " …", 0));
  }

  @Test
  void showsNothingOfABlankLine() {
    assertThat(Source.ofText("t.sql", "a\n  \nb").excerpt(3)).isNull();
  }

  /** Positions and excerpts are those of the file: what was put in may be a secret. */
  @Test
  void showsReplacedTextAsItWasWritten() {
    Source written = Source.ofText("t.sql", "select 1;\nselect '${KEY}', ${N}, x;\n");
    String text = "select 1;\nselect 'S3cr3tK3y', 12345, x;\n";
    Source replaced = written.replacedBy(text.getBytes(StandardCharsets.UTF_8),
        List.of(new Source.Replacement(18, 24, 18, 27), new Source.Replacement(27, 31, 30, 35))).orThrow();
    Statement second = SqlScanner.scan(replaced, Lexicon.standard()).orThrow().get(1);

    assertThat(second.at()).hasToString("t.sql:2:1");
    assertThat(second.at(28)).hasToString("t.sql:2:24");
    assertThat(replaced.excerpt(second.at(28))).isEqualTo(new Excerpt("select '${KEY}', ${N}, x;", 23));
    assertThat(replaced.excerpt(20)).isEqualTo(new Excerpt("select '${KEY}', ${N}, x;", 8));
    assertThat(second.shown()).isEqualTo("select '${KEY}', ${N}, x");
    assertThat(replaced.redaction().in("column \"S3cr3tK3y\", 12345 and 112345")).isEqualTo(
        "column \"${KEY}\", ${N} and 112345");
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
