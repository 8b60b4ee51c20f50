package dev.whimbrel.plan;

import dev.whimbrel.sql.Sha256;
import dev.whimbrel.sql.Statement;
import dev.whimbrel.sql.TokenDigest;
import java.nio.charset.StandardCharsets;
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
    return Sha256.of((digest + TokenDigest.of(List.of(statement))).getBytes(StandardCharsets.UTF_8));
  }
}
