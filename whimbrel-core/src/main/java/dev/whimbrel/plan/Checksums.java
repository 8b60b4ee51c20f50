package dev.whimbrel.plan;

import dev.whimbrel.migration.Checksum;
import org.jspecify.annotations.Nullable;

/** Checksums as they stand in messages. */
final class Checksums {
  private static final int SHOWN = 12;

  private Checksums() {}

  static String brief(@Nullable Checksum checksum) {
    return checksum == null ? "unknown" : checksum.tokens().substring(0, Math.min(SHOWN, checksum.tokens().length()));
  }
}
