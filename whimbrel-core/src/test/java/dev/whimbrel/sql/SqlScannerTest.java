package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlScannerTest {
  @Test
  void givesEachStatementItsSpanAndPosition() {
    List<Statement> statements = scan("-- c\nSELECT 1 /* x */ ;; \n\n  SELECT 'ü', 2; SELECT 3\n");

    assertThat(statements).extracting(Statement::text).containsExactly("SELECT 1", "SELECT 'ü', 2", "SELECT 3");
    assertThat(statements).extracting(statement -> statement.at().toString()).containsExactly("t.sql:2:1", "t.sql:4:3",
        "t.sql:4:18");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      SELECT 1; | SELECT 1
      SELECT 'a;b'; SELECT 2 | SELECT 'a;b' ¦ SELECT 2
      SELECT E'a\\';b'; SELECT 2 | SELECT E'a\\';b' ¦ SELECT 2
      SELECT 'a\\'; SELECT 2 | SELECT 'a\\' ¦ SELECT 2
      SELECT $$;$$, $a$;$$;$a$; SELECT 2 | SELECT $$;$$, $a$;$$;$a$ ¦ SELECT 2
      SELECT foo$bar$baz; SELECT $1; SELECT 2 | SELECT foo$bar$baz ¦ SELECT $1 ¦ SELECT 2
      SELECT "a;""b"; SELECT 2 | SELECT "a;""b" ¦ SELECT 2
      SELECT 1 /* ; /* ; */ ; */; SELECT 2 | SELECT 1 ¦ SELECT 2
      SELECT 1 */* ; */ 2; SELECT 2 | SELECT 1 */* ; */ 2 ¦ SELECT 2
      CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 2 | CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2) ¦ SELECT 2
      CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN 1=1 THEN 2 END; SELECT 1; END; SELECT 2 | CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN 1=1 THEN 2 END; SELECT 1; END ¦ SELECT 2
      CREATE or replace procedure p() begin atomic end; SELECT 2 | CREATE or replace procedure p() begin atomic end ¦ SELECT 2
      SET standard_conforming_strings = off; SELECT 'a\\';b'; SELECT 2 | SET standard_conforming_strings = off ¦ SELECT 'a\\';b' ¦ SELECT 2
      """)
  void dividesAt(String text, String statements) {
    assertThat(scan(text)).extracting(Statement::text).containsExactly(statements.split(" ¦ "));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      SELECT 'abc | 1:8 | this literal is never closed
      SELECT ( | 1:8 | this parenthesis is never closed
      SELECT 1 /* /* */ | 1:10 | this comment is never closed
      SELECT 1) | 1:9 | ")" closes a parenthesis that was not opened
      \\connect x | 1:1 | "\\connect" is a command of psql, not SQL
      COPY t FROM stdin; | 1:1 | COPY … FROM STDIN has no line \\. that ends its data
      """)
  void refuses(String text, String position, String message) {
    List<Problem> problems = SqlScanner.scan(Source.ofText("t.sql", text), Lexicon.standard()).problems();

    assertThat(problems).extracting(problem -> problem.at() + " " + problem.message())
        .containsExactly("t.sql:" + position + " " + message);
  }

  @Test
  void findsTheDataOfCopy() {
    List<Statement> statements = scan("COPY t (a) FROM stdin WITH (FORMAT csv); -- data\r\n1;'\r\n\\.\r\nSELECT 1;");

    Statement copy = statements.getFirst();
    assertThat(copy.kind()).isEqualTo(StatementKind.COPY_FROM_STDIN);
    assertThat(copy.source().text(copy.dataStart(), copy.dataEnd())).isEqualTo("1;'\r\n");
    assertThat(statements.get(1).text()).isEqualTo("SELECT 1");
  }

  @ParameterizedTest
  @CsvSource({"1, 2:3", "8, 2:10", "9, 2:11", "12, 3:1", "13, 3:2", "14, 4:1", "99, 4:2"})
  void findsThePlaceOfAnErrorByTheServersCount(int character, String place) {
    Statement statement = scan("-- c\n  SELECT 🐦é\r\n,\n1").getFirst();

    assertThat(statement.at(character)).hasToString("t.sql:" + place);
  }

  @Test
  void readsAPartOfAFileWithThePositionsOfTheFile() {
    Source source = Source.ofText("t.sql", "-- up\nSELECT 1;\n-- down\nSELECT 2;\nSELECT 3");

    List<Statement> statements = SqlScanner.scan(source, 24, 34, Lexicon.standard()).orThrow();
    assertThat(statements).extracting(statement -> statement.at() + " " + statement.text())
        .containsExactly("t.sql:4:1 SELECT 2");
  }

  private static List<Statement> scan(String text) {
    return SqlScanner.scan(Source.ofText("t.sql", text), Lexicon.standard()).orThrow();
  }
}
