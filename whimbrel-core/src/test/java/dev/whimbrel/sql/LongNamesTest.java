package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongNamesTest {
  private static final String FITS = "a".repeat(63);
  private static final String LONG = "a".repeat(64);

  @Test
  void namesWhatTheServerWouldMakeOfALongName() {
    List<Problem> problems = problems("SELECT 1;\nCREATE TABLE\n  " + LONG + " (a int)");

    assertThat(problems).singleElement().satisfies(problem -> {
      assertThat(problem.at()).hasToString("t.sql:3:3");
      assertThat(problem.message())
          .isEqualTo("the name \"" + LONG + "\" has 64 bytes; PostgreSQL would cut it to \"" + FITS + "\"");
      assertThat(problem.remedy()).isEqualTo("shorten it to at most 63 bytes");
    });
  }

  @Test
  void countsBytesAndCutsNoCharacterInTwo() {
    String name = "x" + "é".repeat(32);

    assertThat(problems("SELECT 1 AS \"" + name + "\"").getFirst().message())
        .isEqualTo("the name \"" + name + "\" has 65 bytes; PostgreSQL would cut it to \"x" + "é".repeat(31) + "\"");
  }

  @Test
  void countsADoubledQuoteOnce() {
    assertThat(problems("SELECT 1 AS \"\"\"" + "a".repeat(62) + "\"")).isEmpty();
    assertThat(problems("SELECT 1 AS \"\"\"" + FITS + "\"")).hasSize(1);
  }

  @Test
  void leavesAloneWhatIsNoName() {
    assertThat(problems("SELECT " + FITS + ", '" + LONG + "', $$" + LONG + "$$, $" + LONG + "$ " + LONG + " $" + LONG
        + "$ -- " + LONG + "\n/* " + LONG + " */")).isEmpty();
  }

  private static List<Problem> problems(String text) {
    return SqlScanner.longNames(SqlScanner.scan(Source.ofText("t.sql", text), Lexicon.standard()).orThrow());
  }
}
