package dev.whimbrel.sql;

import dev.whimbrel.sql.Lexicon.Strings;
import dev.whimbrel.sql.WireSession.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The server's own grammar as a judge of boundaries: each statement by itself has to be exactly one command to it, and what lies
 * between them none at all. Joined by semicolons they are then the one way in which its grammar can read the whole.
 */
final class ServerGrammar {
  private static final String SYNTAX_ERROR = "42601";

  private final WireSession session;

  ServerGrammar(WireSession session) {
    this.session = session;
  }

  /** What the server says against these boundaries. */
  List<String> objections(Source source, List<Statement> statements) throws IOException {
    List<String> objections = new ArrayList<>();
    for (Strings strings : Strings.values()) {
      List<Statement> part = statements.stream().filter(statement -> statement.strings() == strings).toList();
      if (!part.isEmpty()) {
        session.run("SET standard_conforming_strings = " + (strings == Strings.STANDARD ? "on" : "off"));
        objections.addAll(syntaxErrors(part));
      }
    }
    String gaps = gaps(source, statements);
    if (!session.run(gaps).empty()) {
      objections.add("something is left between the statements: " + gaps);
    }
    return objections;
  }

  private List<String> syntaxErrors(List<Statement> statements) throws IOException {
    List<Answer> answers = session
        .parse(statements.stream().map(statement -> statement.text().getBytes(StandardCharsets.UTF_8)).toList());
    List<String> errors = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      if (answers.get(i).sqlStates().contains(SYNTAX_ERROR)) {
        errors.add(answers.get(i).errors() + " in: " + statements.get(i).text());
      }
    }
    return errors;
  }

  /** The text without the statements and without what psql alone reads: COPY data and the lines that guard a dump. */
  private static String gaps(Source source, List<Statement> statements) {
    StringBuilder gaps = new StringBuilder();
    int end = source.begin();
    for (Statement statement : statements) {
      gaps.append(source.text(end, statement.start())).append(' ');
      end = statement.end();
      if (statement.kind() == StatementKind.COPY_FROM_STDIN) {
        gaps.append(source.text(end, statement.dataStart()));
        end = statement.dataEnd() + "\\.".length();
      }
    }
    gaps.append(source.text(end, source.end()));
    return gaps.toString().replaceAll("(?<=[\r\n])\\\\(un)?restrict \\w+(?=[\r\n])", "");
  }
}
