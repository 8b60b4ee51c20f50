package dev.whimbrel.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The checksum that Liquibase keeps of a changeset since its version 4.22 ({@code 9:…}). White space does not count, not even in
 * a literal; comments of the SQL do.
 */
public final class LiquibaseChecksum {
  private static final String VERSION = "9:";

  private LiquibaseChecksum() {}

  /**
   * The checksum of a changeset of formatted SQL, as {@code databasechangelog.md5sum} holds it.
   *
   * @param body its text without the lines that are Liquibase's own, with the values of properties in place
   */
  public static String of(String body) {
    String change = VERSION + md5(body.replaceAll("[ \\t\\n\\r]", ""));
    return VERSION + md5(change + ":");
  }

  private static String md5(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
