package dev.whimbrel.database;

import java.util.Objects;

/**
 * The session advisory lock of another migration tool, which a run takes beside its own while it keeps up that tool's table.
 *
 * @param tool whose lock it is, for messages
 * @param key what that tool passes to {@code pg_advisory_lock(bigint)}
 */
public record ForeignLock(String tool, long key) {
  public ForeignLock {
    Objects.requireNonNull(tool);
  }
}
