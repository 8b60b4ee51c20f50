package dev.whimbrel.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AtlasStatementsTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
      SELECT 'a''b;c'; SELECT 2;                               | SELECT 'a''b;c';  ~ SELECT 2;
      SELECT 'a\\'; SELECT 2;                                  | SELECT 'a\\';  ~ SELECT 2;
      SELECT 1;↵-- end                                         | SELECT 1; ~ -- end
      SELECT 1;↵-- end↵                                        | SELECT 1;
      SELECT 1;↵-- end↵↵/* more */ -- and more↵SELECT 2        | SELECT 1; ~ SELECT 2
      ;;SELECT 1;;                                             | ; ~ ; ~ SELECT 1; ~ ;
      /* a /* b */ c */ SELECT 1;                              | c */ SELECT 1;
      /* open; SELECT 1;                                       | /* open; ~ SELECT 1;
      SELECT /* a; */ 1 -- b;↵; SELECT 2;                      | SELECT /* a; */ 1 -- b;↵; ~ SELECT 2;
      BEGIN; SELECT 1; COMMIT;                                 | BEGIN; ~ SELECT 1; ~ COMMIT;
      BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; END;       | BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; END;
      BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT;    | BEGIN ISOLATION LEVEL SERIALIZABLE; ~ SELECT 1; ~ COMMIT;
      xBEGIN a; END; SELECT 1;                                 | xBEGIN a; ~ END; ~ SELECT 1;
      BEGIN a; BEGIN b; END; c; end ; d;                       | BEGIN a; BEGIN b; END; c; end ; ~ d;
      BEGIN a; ENDPOINT; b;                                    | BEGIN a; ~ ENDPOINT; ~ b;
      DO $$ BEGIN PERFORM 1; END $$; SELECT 2;                 | DO $$ BEGIN PERFORM 1; END $$; ~ SELECT 2;
      SELECT $a_1$ $b$; $a_1$; SELECT $1$; SELECT 3;           | SELECT $a_1$ $b$; $a_1$; ~ SELECT $1$; ~ SELECT 3;
      SELECT $a$ open; SELECT 2;                               | SELECT $a$ open; SELECT 2;
      SELECT foo$bar$baz FROM t; SELECT 2;                     | SELECT foo$bar$baz FROM t; SELECT 2;
      CREATE RULE r DO ALSO (INSERT a; INSERT b); SELECT 3;    | CREATE RULE r DO ALSO (INSERT a; INSERT b); ~ SELECT 3;
      CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3;  | CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; SELECT 2; END; ~ SELECT 3;
      CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; ENDPOINT; END; SELECT 3;  | CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; ENDPOINT; ~ END; ~ SELECT 3;
      # c↵SELECT 1;                                            | # c↵SELECT 1;
      \\connect db↵SELECT 1;                                   | \\connect db↵SELECT 1;
      -- atlas:delimiter \\n\\n↵SELECT 1;↵SELECT 2↵↵SELECT 3   | SELECT 1;↵SELECT 2 ~ SELECT 3
      -- atlas:delimiter  -- end↵SELECT (1 -- end↵)↵-- end↵SELECT 2;-- end↵ | SELECT (1 -- end↵) ~ SELECT 2;
      -- atlas:txmode none↵-- atlas:delimiter //↵↵SELECT 1; SELECT 2;        | SELECT 1; ~ SELECT 2;
      DELIMITER //↵SELECT 1; SELECT 2//↵delimiter ';'↵SELECT 3;              | SELECT 1; SELECT 2 ~ SELECT 3;
      delimiters; SELECT 1;                                    | delimiters; ~ SELECT 1;
      """)
  void dividesAsAtlasDoes(String text, String statements) {
    assertThat(of(lines(text)).orThrow()).containsExactly(lines(statements).split("\\s*~\\s*"));
  }

  @Test
  void findsNothingInAFileOfComments() {
    assertThat(of("").orThrow()).isEmpty();
    assertThat(of(" \n-- nothing\n/* here */\n").orThrow()).isEmpty();
  }

  @Test
  void takesAByteOrderMarkForText() {
    assertThat(of("\uFEFF-- hi\nSELECT 1;").orThrow()).containsExactly("\uFEFF-- hi\nSELECT 1;");
    assertThat(of("\u00A0SELECT 'ü';\u2003\r\n").orThrow()).containsExactly("SELECT 'ü';");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
      SELECT E'it\\'s; ok';            | 1:19: unclosed quote '\\''
      SELECT 1;↵  SELECT "ü' " "x;     | 2:17: unclosed quote '"'
      SELECT (1;                       | 1:8: unclosed '('
      SELECT 1;↵SELECT 1);             | 2:9: unexpected ')'
      -- atlas:delimiter //            | 1:0: no input found after delimiter "//"
      -- atlas:delimiter↵SELECT 1      | empty delimiter
      """)
  void saysWhatAtlasSaysOfWhatItCannotDivide(String text, String message) {
    assertThat(of(lines(text)).problems()).singleElement()
        .returns(ProblemCode.BAD_SQL, Problem::code)
        .returns(new Position("f.sql", 1, 1), Problem::at)
        .returns("Atlas cannot divide this file: sql/migrate: scanning statements from \"f.sql\": " + message,
            Problem::message)
        .returns("Whimbrel runs it; to run it with Atlas as well, write it so that Atlas's scanner can read it,"
            + " then run: whimbrel hash", Problem::remedy);
  }

  @Test
  void hashesStatementsOneOnTopOfTheOther() {
    assertThat(AtlasStatements.partialHashes(of("""
        CREATE TABLE t (id int);
        ALTER TABLE t ADD COLUMN c text;
        """).orThrow())).containsExactly("h1:MqHbAvZWFUvn+jWeSHim8ncO6SadWY8FV8lAaQ1hSiM=",
        "h1:yy5oj8UTI0z7MAEYhCkZXgeOKih75Ezao0Q5L7IkkxM=");
    assertThat(AtlasStatements.partialHashes(List.of())).isEmpty();
  }

  @Test
  void losesNoTextAndEndsWhateverItReads() {
    Random random = new Random(7);
    String[] pieces = {"BEGIN ", "BEGIN ATOMIC ", " END", ";", "'", "\"", "$$", "$a$", "(", ")", "--", "\n", "/*", "*/",
        " x",
        "delimiter //", "//", "ü"};
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(25); n > 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      if (of(text.toString()) instanceof Result.Ok<List<String>> ok) {
        int from = 0;
        for (String statement : ok.value()) {
          int found = text.indexOf(statement, from);
          assertThat(found).as("%s in %s", statement, text).isGreaterThanOrEqualTo(from);
          from = found + statement.length();
        }
        read++;
      }
    }
    assertThat(read).isBetween(5_000, 19_999);
  }

  @Test
  void isNotMadeToSearchForEver() {
    String open = "BEGIN a; ".repeat(5_000);

    List<String> statements = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> of(open).orThrow());

    assertThat(statements).hasSize(5_000);
  }

  private static Result<List<String>> of(String text) {
    return AtlasStatements.of("f.sql", text.getBytes(UTF_8));
  }

  private static String lines(String text) {
    return text.replace('↵', '\n');
  }
}
