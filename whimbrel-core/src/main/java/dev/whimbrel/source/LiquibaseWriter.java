package dev.whimbrel.source;

import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the changeset that a migration becomes, and knows where Liquibase would divide a text as PostgreSQL does not. */
final class LiquibaseWriter {
  static final String AUTHOR = "whimbrel";

  /** What Liquibase passes over, which is no text in dollars, while it looks for a semicolon or a line of nothing but a slash or {@code go}. */
  private static final Pattern TOKEN = Pattern.compile("(?i)'[^']*'|\"[^\"]*\"|--[^\\n]*|/\\*.*?\\*/"
      + "|(;)|(?m)^[ \\t]*(?:/|go)[ \\t\\r]*$", Pattern.DOTALL);

  private LiquibaseWriter() {}

  /**
   * A file of one changeset.
   *
   * @param attributes what is to be said of it
   * @param description of the migration
   */
  static String file(String version, String attributes, String description, String up, String down) {
    return "--liquibase formatted sql\n--changeset " + AUTHOR + ":" + version + attributes + "\n"
        + (description.isBlank() ? "" : "--comment: " + description + "\n") + up + down;
  }

  /** A way back, each line of it behind Liquibase's word. */
  static String rollback(String text, Lexicon lexicon) {
    if (text.isBlank()) {
      return "--rollback empty\n";
    }
    if (statements(text, lexicon).isEmpty()) {
      return text + "--rollback empty\n";
    }
    StringBuilder lines = new StringBuilder();
    text.stripTrailing().lines().forEach(line -> lines.append("--rollback ").append(line).append('\n'));
    return lines.toString();
  }

  /** Whether Liquibase would send other pieces than the statements. */
  static boolean dividesWrongly(String text, Lexicon lexicon) {
    List<Statement> statements = statements(text, lexicon);
    if (text.contains("\\'") || text.contains("\\\"")) {
      return true;
    }
    int pieces = 0;
    boolean some = false;
    int from = 0;
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      boolean separator = token.group(1) != null || token.group().strip().matches("(?i)/|go");
      some |= !text.substring(from, token.start()).isBlank();
      if (separator) {
        pieces += some ? 1 : 0;
        some = false;
      } else if (!token.group().startsWith("--") && !token.group().startsWith("/*")) {
        some = true;
      }
      from = token.end();
    }
    some |= !text.substring(from).isBlank();
    return pieces + (some ? 1 : 0) != statements.size();
  }

  private static List<Statement> statements(String text, Lexicon lexicon) {
    return SqlScanner.scan(Source.ofText("", text), lexicon).orThrow();
  }
}
