package dev.whimbrel.peer;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import java.util.Optional;

/**
 * The migration directory, as far as other tools' rows depend on it.
 *
 * @param files its bytes
 * @param format what they are
 * @param set what they say
 * @param service whose migrations they are; empty where there is one service
 */
public record Sources(FileSet files, Format format, MigrationSet set, String service) {
  /** The migration of a key of the journal. */
  Optional<Migration> byKey(String key) {
    return set.migrations().stream().filter(migration -> migration.id().key().equals(key)).findFirst();
  }
}
