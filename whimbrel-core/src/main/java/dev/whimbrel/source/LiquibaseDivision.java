package dev.whimbrel.source;

import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Liquibase is brought to send the statements that PostgreSQL sees in a text. It knows quotes and comments, and nothing of
 * dollars, backslashes, comments in comments and statements in statements.
 */
sealed interface LiquibaseDivision {
  /** It divides the text rightly by itself. */
  record Usual() implements LiquibaseDivision {}

  /** It holds one statement, to be sent as it is. */
  record Whole() implements LiquibaseDivision {}

  /**
   * A line of its own stands between the statements.
   *
   * @param text with those lines
   */
  record Marked(String text, String delimiter) implements LiquibaseDivision {}

  /** It would not see such a line where one must stand. */
  record Impossible() implements LiquibaseDivision {}

  /** What it looks for if nothing else is said. */
  Pattern SEPARATOR = Pattern.compile(";|(?im:^[ \\t]*(?:/|go)[ \\t\\r]*$)");

  /** What it passes over while it looks for that. */
  Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"|--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);

  /** The delimiters to choose from: none may occur anywhere in the text. */
  List<String> DELIMITERS = List.of("//", "@@", "end_of_statement");

  /** A text as it is to be written. */
  default String or(String text) {
    return this instanceof Marked marked ? marked.text() : text;
  }

  static LiquibaseDivision of(String text, Lexicon lexicon) {
    Source source = Source.ofText("", text);
    List<Statement> statements = SqlScanner.scan(source, lexicon).orThrow();
    if (pieces(text, SEPARATOR) == statements.size() && !text.contains("\\'") && !text.contains("\\\"")) {
      return new Usual();
    }
    if (statements.size() < 2) {
      return new Whole();
    }
    Optional<String> delimiter = DELIMITERS.stream()
        .filter(one -> !text.toLowerCase(Locale.ROOT).contains(one)).findFirst();
    return delimiter.map(one -> marked(source, statements, one)).orElseGet(Impossible::new);
  }

  private static LiquibaseDivision marked(Source source, List<Statement> statements, String delimiter) {
    StringBuilder marked = new StringBuilder();
    int from = 0;
    for (Statement statement : statements.subList(0, statements.size() - 1)) {
      int cut = cut(source, statement);
      marked.append(source.text(from, cut));
      marked.append(marked.charAt(marked.length() - 1) == '\n' ? "" : "\n").append(delimiter).append('\n');
      from = cut;
    }
    marked.append(source.text(from, source.end()));
    String text = marked.toString();
    Pattern line = Pattern.compile("(?im:^" + Pattern.quote(delimiter) + "$)");
    return pieces(text, line) == statements.size() ? new Marked(text, delimiter) : new Impossible();
  }

  /** Where the line may stand: behind the statement's own line, or, if more than a comment follows there, within it. */
  private static int cut(Source source, Statement statement) {
    Lines lines = Lines.of(source);
    if (statement.dataStart() > statement.end()) {
      return lines.start(lines.line(statement.dataEnd()) + 1);
    }
    int end = Math.max(statement.end(), Terminator.after(source, statement.end(), source.end()) + 1);
    int next = lines.start(lines.line(end - 1) + 1);
    String rest = source.text(end, next).strip();
    return rest.isEmpty() || rest.startsWith("--") ? next : end;
  }

  /** How many texts that are more than white space and comments Liquibase finds. */
  private static int pieces(String text, Pattern separator) {
    Pattern token = Pattern.compile("(?<quoted>" + QUOTED.pattern() + ")|" + separator.pattern(), Pattern.DOTALL);
    Matcher found = token.matcher(text);
    int pieces = 0;
    boolean some = false;
    int from = 0;
    while (found.find()) {
      String quoted = found.group("quoted");
      some |= !text.substring(from, found.start()).isBlank();
      if (quoted == null) {
        pieces += some ? 1 : 0;
        some = false;
      } else {
        some |= quoted.startsWith("'") || quoted.startsWith("\"");
      }
      from = found.end();
    }
    some |= !text.substring(from).isBlank();
    return pieces + (some ? 1 : 0);
  }
}
