package dev.whimbrel.run;

import dev.whimbrel.database.Pauses;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.ServerFailure.Link;
import java.time.Duration;
import java.util.Optional;

/** The attempts at one transaction. */
final class Attempts {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Retries retries;
  private long met;
  private Duration wait;
  private Duration pause = FIRST_PAUSE;
  private int made;
  private int conflicts;

  Attempts(Retries retries) {
    this.retries = retries;
    this.wait = retries.firstWait();
  }

  /** How long a statement of the attempt that comes now waits for a lock. */
  Duration lockWait() {
    return wait;
  }

  int made() {
    return made;
  }

  /** The time since what stood in the way was first waited for: work that was done before that is not what takes long. */
  Duration since() {
    return made == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - met);
  }

  /** The pause before the next attempt after one that failed so, or nothing if it was the last. */
  Optional<Duration> next(ServerFailure failure) {
    met = made == 0 ? System.nanoTime() - retries.firstWait().toNanos() : met;
    made++;
    if (failure.connection() == Link.LOST || !mayPass(failure.sqlState())) {
      return Optional.empty();
    }
    Duration now = Pauses.jittered(pause);
    if (since().plus(now).compareTo(retries.budget()) > 0) {
      return Optional.empty();
    }
    pause = Pauses.longer(pause, LONGEST_PAUSE);
    wait = Pauses.longer(wait, retries.longestWait());
    return Optional.of(now);
  }

  /** Classified by SQLSTATE: the text follows the server's language. */
  private boolean mayPass(String sqlState) {
    return switch (sqlState) {
      case "55P03" -> true;
      case "40P01", "40001" -> conflicts++ < retries.conflicts();
      default -> false;
    };
  }
}
