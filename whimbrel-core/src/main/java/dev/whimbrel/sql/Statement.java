package dev.whimbrel.sql;

import dev.whimbrel.problem.Position;
import dev.whimbrel.sql.Lexicon.Strings;
import java.util.Objects;

/**
 * One executable statement: a span of a {@link Source}, so that a script of a million statements costs no copy of its text.
 *
 * @param source the text it stands in
 * @param start the byte offset of its first byte in {@link Source#bytes}, comments before it left out
 * @param end the byte offset after its last token, the terminating semicolon and what stands before that left out
 * @param dataStart for {@code COPY_FROM_STDIN} the offset of the first data byte, otherwise equal to {@code end}
 * @param dataEnd for {@code COPY_FROM_STDIN} the byte offset after the last data line (the line {@code \.} left out); the
 *     data begins on the line after the statement. Otherwise equal to {@code end}
 * @param line the line of its first byte, from 1
 * @param column the column of its first byte, from 1, in code points
 * @param kind what the runner must know of it
 * @param strings how ordinary literals in it read
 */
public record Statement(Source source, int start, int end, int dataStart, int dataEnd, int line, int column,
    StatementKind kind, Strings strings) {
  public Statement {
    Objects.requireNonNull(source);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(strings);
  }

  /** The text as written, without its terminator. */
  public String text() {
    return source.text(start, end);
  }

  /** The text as it stands in the file, without its secrets; what is to be shown of it. */
  public String shown() {
    return source.shown(start, end);
  }

  /** The beginning of that as one line. */
  public String brief(int longest) {
    String text = source.shown(start, Math.min(end, start + 8 * longest)).strip().replaceAll("\\s+", " ");
    return text.codePointCount(0, text.length()) > longest
        ? text.substring(0, text.offsetByCodePoints(0, longest)) + "…"
        : text;
  }

  public Position at() {
    return source.position(line, column);
  }

  /**
   * Where a character of the statement stands in the file.
   *
   * @param character counted from 1 in code points, as the server counts the position of an error
   */
  public Position at(int character) {
    LineCounter place = new LineCounter(source.bytes(), start, line, column).over(character - 1);
    return source.position(place.line(), place.column());
  }
}
