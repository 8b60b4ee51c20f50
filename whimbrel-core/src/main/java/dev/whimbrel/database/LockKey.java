package dev.whimbrel.database;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The name of a migration lock. Two runs exclude each other if their keys have the same name and they talk to the same database.
 *
 * @param name for example the journal's schema and the service
 */
public record LockKey(String name) {
  /** The first half of the advisory lock's key: the CRC-32 of {@code whimbrel}, so that our locks are known in pg_locks. */
  public static final int NAMESPACE = crc32("whimbrel");

  /** The second half. */
  public int object() {
    return crc32(name);
  }

  private static int crc32(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }
}
