package dev.whimbrel.plan;

import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.TokenDigest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A checksum of the first statements of a script, which grows by one statement at a time: what has run must not have changed when a
 * script is resumed, what follows may.
 */
public final class PrefixDigest {
  private PrefixDigest() {}

  public static String of(List<Statement> statements) {
    String digest = "";
    for (Statement statement : statements) {
      digest = next(digest, statement);
    }
    return digest;
  }

  /** The checksum with one more statement. */
  public static String next(String digest, Statement statement) {
    byte[] text = (digest + TokenDigest.of(List.of(statement))).getBytes(StandardCharsets.UTF_8);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
