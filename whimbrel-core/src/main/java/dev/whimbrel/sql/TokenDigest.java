package dev.whimbrel.sql;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * A checksum of what the server would see: the tokens of statements, whatever the comments, white space and line ends between
 * them.
 *
 * <p>Tokens count as they are written: {@code select} and {@code SELECT} differ, since a difference that the server would not see
 * must never hide one that it would. Within literals, dollar quotes and COPY data CR LF counts as LF, so that a checkout with
 * other line ends stays the same migration. Two sequences of tokens that differ otherwise are never digested alike.
 */
public final class TokenDigest {
  /** Ends a token; no text holds it. */
  private static final byte NUL = 0;
  private static final byte COPY_DATA = 'd';
  private static final byte STATEMENT_END = ';';

  private final MessageDigest digest;
  private final byte[] buffer = new byte[8192];
  private int used;

  private TokenDigest(MessageDigest digest) {
    this.digest = digest;
  }

  /** SHA-256 in lower-case hexadecimal over the tokens of the statements, in order, including COPY data. */
  public static String of(List<Statement> statements) {
    TokenDigest tokens = new TokenDigest(Sha256.digest());
    statements.forEach(tokens::add);
    return tokens.hexadecimal();
  }

  private void add(Statement statement) {
    byte[] bytes = statement.source().bytes();
    Lexer lexer = new Lexer(bytes, statement.start(), statement.end(), statement.strings());
    TokenKind kind = lexer.next();
    while (kind != TokenKind.END) {
      add(mark(kind), bytes, lexer.start(), lexer.end());
      kind = lexer.next();
    }
    if (statement.kind() == StatementKind.COPY_FROM_STDIN) {
      add(COPY_DATA, bytes, statement.dataStart(), statement.dataEnd());
    }
    put(STATEMENT_END);
  }

  /** What a token is, where its text alone would not say so. */
  private static byte mark(TokenKind kind) {
    return (byte) (kind == TokenKind.STRING_CONTINUED ? 'c' : 't');
  }

  private void add(byte mark, byte[] bytes, int start, int end) {
    put(mark);
    int from = start;
    for (int offset = start; offset + 1 < end; offset++) {
      if (bytes[offset] == '\r' && bytes[offset + 1] == '\n') {
        put(bytes, from, offset);
        from = offset + 1;
      }
    }
    put(bytes, from, end);
    put(NUL);
  }

  private void put(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > buffer.length - used) {
      digest.update(buffer, 0, used);
      used = 0;
    }
    if (length > buffer.length) {
      digest.update(bytes, from, length);
      return;
    }
    System.arraycopy(bytes, from, buffer, used, length);
    used += length;
  }

  private void put(byte b) {
    if (used == buffer.length) {
      digest.update(buffer);
      used = 0;
    }
    buffer[used++] = b;
  }

  private String hexadecimal() {
    digest.update(buffer, 0, used);
    return HexFormat.of().formatHex(digest.digest());
  }
}
