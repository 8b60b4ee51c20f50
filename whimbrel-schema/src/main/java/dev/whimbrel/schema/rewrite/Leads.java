package dev.whimbrel.schema.rewrite;

import dev.whimbrel.migration.Script;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.StatementKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What people wrote around statements: comments stay with what they stand before. */
final class Leads {
  /** What a format wants to be told, not people. */
  private static final Pattern MARKER = Pattern
      .compile("(?i)\\s*--\\s*(?:\\+goose|\\+migrate|migrate:|liquibase formatted|changeset|"
          + "rollback|comment:|precondition|preconditions|ignoreLines|property|validCheckSum|atlas:"
          + "|whimbrel:\\s*(?:no-transaction|transaction)).*");
  private static final Pattern BOUNDARY = Pattern
      .compile("(?i)\\s*(?:--\\s*(?:\\+goose\\s+(?:up|down)|\\+migrate\\s+(?:up|down)"
          + "|migrate:(?:up|down)|changeset).*|-- [\\w.]+\\.sql --)");

  private Leads() {}

  /**
   * Around one statement.
   *
   * @param before comments, each line with its end; may be empty
   * @param text as it is to stand in a file, with its semicolon, and data if it has any
   * @param behind a comment on its last line, with a blank before it; may be empty
   */
  record Lead(String before, String text, String behind) {}

  static List<Lead> of(Script script) {
    List<Statement> statements = script.statements();
    Source source = script.source();
    List<Lead> leads = new ArrayList<>();
    Statement opening = script.opening();
    int from = opening == null ? behindOthers(statements) : afterSemicolon(source, opening.end(), source.end());
    for (int i = 0; i < statements.size(); i++) {
      Statement statement = statements.get(i);
      int next = i + 1 < statements.size() ? statements.get(i + 1).start() : source.end();
      int end = afterSemicolon(source, statement.end(), next);
      String rest = statement.kind() == StatementKind.COPY_FROM_STDIN ? "" : source.text(end, next);
      String line = rest.lines().findFirst().orElse("");
      boolean isComment = line.strip().startsWith("--") || line.strip().matches("/\\*.*\\*/");
      leads.add(new Lead(comments(source.text(from, statement.start())), text(statement),
          isComment ? " " + line.strip() : ""));
      from = behind(source, statement, end, isComment ? line : "");
    }
    return leads;
  }

  /** Where a file holds several migrations, those before this one are no comments of it. */
  private static int behindOthers(List<Statement> statements) {
    if (statements.isEmpty()) {
      return 0;
    }
    Statement first = statements.getFirst();
    Source source = first.source();
    Result<List<Statement>> others = SqlScanner.scan(source, source.begin(), first.start(), Lexicon.standard());
    return !others.problems().isEmpty() || others.orThrow().isEmpty()
        ? source.begin()
        : afterSemicolon(source, others.orThrow().getLast().dataEnd(), first.start());
  }

  private static int behind(Source source, Statement statement, int end, String comment) {
    if (statement.kind() != StatementKind.COPY_FROM_STDIN) {
      return end + comment.getBytes(StandardCharsets.UTF_8).length;
    }
    int at = statement.dataEnd();
    while (at < source.end() && source.at(at) != '\n') {
      at++;
    }
    return at;
  }

  private static String text(Statement statement) {
    if (statement.kind() != StatementKind.COPY_FROM_STDIN) {
      return statement.text() + ";";
    }
    String data = statement.source().text(statement.dataStart(), statement.dataEnd());
    return statement.text() + ";\n" + data + (data.isEmpty() || data.endsWith("\n") ? "" : "\n") + "\\.";
  }

  private static int afterSemicolon(Source source, int end, int limit) {
    int at = end;
    while (at < limit && source.at(at) != ';') {
      if (!Character.isWhitespace(source.at(at))) {
        return end;
      }
      at++;
    }
    return at < limit ? at + 1 : end;
  }

  private static String comments(String between) {
    List<String> lines = new ArrayList<>();
    between.lines().forEach(line -> {
      if (BOUNDARY.matcher(line).matches()) {
        lines.clear();
      }
      if (!line.isBlank() && !MARKER.matcher(line).matches()) {
        lines.add(line.stripTrailing());
      }
    });
    String text = lines.stream().collect(Collectors.joining("\n"));
    return text.isEmpty() ? "" : text + "\n";
  }
}
