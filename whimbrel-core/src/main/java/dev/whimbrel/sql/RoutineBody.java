package dev.whimbrel.sql;

/**
 * Follows one statement to know when a semicolon in it belongs to a {@code BEGIN ATOMIC … END} body. Such a body begins only in
 * {@code CREATE [OR REPLACE] FUNCTION | PROCEDURE}, and its {@code END} is the only one that can begin a statement within it: the
 * {@code END} of a {@code CASE} and a column named so never do. That makes counting {@code CASE} needless.
 */
final class RoutineBody {
  /** How far the present statement, or the one within a body, has been read. */
  private enum Progress {
    START, CREATE, CREATE_OR, CREATE_OR_REPLACE, ROUTINE, BEGIN, ELSEWHERE
  }

  private Progress progress = Progress.START;
  private int depth;
  private int opening;

  void reset() {
    progress = Progress.START;
    depth = 0;
  }

  boolean open() {
    return depth > 0;
  }

  /** The offset of the outermost {@code BEGIN}. */
  int opening() {
    return opening;
  }

  /** A semicolon within the body: the next token begins a statement of it. */
  void nextStatement() {
    progress = Progress.START;
  }

  /** A token outside of parentheses. */
  void token(TokenKind kind, Lexer lexer) {
    if (progress == Progress.ELSEWHERE) {
      return;
    }
    if (kind != TokenKind.WORD) {
      progress = progress == Progress.ROUTINE || progress == Progress.BEGIN ? Progress.ROUTINE : Progress.ELSEWHERE;
      return;
    }
    progress = word(lexer);
  }

  private Progress word(Lexer lexer) {
    return switch (progress) {
      case START -> first(lexer);
      case CREATE -> lexer.is("OR") ? Progress.CREATE_OR : routine(lexer);
      case CREATE_OR -> lexer.is("REPLACE") ? Progress.CREATE_OR_REPLACE : Progress.ELSEWHERE;
      case CREATE_OR_REPLACE -> routine(lexer);
      case ROUTINE -> begin(lexer);
      case BEGIN -> lexer.is("ATOMIC") ? enter() : begin(lexer);
      case ELSEWHERE -> Progress.ELSEWHERE;
    };
  }

  private Progress first(Lexer lexer) {
    if (depth > 0 && lexer.is("END")) {
      depth--;
      return Progress.ELSEWHERE;
    }
    return lexer.is("CREATE") ? Progress.CREATE : Progress.ELSEWHERE;
  }

  private static Progress routine(Lexer lexer) {
    return lexer.is("FUNCTION") || lexer.is("PROCEDURE") ? Progress.ROUTINE : Progress.ELSEWHERE;
  }

  private Progress begin(Lexer lexer) {
    if (!lexer.is("BEGIN")) {
      return Progress.ROUTINE;
    }
    if (depth == 0) {
      opening = lexer.start();
    }
    return Progress.BEGIN;
  }

  private Progress enter() {
    depth++;
    return Progress.START;
  }
}
