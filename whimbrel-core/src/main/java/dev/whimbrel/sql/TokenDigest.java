package dev.whimbrel.sql;

import java.util.List;

/**
 * A checksum of what the server would see: the tokens of statements, whatever the comments, white space and line ends between
 * them.
 */
public final class TokenDigest {
  private TokenDigest() {}

  /** SHA-256 in lower-case hexadecimal over the tokens of the statements, in order, including COPY data. */
  public static String of(List<Statement> statements) {
    throw new UnsupportedOperationException();
  }
}
