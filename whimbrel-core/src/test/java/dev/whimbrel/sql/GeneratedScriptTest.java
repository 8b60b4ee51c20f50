package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.sql.GeneratedScript.Expected;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratedScriptTest {
  private static final int SCRIPTS = 10_000;

  @Test
  void dividesEveryScriptAsItWasComposed() {
    for (long seed = 0; seed < SCRIPTS; seed++) {
      GeneratedScript script = ScriptGenerator.grammatical(seed);
      assertThat(found(script)).as("seed %d:%n%s", seed, script.text()).isEqualTo(script.statements());
    }
  }

  private static List<Expected> found(GeneratedScript script) {
    Source source = Source.ofText("seed.sql", script.text());
    return SqlScanner.scan(source, script.lexicon()).orThrow().stream()
        .map(statement -> new Expected(statement.text(), statement.kind(),
            source.text(statement.dataStart(), statement.dataEnd())))
        .toList();
  }
}
