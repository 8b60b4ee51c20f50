package dev.whimbrel.history;

import dev.whimbrel.migration.Checksum;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row about to be written; what it lacks, the server knows.
 *
 * @param key the id of the migration
 * @param checksum as {@link JournalEntry#checksum}
 * @param began when the script began
 * @param error what went wrong, or null
 */
public record NewEntry(String key, int generation, Event event, Direction direction, long batch, String file,
    String description, @Nullable Checksum checksum, int statementsDone, int statementsTotal, Began began,
    @Nullable String error) {
  /** When a script began, in terms of the server's clock. */
  public sealed interface Began {
    /** With the transaction that the row is written in. */
    record WithTransaction() implements Began {}

    /** Some time before the row is written. */
    record Ago(Duration duration) implements Began {}
  }

  public NewEntry {
    Objects.requireNonNull(key);
    Objects.requireNonNull(event);
    Objects.requireNonNull(direction);
    Objects.requireNonNull(began);
  }
}
