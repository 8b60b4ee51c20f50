package dev.whimbrel.source;

import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What ends a statement besides the semicolon: a changeset's {@code endDelimiter}, or a line of nothing but {@code /} or
 * {@code go} where it has none. It counts at the end of a line, outside of literals and comments.
 */
final class LiquibaseDelimiter {
  /** Where in a line a delimiter may stand. */
  private enum Place {
    AT_THE_END, ALONE
  }

  private static final LiquibaseDelimiter NONE = new LiquibaseDelimiter(List.of(), Place.ALONE);
  private static final LiquibaseDelimiter USUAL = new LiquibaseDelimiter(List.of("/", "go"), Place.ALONE);

  private final List<String> texts;
  private final Place place;

  private LiquibaseDelimiter(List<String> texts, Place place) {
    this.texts = texts;
    this.place = place;
  }

  /** The delimiter of a changeset, or of its way back if the keys are those. */
  static LiquibaseDelimiter of(LiquibaseAttributes attributes, String splitKey, String delimiterKey, Lines lines,
      int line, Mistakes mistakes) {
    String written = attributes.text(delimiterKey);
    if (attributes.says(splitKey, "false")) {
      return NONE;
    }
    if (written == null) {
      return USUAL;
    }
    boolean alone = written.matches("(?:\\\\[nrs][*+]?)+.*") || written.equals("/");
    String text = written.replaceFirst("^(?:\\\\[nrs][*+]?)+", "").replaceFirst("(?:\\\\[nrs][*+]?|\\$)+$", "");
    if (text.isEmpty() || text.matches(".*[\\\\(){}\\[\\]*+?.^$'\"].*") || text.contains("--")) {
      mistakes.add(lines.problem(ProblemCode.UNSUPPORTED, line, "the delimiter \"" + written
          + "\" is a pattern, or part of PostgreSQL's own language",
          "write another one, such as " + delimiterKey + "://, or none: statements are divided as PostgreSQL does"));
      return NONE;
    }
    // the semicolon ends a statement anyway
    return text.matches(";+") ? NONE : new LiquibaseDelimiter(List.of(text), alone ? Place.ALONE : Place.AT_THE_END);
  }

  /**
   * Puts blanks in the place of the delimiters of some lines.
   *
   * @param lines a text in which nothing stands between the statements but comments
   * @param bytes that text, to be changed
   * @return the lines behind them
   */
  List<Integer> blank(Lines lines, byte[] bytes, Span span, Lexicon lexicon) {
    List<Integer> cuts = new ArrayList<>();
    int from = span.from();
    for (int line = span.from(); line < span.to() && !texts.isEmpty(); line++) {
      int at = offset(lines, line);
      if (at >= 0) {
        int end = lines.start(line) + bytes(lines.text(line).stripTrailing());
        if (ends(lines.source(), lines.start(from), at, end, lexicon)) {
          Arrays.fill(bytes, at, end, (byte) ' ');
          cuts.add(line + 1);
          from = line + 1;
        }
      }
    }
    return cuts;
  }

  /** Where a line's delimiter begins, or -1. */
  private int offset(Lines lines, int line) {
    String text = ending(lines.text(line).stripTrailing());
    if (text == null) {
      return -1;
    }
    return lines.start(line) + bytes(text);
  }

  /** What stands before the delimiter of a line, or null. */
  private @Nullable String ending(String line) {
    for (String text : texts) {
      int at = line.length() - text.length();
      if (at >= 0 && line.substring(at).toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))) {
        String before = line.substring(0, at);
        boolean counts = place == Place.AT_THE_END ? !within(before, text) : before.isBlank();
        return counts ? before : null;
      }
    }
    return null;
  }

  /** Whether a delimiter that is a word ends another word. */
  private static boolean within(String before, String delimiter) {
    return Character.isLetterOrDigit(delimiter.charAt(0)) && !before.isEmpty()
        && (Character.isLetterOrDigit(before.charAt(before.length() - 1)) || before.endsWith("_"));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Whether the delimiter is seen as SQL: within a literal the text before it has no end, in a comment it makes no difference. */
  private static boolean ends(Source source, int from, int at, int end, Lexicon lexicon) {
    Result<List<Statement>> before = SqlScanner.scan(source, from, at, lexicon);
    return before instanceof Result.Ok && !before.equals(SqlScanner.scan(source, from, end, lexicon));
  }
}
