package dev.whimbrel.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * What can be chosen about an embedded server.
 *
 * @param binaries which PostgreSQL
 * @param settings lines of {@code postgresql.conf} on top of what the kind of server sets itself
 * @param patience how long starting, stopping and waiting for other processes may take
 * @param cache where unpacked binaries are kept for the next time
 */
public record EmbeddedOptions(PostgresBinaries binaries, Map<String, String> settings, Duration patience, Path cache) {
  public EmbeddedOptions {
    Objects.requireNonNull(binaries);
    settings = Map.copyOf(settings);
    Objects.requireNonNull(patience);
    Objects.requireNonNull(cache);
  }

  /** The bundled binaries, a minute of patience, and the user's cache directory. */
  public static EmbeddedOptions defaults() {
    return of(PostgresBinaries.bundled());
  }

  /** The same of other binaries. */
  public static EmbeddedOptions of(PostgresBinaries binaries) {
    return new EmbeddedOptions(binaries, Map.of(), Duration.ofMinutes(1), userCache());
  }

  /** The user's cache directory, which needs no binaries. */
  public static Path userCache() {
    return Cache.ofUser();
  }

  public EmbeddedOptions withBinaries(PostgresBinaries other) {
    return new EmbeddedOptions(other, settings, patience, cache);
  }

  public EmbeddedOptions withSettings(Map<String, String> other) {
    return new EmbeddedOptions(binaries, other, patience, cache);
  }

  public EmbeddedOptions withPatience(Duration other) {
    return new EmbeddedOptions(binaries, settings, other, cache);
  }

  public EmbeddedOptions withCache(Path other) {
    return new EmbeddedOptions(binaries, settings, patience, other);
  }
}
