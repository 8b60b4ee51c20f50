package dev.whimbrel.peer;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Flyway's checksum of a script: CRC-32 of its lines without their ends, as a signed number. Neither line ends nor empty lines nor a
 * byte order mark count.
 */
final class FlywayChecksum {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private FlywayChecksum() {}

  static int of(byte[] file) {
    String text = new String(file, StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).lines()
        .forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
    return (int) crc.getValue();
  }

  /** What Flyway writes: of a repeatable script with its placeholders replaced, of any other the file. */
  static int of(Migration migration, Sources sources) {
    byte[] file = sources.files().files().get(migration.file());
    return file == null || migration.id() instanceof MigrationId.Repeatable
        ? of(migration.up().source().bytes())
        : of(file);
  }

  /** Whether Flyway takes a number in its table for that of the file. */
  static boolean fits(int checksum, Migration migration, Sources sources) {
    byte[] file = sources.files().files().get(migration.file());
    return checksum == of(migration, sources) || (file != null && checksum == of(file));
  }
}
