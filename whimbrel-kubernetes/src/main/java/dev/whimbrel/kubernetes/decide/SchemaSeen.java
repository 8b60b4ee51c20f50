package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.MigrationStatus.KnownSchema;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the schema of a database compares with what it was after the last migration. */
public sealed interface SchemaSeen {
  /** Nobody looked this time: what was known before is known still. */
  record NotCompared() implements SchemaSeen {}

  /**
   * Somebody looked, and cannot tell.
   *
   * @param why never empty
   */
  record Unknown(String why) implements SchemaSeen {}

  /**
   * It was compared, or is remembered from now on.
   *
   * @param known what is remembered
   * @param differences a sentence each, the first few
   */
  record Compared(KnownSchema known, List<String> differences) implements SchemaSeen {
    public Compared {
      differences = List.copyOf(differences);
      if (differences.isEmpty() != (known.drift() == null)) {
        throw new IllegalArgumentException("a drift without a digest, or a digest without a drift");
      }
    }
  }

  /** How long somebody waits who compared it, before the next look at a catalog that may be large. */
  static Duration pause(@Nullable String resyncInterval) {
    return Wait.resync(resyncInterval, 0);
  }
}
