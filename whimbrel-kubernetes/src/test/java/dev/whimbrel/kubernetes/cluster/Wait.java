package dev.whimbrel.kubernetes.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what somebody else brings about, until a deadline. */
public final class Wait {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Wait() {}

  /** The first thing that is seen. */
  public static <T> T until(String what, Duration atMost, Supplier<Optional<T>> look) {
    Instant deadline = Instant.now().plus(atMost);
    while (true) {
      Optional<T> seen = look.get();
      if (seen.isPresent()) {
        return seen.get();
      }
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("not within " + atMost.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Until that is so. */
  public static void until(String what, Duration atMost, BooleanSupplier isSo) {
    until(what, atMost, () -> isSo.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }
}
