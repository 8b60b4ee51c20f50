package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Excerpt;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.ServerError;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static String shown(String sql) {
    Source source = Source.ofText("1.sql", sql.replace('⏎', '\n'));
    return source.shown(source.begin(), source.end()).replace('\n', '⏎');
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      ALTER ROLE app PASSWORD 'S3cr3t';            | ALTER ROLE app PASSWORD '…';
      CREATE USER app WITH ENCRYPTED PASSWORD E'S3c\\'r3t' VALID UNTIL '2030-01-01' | CREATE USER app WITH ENCRYPTED PASSWORD '…' VALID UNTIL '…'
      ALTER ROLE app PASSWORD U&'S3cr\0033t' UESCAPE '!'; SELECT 'x' | ALTER ROLE app PASSWORD '…' UESCAPE '…'; SELECT 'x'
      ALTER ROLE app PASSWORD $$S3cr3t$$          | ALTER ROLE app PASSWORD '…'
      ALTER ROLE app PASSWORD $a$S3cr$$3t$a$      | ALTER ROLE app PASSWORD '…'
      ALTER ROLE app PASSWORD 'S3c'⏎'r3t';         | ALTER ROLE app PASSWORD '…'⏎'…';
      alter role app password⏎  -- why⏎ 'S3cr3t'   | alter role app password⏎  -- why⏎ '…'
      CREATE SUBSCRIPTION s CONNECTION 'host=h password=S3cr3t' PUBLICATION p | CREATE SUBSCRIPTION s CONNECTION '…' PUBLICATION p
      SELECT * FROM dblink('S3cr3t', 'SELECT 1') AS t (n int) | SELECT * FROM dblink('…', '…') AS t (n int)
      SELECT f('host=h password=S3cr3t'), 'x'     | SELECT f('…'), '…'
      SELECT f('postgres://u:S3cr3t@h/d'), 'x'    | SELECT f('…'), '…'
      CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'u', password 'S3cr3t') | CREATE USER MAPPING FOR u SERVER s OPTIONS (user '…', password '…')
      ALTER SERVER s OPTIONS (SET api_secret 'S3cr3t') | ALTER SERVER s OPTIONS (SET api_secret '…')
      INSERT INTO users (name, password) VALUES ('bob', 'S3cr3t') | INSERT INTO users (name, password) VALUES ('…', '…')
      UPDATE t SET "Password" = 'S3cr3t'          | UPDATE t SET "Password" = '…'
      SET app.secret_key = 'S3cr3t'; SET a.b = 'c' | SET app.secret_key = '…'; SET a.b = 'c'
      SELECT crypt('S3cr3t', gen_salt('bf'))      | SELECT crypt('…', gen_salt('…'))
      DO $$⏎BEGIN⏎ PERFORM 'x';⏎ ALTER ROLE a PASSWORD 'S3cr3t';⏎END $$ | DO $$⏎BEGIN⏎ PERFORM 'x';⏎ ALTER ROLE a PASSWORD '…';⏎END $$
      DO LANGUAGE plpgsql $b$BEGIN EXECUTE $q$ALTER ROLE a PASSWORD 'S3cr3t'$q$; END$b$ | DO LANGUAGE plpgsql $b$BEGIN EXECUTE '…'; END$b$
      DO $$BEGIN EXECUTE format('ALTER ROLE %I PASSWORD %L', 'a', 'S3cr3t'); END$$ | DO $$BEGIN EXECUTE format('…', '…', '…'); END$$
      CREATE FUNCTION set_password() RETURNS int AS $$ SELECT 1 + n FROM t $$ LANGUAGE sql | CREATE FUNCTION set_password() RETURNS int AS $$ SELECT 1 + n FROM t $$ LANGUAGE sql
      SELECT 1; -- ALTER ROLE a PASSWORD 'S3cr3t' | SELECT 1; -- ALTER ROLE a PASSWORD '…'
      SELECT /* PASSWORD 'S3cr3t' */ 'x'          | SELECT /* PASSWORD '…' */ 'x'
      COPY users (name, password) FROM STDIN;⏎bob'⏎S3cr3t⏎\\.⏎SELECT 'x'; | COPY users (name, password) FROM STDIN;⏎'…'\\.⏎SELECT 'x';
      COPY t FROM STDIN;⏎it's password⏎\\.⏎SELECT 'x'; | COPY t FROM STDIN;⏎it's password⏎\\.⏎SELECT 'x';
      \\connect "host=h password=S3cr3t"⏎SELECT 'x' | \\connect'…'⏎SELECT 'x'
      ALTER ROLE app PASSWORD 'S3cr3t             | ALTER ROLE app PASSWORD '…'
      ALTER ROLE app PASSWORD $x$S3cr3t⏎ALTER     | ALTER ROLE app PASSWORD '…'
      SELECT 'it;⏎ALTER ROLE app PASSWORD 'S3cr3t';⏎SELECT 2; | SELECT '…'
      SELECT 'password is a word', 'x'            | SELECT '…', '…'
      SELECT 'plain', $$ plain $$, "plain"        | SELECT 'plain', $$ plain $$, "plain"
      """)
  void masksWhatMayBeASecret(String sql, String expected) {
    assertThat(shown(sql.replace("\\\\", "\\"))).isEqualTo(expected.replace("\\\\", "\\"));
  }

  /** Half a statement is enough. */
  @ParameterizedTest
  @ValueSource(strings = {"ALTER ROLE a PASSWORD 'S3cr3tS3cr3t'; SELECT 1", "SELECT dblink($$S3cr3tS3cr3t$$)",
      "CREATE SUBSCRIPTION s CONNECTION E'host=h password=\\'S3cr3tS3cr3t\\''; SELECT 2",
      "DO $$ BEGIN EXECUTE 'ALTER ROLE a PASSWORD ''S3cr3tS3cr3t'''; END $$"})
  void masksWhateverIsCutOff(String sql) {
    for (int end = 0; end <= sql.length(); end++) {
      assertThat(shown(sql.substring(0, end))).as(sql.substring(0, end)).doesNotContain("S3c");
    }
  }

  @Test
  void neverFails() {
    Random random = new Random(7);
    for (int i = 0; i < 3000; i++) {
      TextGenerator tokens = new TextGenerator(random, Lexicon.Strings.STANDARD);
      String text = tokens.literal() + tokens.gap() + tokens.operator() + tokens.literal().substring(1) + tokens.gap();
      Source source = Source.ofText("1.sql", text + " ALTER ROLE a PASSWORD " + text);
      assertThat(source.shown(0, source.end())).isNotNull();
      assertThat(source.redaction().in(text)).isNotNull();
      assertThat(Redaction.ofOthers(text, 60).codePoints().count()).isLessThanOrEqualTo(60);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      ALTER ROLE a PASSWORD 'S3cr3t' x      | 13 | ALTER ROLE a PASSWORD '…' x | 13
      ALTER ROLE a PASSWORD 'S3cr3t' x      | 22 | ALTER ROLE a PASSWORD '…' x | 22
      ALTER ROLE a PASSWORD 'S3cr3t' x      | 25 | ALTER ROLE a PASSWORD '…' x | 22
      ALTER ROLE a PASSWORD 'S3cr3t' x      | 31 | ALTER ROLE a PASSWORD '…' x | 26
      """)
  void theCaretStillPointsRight(String sql, int offset, String text, int caret) {
    assertThat(Source.ofText("1.sql", sql).excerpt(offset)).isEqualTo(new Excerpt(text, caret));
  }

  @Test
  void aLineWithinASecretIsMaskedToo() {
    assertThat(Source.ofText("1.sql", "ALTER ROLE a PASSWORD 'S3\ncr3t\nxy', 1").excerpt(27))
        .isEqualTo(new Excerpt("…", 0));
    assertThat(Source.ofText("1.sql", "ALTER ROLE a PASSWORD 'S3\ncr3t\nxy', 1").excerpt(36))
        .isEqualTo(new Excerpt("…, 1", 3));
  }

  private static final Source SCRIPT = Source.ofText("1.sql", """
      ALTER ROLE a PASSWORD 'it''s S3cr3t';
      SELECT dblink('host=h password=my S3cr3t2 user=bobby', 'SELECT 1');
      SELECT dblink('postgres://bobby:S3cr3t3@localhost/d');
      INSERT INTO users (name, password, kind) VALUES ('bob', 'hunter2', 'text');
      ALTER ROLE b PASSWORD 'abc';
      COPY users (name, password) FROM STDIN;
      bob\tS3cr3t4
      \\.
      """);

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      syntax error at or near "'it''s S3cr3t'"     | syntax error at or near "'…'"
      the password is it's S3cr3t                  | the password is …
      missing "=" after "S3cr3t2" in connection info string | missing "=" after "…" in connection info string
      could not connect as bobby:S3cr3t3           | could not connect as bobby:…
      Key (name, password)=(bob, x) already exists. | Key (…) already exists.
      Key (name)=(bob) already exists.             | Key (…) already exists.
      the row was (1, bob, hunter2, text)           | the row was (…)
      syntax error at or near "'abc'" in abc       | syntax error at or near "'…'" in abc
      type "text" of "localhost"                   | type "text" of "localhost"
      invalid input syntax for type integer: "S3cr3t4" | invalid input syntax for type integer: "…"
      Failing row contains (1, S3cr3t4).           | Failing row contains (…).
      COPY users, line 1, column n: "a"            | COPY users, line 1, column n: "…"
      """)
  void aServerRepeatsNoneOfTheScript(String said, String expected) {
    assertThat(SCRIPT.redaction().in(said)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      SQL statement "ALTER ROLE a PASSWORD 'x1'"⏎PL/pgSQL function f() line 3 at EXECUTE | SQL statement "ALTER ROLE a PASSWORD '…'"⏎PL/pgSQL function f() line 3 at EXECUTE
      SQL-Anweisung »ALTER ROLE a PASSWORD 'x1'«   | SQL-Anweisung »ALTER ROLE a PASSWORD '…'«
      Unable to parse URL jdbc:postgresql://h:5432/d?password=x1&a=b | Unable to parse URL jdbc:postgresql://h:5432/d?password=…&a=b
      cannot use postgres://u:p@ss/w@h/d            | cannot use postgres://u:…@h/d
      invalid option: password='x 1' user=u         | invalid option: password=… user=u
      password authentication failed for user "o'brien" | password authentication failed for user "o'brien"
      the user's table has no column "password"     | the user's table has no column "password"
      """)
  void aTextOfNoScript(String said, String expected) {
    assertThat(Redaction.inText(said.replace('⏎', '\n')).replace('\n', '⏎')).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      SELECT  1,⏎ 'x'⏎'y', $$z$$ -- S3cr3t⏎FROM "T" /* S3 */;  | SELECT 1, '…', '…' FROM "T";
      SELECT 'S3cr                                   | SELECT …
      INSERT INTO t VALUES (E'a\\'b', 1)             | INSERT INTO t VALUES ('…', 1)
      SELECT aaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbb | SELECT aaaaaaaaaaaaaaaaaaaa, bbbbbbbbbb…
      """)
  void nothingThatOthersWriteIsShown(String sql, String expected) {
    assertThat(Redaction.ofOthers(sql.replace('⏎', '\n'), 40)).isEqualTo(expected);
  }

  @Test
  void aProblemIsCutAndMaskedInAllItsParts() {
    String secret = "it's S3cr3t";
    String giant = "x".repeat(5000);
    Problem problem = Problem.of(ProblemCode.STATEMENT_FAILED, secret).state(secret).remedy(secret)
        .server(new ServerError("22000", secret, secret, giant, secret));

    assertThat(SCRIPT.redaction().in(problem)).isEqualTo(Problem.of(ProblemCode.STATEMENT_FAILED, "…").state("…")
        .remedy("…").server(
            new ServerError("22000", "…", "…", "x".repeat(4000) + "… (cut; 1000 characters more)", "…")));
  }

  @Test
  void aLongValueIsRead() {
    assertThat(Redaction.inText("password = '" + "x".repeat(100_000) + "' host=h")).isEqualTo("password = … host=h");
  }
}
