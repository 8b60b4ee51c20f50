package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.testkit.FreshDatabases;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabases.class)
class ServerGrammarTest {
  private static final int SCRIPTS = 10_000;

  @Test
  void agreesOnEveryGeneratedScript(TestDatabase database) throws IOException {
    try (WireSession session = WireSession.open(database)) {
      ServerGrammar grammar = new ServerGrammar(session);
      for (long seed = 0; seed < SCRIPTS; seed++) {
        GeneratedScript script = ScriptGenerator.grammatical(seed);
        Source source = Source.ofText("seed.sql", script.text());
        List<Statement> statements = SqlScanner.scan(source, script.lexicon()).orThrow();
        assertThat(grammar.objections(source, statements)).as("seed %d:%n%s", seed, script.text()).isEmpty();
      }
    }
  }

  @Test
  void agreesOnEveryFileOfTheCorpus(TestDatabase database) throws IOException {
    try (WireSession session = WireSession.open(database)) {
      ServerGrammar grammar = new ServerGrammar(session);
      for (CorpusFile file : CorpusFile.all()) {
        List<Statement> statements = SqlScanner.scan(file.source(), Lexicon.standard()).orThrow();
        assertThat(grammar.objections(file.source(), statements)).as(file.name()).isEmpty();
      }
    }
  }

  @Test
  void objectsToWrongBoundaries(TestDatabase database) throws IOException {
    Source source = Source.ofText("t.sql", "SELECT 1; SELECT 2; SELECT 3");
    try (WireSession session = WireSession.open(database)) {
      ServerGrammar grammar = new ServerGrammar(session);
      assertThat(grammar.objections(source, List.of(statement(source, 0, 18), statement(source, 20, 28)))).hasSize(1);
      assertThat(grammar.objections(source, List.of(statement(source, 0, 4), statement(source, 4, 28)))).hasSize(2);
      assertThat(grammar.objections(source, List.of(statement(source, 0, 8), statement(source, 10, 18)))).hasSize(1);
    }
  }

  private static Statement statement(Source source, int start, int end) {
    return new Statement(source, start, end, end, end, 1, 1 + start, StatementKind.ORDINARY,
        Lexicon.Strings.STANDARD);
  }
}
