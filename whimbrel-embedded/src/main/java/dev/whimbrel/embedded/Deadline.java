package dev.whimbrel.embedded;

import java.time.Duration;

/** Bounds a wait for something that only looking again can tell. */
final class Deadline {
  private static final Duration STEP = Duration.ofMillis(3);

  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  static Deadline in(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos());
  }

  boolean passed() {
    return System.nanoTime() - end >= 0;
  }

  void pause() {
    try {
      Thread.sleep(STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("interrupted while waiting for the embedded PostgreSQL", "try again", e);
    }
  }
}
