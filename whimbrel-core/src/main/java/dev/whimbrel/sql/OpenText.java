package dev.whimbrel.sql;

/** Tells what is text of a literal or a quoted name from what lies between the tokens of a statement. */
public final class OpenText {
  private OpenText() {}

  /** Whether an offset lies in the middle of a token: not before its first byte, and not behind its last. */
  public static boolean at(Statement statement, int offset) {
    Lexer lexer = new Lexer(statement.source().bytes(), statement.start(), statement.end(), statement.strings());
    while (lexer.next() != TokenKind.END && lexer.start() < offset) {
      if (offset < lexer.end()) {
        return true;
      }
    }
    return false;
  }
}
