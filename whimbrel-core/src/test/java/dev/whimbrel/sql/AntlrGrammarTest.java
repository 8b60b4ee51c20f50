package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.sql.AntlrGrammar.Reading;
import dev.whimbrel.sql.GeneratedScript.Expected;
import dev.whimbrel.sql.Lexicon.Strings;
import java.util.List;
import org.junit.jupiter.api.Test;

class AntlrGrammarTest {
  private static final int SCRIPTS = 2_500;

  /**
   * This grammar does not know every statement of PostgreSQL, nor an escaped quote in the second part of a continued literal; what
   * it does not understand at all says nothing of boundaries.
   */
  @Test
  void agreesOnEveryGeneratedScriptThatItUnderstands() {
    int understood = 0;
    for (long seed = 0; seed < SCRIPTS; seed++) {
      GeneratedScript script = ScriptGenerator.grammatical(seed);
      Reading reading = AntlrGrammar.read(script.sql());
      if (script.lexicon().strings() == Strings.STANDARD && reading.errors().isEmpty()) {
        assertThat(reading.statements()).as("seed %d:%n%s", seed, script.text())
            .isEqualTo(script.statements().stream().map(Expected::text).toList());
        understood++;
      }
    }
    assertThat(understood).isGreaterThan(SCRIPTS / 2);
  }

  @Test
  void agreesOnEveryFileOfTheCorpusThatItUnderstands() {
    int understood = 0;
    for (CorpusFile file : CorpusFile.all()) {
      Reading reading = AntlrGrammar.read(file.sql());
      if (reading.errors().isEmpty()) {
        List<Statement> statements = SqlScanner.scan(file.source(), Lexicon.standard()).orThrow();
        assertThat(statements).as(file.name()).extracting(Statement::text).isEqualTo(reading.statements());
        understood++;
      }
    }
    assertThat(understood).isGreaterThan(30);
  }
}
