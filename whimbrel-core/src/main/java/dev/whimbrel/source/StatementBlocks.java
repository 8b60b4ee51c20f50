package dev.whimbrel.source;

import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts {@code StatementBegin} and {@code StatementEnd} around what goose and sql-migrate would divide wrongly: they end a statement
 * at every line whose last word ends in a semicolon, and know neither literals nor block comments.
 */
final class StatementBlocks {
  private final String prefix;
  private final String blankComment;
  private final Lines lines;
  private final List<Statement> statements;
  private final StringBuilder out = new StringBuilder();
  private int written = 1;

  private StatementBlocks(String prefix, String blankComment, Lines lines, List<Statement> statements) {
    this.prefix = prefix;
    this.blankComment = blankComment;
    this.lines = lines;
    this.statements = statements;
  }

  /** A text for goose. */
  static String goose(String text, Lexicon lexicon) {
    return in("-- +goose ", "--", text, lexicon);
  }

  /** The same for sql-migrate, to which only two dashes and a blank begin a comment. */
  static String sqlMigrate(String text, Lexicon lexicon) {
    return in("-- +migrate ", "-- ", text, lexicon);
  }

  private static String in(String prefix, String blankComment, String text, Lexicon lexicon) {
    Source source = Source.ofText("", text);
    return new StatementBlocks(prefix, blankComment, Lines.of(source), SqlScanner.scan(source, lexicon).orThrow())
        .text();
  }

  private String text() {
    List<Span> groups = groups();
    if (groups.isEmpty()) {
      group(begin(1, lines.count() + 1), rest(1));
    }
    int from = 1;
    for (int i = 0; i < groups.size(); i++) {
      Span group = groups.get(i);
      int begin = begin(from, group.from());
      int end = i + 1 < groups.size() ? group.to() : Math.max(group.to(), rest(group.to()));
      group(begin, end);
      from = end;
    }
    copy(lines.count() + 1);
    return out.toString();
  }

  private void group(int begin, int end) {
    if (divided(begin, end)) {
      copy(begin);
      out.append(prefix).append("StatementBegin\n");
      copy(end);
      out.append(prefix).append("StatementEnd\n");
    }
  }

  /** The lines of statements; those that share a line are together. */
  private List<Span> groups() {
    List<Span> groups = new ArrayList<>();
    for (Statement statement : statements) {
      int semicolon = Terminator.after(lines.source(), statement.end(), lines.source().end());
      int last = Math.max(Math.max(statement.end() - 1, semicolon), statement.start());
      int end = statement.dataEnd() > statement.end() || statement.dataStart() > statement.end()
          ? afterData(statement.dataEnd())
          : lines.line(last) + 1;
      int begin = lines.line(statement.start());
      if (!groups.isEmpty() && begin < groups.getLast().to()) {
        begin = groups.removeLast().from();
      }
      groups.add(new Span(begin, end));
    }
    return groups;
  }

  /** Behind the line that ends the data. */
  private int afterData(int dataEnd) {
    int line = lines.line(dataEnd);
    return Math.min(lines.count() + 1, line + 1);
  }

  /** Where the tools begin to collect: block comments before a statement belong to it. */
  private int begin(int from, int statement) {
    int line = from;
    while (line < statement && passedOver(line)) {
      line++;
    }
    return line;
  }

  /** Behind the last line that is no comment to the tools. */
  private int rest(int from) {
    int line = lines.count();
    while (line >= from && passedOver(line)) {
      line--;
    }
    return line + 1;
  }

  private boolean passedOver(int line) {
    String text = lines.text(line);
    return text.isBlank() || (blankComment.equals("--") ? text.strip() : text).startsWith(blankComment);
  }

  private boolean divided(int from, int to) {
    for (int line = from; line < to; line++) {
      if (ends(line) != (line == to - 1)) {
        return true;
      }
    }
    return false;
  }

  /** By the tools' own rule. */
  private boolean ends(int line) {
    String last = "";
    for (String word : lines.text(line).strip().split("\\s+", -1)) {
      if (word.startsWith("--")) {
        break;
      }
      last = word;
    }
    return last.endsWith(";");
  }

  private void copy(int to) {
    for (; written < to; written++) {
      out.append(lines.source().text(lines.start(written), lines.start(written + 1)));
    }
    if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
      out.append('\n');
    }
  }
}
