package dev.whimbrel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.sql.Lexicon.Strings;
import dev.whimbrel.sql.WireSession.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The server's own grammar on our boundaries: each statement by itself is exactly one command to it, and what lies between them is
 * none at all. Joined by semicolons they are then the one way its grammar can read the whole.
 */
class ServerGrammarTest {
  private static final int SCRIPTS = 10_000;
  private static final String SYNTAX_ERROR = "42601";

  @Test
  void readsEachStatementAsOneCommand() throws IOException {
    List<String> disagreements = new ArrayList<>();
    int statements = 0;
    try (WireSession session = WireSession.open("127.0.0.1", Integer.getInteger("oracle.port"), "postgres",
        "postgres")) {
      for (long seed = 0; seed < SCRIPTS && disagreements.size() < 20; seed++) {
        GeneratedScript script = ScriptGenerator.grammatical(seed);
        Source source = Source.ofText("seed.sql", script.text());
        List<Statement> found = SqlScanner.scan(source, script.lexicon()).orThrow();
        statements += found.size();
        check(session, seed, found, disagreements);
        if (!session.run(gaps(source, found)).empty()) {
          disagreements.add(seed + " gaps " + gaps(source, found));
        }
      }
    }
    System.err.println("statements " + statements);
    assertThat(disagreements).isEmpty();
  }

  private static void check(WireSession session, long seed, List<Statement> found, List<String> disagreements)
      throws IOException {
    for (Strings strings : Strings.values()) {
      List<Statement> part = found.stream().filter(statement -> statement.strings() == strings).toList();
      session.run("SET standard_conforming_strings = " + (strings == Strings.STANDARD ? "on" : "off"));
      List<Answer> answers = session
          .parse(part.stream().map(Statement::text).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList());
      for (int i = 0; i < part.size(); i++) {
        Answer answer = answers.get(i);
        if (answer.sqlStates().contains(SYNTAX_ERROR)) {
          disagreements.add(seed + " " + answer.errors() + "\n" + part.get(i).text());
        }
      }
    }
  }

  /** The text with each statement, and what psql alone reads, left out. */
  private static String gaps(Source source, List<Statement> statements) {
    StringBuilder gaps = new StringBuilder();
    int end = source.begin();
    for (Statement statement : statements) {
      gaps.append(source.text(end, statement.start())).append(' ');
      end = statement.end();
      if (statement.kind() == StatementKind.COPY_FROM_STDIN) {
        gaps.append(source.text(end, statement.dataStart()));
        end = source.bytes().length > statement.dataEnd() ? lineEnd(source, statement.dataEnd()) : statement.dataEnd();
      }
    }
    return gaps.append(source.text(end, source.end())).toString().replaceAll("\n\\\\restrict aB3(?=\n)", "\n");
  }

  private static int lineEnd(Source source, int from) {
    int offset = from;
    while (offset < source.end() && source.at(offset) != '\n') {
      offset++;
    }
    return offset;
  }
}
