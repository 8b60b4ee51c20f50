package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision is made of.
 *
 * @param before the status as it stands in the API server, null before the first one is written
 * @param job the newest Job that the resource owns, asked of the API server itself and not of a cache; null if there is none. Where two
 *     are of the same second it is the one that the status does not name
 * @param jitter from 0 to 1, by chance
 */
public record Situation(MigrationSpec spec, Meta meta, @Nullable MigrationStatus before, Sources sources,
    Target target, @Nullable JobSeen job, Instant now, double jitter) {
  public Situation {
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter " + jitter);
    }
  }
}
