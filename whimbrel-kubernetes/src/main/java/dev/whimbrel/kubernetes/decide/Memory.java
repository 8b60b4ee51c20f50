package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.api.MigrationStatus.JobRef;
import dev.whimbrel.kubernetes.api.MigrationStatus.JobResult;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is nowhere but in the status.
 *
 * @param hash of what the last try was made on; null before the first
 * @param failures in a row
 * @param nextTry when, null if nothing waits for a time
 * @param job the last one that was seen
 */
record Memory(@Nullable String hash, int failures, @Nullable Instant nextTry, @Nullable JobRef job) {
  static Memory of(@Nullable MigrationStatus status) {
    if (status == null) {
      return new Memory(null, 0, null, null);
    }
    Integer failures = status.failures();
    return new Memory(status.observedHash(), failures == null ? 0 : Math.max(0, failures), time(status.nextTry()),
        status.jobRef());
  }

  /** A time that cannot be read is one that nobody waits for. */
  private static @Nullable Instant time(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException unreadable) {
      return null;
    }
  }

  /** The same after a look that no failure came of: what failed before is over. */
  Memory settled() {
    return new Memory(hash, 0, null, job);
  }

  Memory failed(Instant next) {
    return new Memory(hash, failures + 1, next, job);
  }

  /** It failed for good: no time is waited for. */
  Memory gaveUp() {
    return new Memory(hash, failures + 1, null, job);
  }

  Memory started(String name) {
    return new Memory(hash, failures, null, new JobRef(name));
  }

  Memory ended(String name, JobResult result) {
    return new Memory(hash, failures, nextTry, new JobRef(name, result));
  }

  /** For another directory, Secret or spec nothing has failed yet. */
  Memory on(String newHash) {
    if (newHash.equals(hash)) {
      return this;
    }
    return hash == null ? new Memory(newHash, failures, nextTry, job) : new Memory(newHash, 0, null, job);
  }

  /** Whether the end of that Job was taken in already. */
  boolean counted(JobSeen seen) {
    return job != null && job.name().equals(seen.name()) && job.result() != null;
  }

  boolean waits(Instant now) {
    return nextTry != null && nextTry.isAfter(now);
  }
}
