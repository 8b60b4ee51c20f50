package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.sql.Lexicon.Strings;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {
  @Test
  void tellsTokensWithTheirPlaces() {
    Tokens tokens = tokens("  Alter /* not this */ \"T\"\"able\" -- nor this\n$1 ü::x", Strings.STANDARD);

    assertThat(IntStream.range(0, tokens.size()).mapToObj(tokens::text))
        .containsExactly("Alter", "\"T\"\"able\"", "$1", "ü", "::", "x");
    assertThat(IntStream.range(0, tokens.size()).mapToObj(tokens::kind)).containsExactly(TokenKind.WORD,
        TokenKind.QUOTED_NAME, TokenKind.PARAMETER, TokenKind.WORD, TokenKind.PUNCTUATION, TokenKind.WORD);
    assertThat(tokens.is(0, "ALTER")).isTrue();
    assertThat(tokens.is(1, "ALTER")).isFalse();
    assertThat(tokens.keyword(0)).isEqualTo("ALTER");
    assertThat(tokens.keyword(1)).isEmpty();
    assertThat(tokens.name(1)).isEqualTo(new Identifier("T\"able"));
    assertThat(tokens.name(2)).isNull();
    assertThat(tokens.text(3, 6)).isEqualTo("ü::x");
    assertThat(tokens.text(3, 3)).isEmpty();
    assertThat(tokens.end(3) - tokens.start(3)).isEqualTo(2);
  }

  @Test
  void keepsWhatIsNotClosed() {
    Tokens tokens = tokens("select 'a", Strings.STANDARD);

    assertThat(tokens.kind(1)).isEqualTo(TokenKind.UNTERMINATED);
    assertThat(tokens.size()).isEqualTo(2);
    assertThat(tokens.literal(1)).isNull();
    assertThat(tokens.name(1)).isNull();
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '~', delimiter = '|', nullValues = "none", value = {
      "'it''s \\n'                | it's \\n",
      "E'it''s \\'\\t\\x41\\101\\u0042\\U00000043\\q' | ~it's '\tAABCq~",
      "E'\\xc3\\xbc\\ud83d\\ude00' | ü😀",
      "N'n'                       | n",
      "U&'\\0041\\+000042\\\\'''  | AB\\'",
      "U&'!0041' uescape '!'      | none",
      "B'01'                      | none",
      "x'0f'                      | none",
      "$$a'$b$$                   | a'$b",
      "$x$ $$ $x$                 | ~ $$ ~",
      "~'a'\n  'b'\n'''c'~        | ab'c",
      "~E'a\\n'\n'\\t'~           | ~a\n\t~",
      "a                          | none"})
  void readsLiterals(String written, String read) {
    assertThat(tokens(written, Strings.STANDARD).literal(0)).isEqualTo(read);
  }

  @Test
  void readsBackslashesAsTheyAreSet() {
    assertThat(tokens("'a\\'b'", Strings.BACKSLASH_ESCAPES).literal(0)).isEqualTo("a'b");
  }

  @ParameterizedTest
  @CsvSource(nullValues = "none", quoteCharacter = '~', value = {"Abc, abc", "U&\"\\0041b\", Ab",
      "U&\"!0041\" uescape '!', none",
      "\"a\" uescape, a"})
  void readsNames(String written, String name) {
    Identifier read = tokens(written, Strings.STANDARD).name(0);
    assertThat(read == null ? null : read.name()).isEqualTo(name);
  }

  private static Tokens tokens(String text, Strings strings) {
    Source source = Source.ofText("test.sql", text);
    int end = source.end();
    return Tokens.of(new Statement(source, 0, end, end, end, 1, 1, StatementKind.ORDINARY, strings));
  }
}
