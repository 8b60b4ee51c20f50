package dev.whimbrel.sql;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest of all checksums. */
public final class Sha256 {
  /** To be copied, which is far less work than to look for it once more; never fed itself. */
  private static final MessageDigest FRESH = lookUp();

  private Sha256() {}

  public static MessageDigest digest() {
    try {
      return (MessageDigest) FRESH.clone();
    } catch (CloneNotSupportedException e) {
      return lookUp(); // no platform's own is like that, but another provider may stand before it
    }
  }

  private static MessageDigest lookUp() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** In lower-case hexadecimal. */
  public static String of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /**
   * The same of a part.
   *
   * @param from the first byte
   * @param to the byte after the last
   */
  public static String of(byte[] bytes, int from, int to) {
    MessageDigest digest = digest();
    digest.update(bytes, from, to - from);
    return HexFormat.of().formatHex(digest.digest());
  }
}
