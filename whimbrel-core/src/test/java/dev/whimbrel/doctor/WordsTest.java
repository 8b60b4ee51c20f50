package dev.whimbrel.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the SQL of others and lengths of time are written. */
class WordsTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      SELECT 1                                      | SELECT 1
      ALTER ROLE a PASSWORD 's3cret'                | ALTER ROLE a PASSWORD …
      ALTER ROLE a PASSWORD $$s3cret$$              | ALTER ROLE a PASSWORD …
      ALTER ROLE a PASSWORD $x$s3cret               | ALTER ROLE a PASSWORD …
      SELECT E'a\\'s3cret'                          | SELECT E …
      UPDATE t SET a = $1 WHERE b = $2              | UPDATE t SET a = $1 WHERE b = $2
      `SELECT\t1 -- s3cret`                         | SELECT 1 …
      /* s3cret */ SELECT 1                         | …
      SELECT aaaaaaaaaa, bbbbbbbbbb, cccccccccc, dddddddddd, eeeeeeeeee | SELECT aaaaaaaaaa, bbbbbbbbbb, cccccccccc, dddddddddd, eeeee…
      ``                                            | ``
      """)
  void showsNoLiteral(String query, String shown) {
    assertThat(QueryText.of(query)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"-1,0 s", "0,0 s", "119,119 s", "120,2 min", "7199,119 min", "7200,2 h", "172800,2 days"})
  void lengthsOfTime(long seconds, String words) {
    assertThat(Ages.of(seconds)).isEqualTo(words);
  }
}
