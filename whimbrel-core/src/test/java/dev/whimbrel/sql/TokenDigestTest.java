package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.sql.Lexicon.Strings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenDigestTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      SELECT 1;                        | /* c */SELECT--x¶1
      SELECT 1; SELECT 2               | ;SELECT 1;;¶SELECT/**/2 ; ;
      SELECT a,b                       | SELECT a , b
      SELECT 'a'¶'b'                   | SELECT 'a' -- c¶  'b'
      COPY t FROM stdin;¶1¶\\.¶        | COPY t  FROM stdin ; -- d¶1¶\\.¶¶;
      """)
  void staysForWhatTheServerWouldNotSee(String one, String other) {
    assertThat(digest(lines(other))).isEqualTo(digest(lines(one)));
  }

  @Test
  void staysWhenTheLineEndsOfTheFileChange() {
    String script = "SELECT 'a\nb', E'\\\nc',\n$x$\n$x$;\nCOPY t FROM stdin;\n1\n2\n\\.\nSELECT 'a'\n'b'";

    assertThat(digest(script.replace("\n", "\r\n"))).isEqualTo(digest(script));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      SELECT 1                    | select 1
      SELECT 1                    | SELECT 2
      SELECT a b                  | SELECT ab
      SELECT 1; SELECT 2          | SELECT 1 SELECT 2
      SELECT 'a' 'b'              | SELECT 'a'¶'b'
      SELECT 'a  b'               | SELECT 'a b'
      SELECT $$ -- a$$            | SELECT $$ -- b$$
      SELECT 1 - - 2              | SELECT 1 -2
      SELECT a < > b              | SELECT a <> b
      COPY t FROM stdin;¶1¶\\.¶   | COPY t FROM stdin;¶2¶\\.¶
      COPY t FROM stdin;¶1¶\\.¶   | COPY t FROM stdin;¶\\.¶
      """)
  void changesWithWhatTheServerWouldSee(String one, String other) {
    assertThat(digest(lines(other))).isNotEqualTo(digest(lines(one)));
  }

  @Test
  void readsLiteralsAsTheScannerDid() {
    Lexicon escapes = new Lexicon(Strings.BACKSLASH_ESCAPES);

    assertThat(digest("SELECT 'a\\' -- b'", escapes)).isNotEqualTo(digest("SELECT 'a\\' -- c'", escapes));
  }

  @Test
  void isSharedOnlyByTheSameTokens() {
    Map<String, List<String>> tokens = new HashMap<>();
    for (long seed = 0; seed < 5_000; seed++) {
      List<Statement> statements = statements(ScriptGenerator.executable(seed).text(), Lexicon.standard());
      List<String> known = tokens.putIfAbsent(TokenDigest.of(statements), tokens(statements));
      assertThat(known == null || known.equals(tokens(statements))).as("seed %d", seed).isTrue();
    }
    assertThat(tokens).hasSizeGreaterThan(4_000);
  }

  private static List<String> tokens(List<Statement> statements) {
    List<String> tokens = new ArrayList<>();
    for (Statement statement : statements) {
      Source source = statement.source();
      Lexer lexer = new Lexer(source.bytes(), statement.start(), statement.end(), statement.strings());
      for (TokenKind kind = lexer.next(); kind != TokenKind.END; kind = lexer.next()) {
        tokens.add(kind + " " + source.text(lexer.start(), lexer.end()).replace("\r\n", "\n"));
      }
      tokens.add("data " + source.text(statement.dataStart(), statement.dataEnd()).replace("\r\n", "\n"));
    }
    return tokens;
  }

  /** What journals hold is compared for ever, so how it is fed to the digest must not change what is fed. */
  @Test
  void isOfTheTokensEachWithAMarkBeforeAndANulBehind() {
    for (int length : List.of(0, 1, 8180, 8188, 8189, 8190, 8191, 8192, 8193, 8194, 16_384, 50_000)) {
      for (String filling : List.of("x", "\r\n", "\r", "x\r\n", "é\r\r\n")) {
        String literal = "'" + filling.repeat(length / filling.length()) + "'";
        String fed = "tSELECT\0t" + literal + "\0t,\0t" + literal + "\0c'b'\0;tCOPY\0tt\0tFROM\0tstdin\0d" + literal
            + "\n\0;";
        assertThat(digest("SELECT " + literal + "," + literal + "\n'b';COPY t FROM stdin;\n" + literal + "\n\\.\n"))
            .isEqualTo(Sha256.of(fed.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  @Test
  void isTheSha256OfNothingForNoStatements() {
    assertThat(TokenDigest.of(List.of()))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  private static String lines(String row) {
    return row.replace('¶', '\n');
  }

  private static String digest(String text) {
    return digest(text, Lexicon.standard());
  }

  private static String digest(String text, Lexicon lexicon) {
    return TokenDigest.of(statements(text, lexicon));
  }

  private static List<Statement> statements(String text, Lexicon lexicon) {
    return SqlScanner.scan(Source.ofText("t.sql", text), lexicon).orThrow();
  }
}
