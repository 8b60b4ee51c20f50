package dev.whimbrel.sql;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds names that the server would cut: it keeps 63 bytes and drops the rest with no more than a notice. Names written with
 * Unicode escapes are left out; how long they are depends on an escape character that may follow them.
 */
final class LongNames {
  private static final int LONGEST = 63;

  private final Statement statement;
  private final byte[] bytes;
  private final LineCounter lines;
  private final List<Problem> problems = new ArrayList<>();

  private LongNames(Statement statement) {
    this.statement = statement;
    this.bytes = statement.source().bytes();
    this.lines = new LineCounter(bytes, statement.start(), statement.line(), statement.column());
  }

  static List<Problem> in(Statement statement) {
    LongNames names = new LongNames(statement);
    names.read();
    return names.problems;
  }

  private void read() {
    Lexer lexer = new Lexer(bytes, statement.start(), statement.end(), statement.strings());
    TokenKind kind = lexer.next();
    while (kind != TokenKind.END) {
      if (lexer.end() - lexer.start() > LONGEST) {
        check(kind, lexer.start(), lexer.end());
      }
      kind = lexer.next();
    }
  }

  private void check(TokenKind kind, int start, int end) {
    if (kind == TokenKind.WORD) {
      check(start, new String(bytes, start, end - start, StandardCharsets.UTF_8));
    }
    if (kind == TokenKind.QUOTED_NAME && bytes[start] == '"') {
      check(start, new String(bytes, start + 1, end - start - 2, StandardCharsets.UTF_8).replace("\"\"", "\""));
    }
  }

  private void check(int start, String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length <= LONGEST) {
      return;
    }
    lines.to(start);
    Position at = statement.source().position(lines.line(), lines.column());
    problems.add(Problem.of(ProblemCode.BAD_SQL, "the name \"%s\" has %d bytes; PostgreSQL would cut it to \"%s\""
        .formatted(name, length, cut(name))).at(at).excerpt(statement.source().excerpt(start))
        .remedy("shorten it to at most " + LONGEST + " bytes"));
  }

  /** What the server keeps: no half of a character. */
  private static String cut(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    int end = LONGEST;
    while ((utf8[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(utf8, 0, end, StandardCharsets.UTF_8);
  }
}
