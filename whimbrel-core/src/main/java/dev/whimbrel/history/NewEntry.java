package dev.whimbrel.history;

import dev.whimbrel.migration.Checksum;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row about to be written; what it lacks, the server knows.
 *
 * @param key the id of the migration
 * @param checksum as {@link JournalEntry#checksum}
 * @param began when the script began
 * @param error what went wrong, or null
 * @param origin of what another tool did, or null if it was Whimbrel
 */
public record NewEntry(String key, int generation, Event event, Direction direction, long batch, String file,
    String description, @Nullable Checksum checksum, int statementsDone, int statementsTotal, Began began,
    @Nullable String error, @Nullable Origin origin) {
  /**
   * Where the knowledge of what another tool did comes from.
   *
   * @param author who did it, as far as that tool says
   * @param row that tool's own row, as JSON, or null if it keeps none
   */
  public record Origin(Author author, @Nullable String row) {}

  /** When a script began, in terms of the server's clock. */
  public sealed interface Began {
    /** With the transaction that the row is written in. */
    record WithTransaction() implements Began {}

    /**
     * In a message that holds several transactions, of which the server knows only when the message came: when the one before it had
     * ended.
     *
     * @param end when that was, as SQL of type timestamptz
     */
    record Following(String end) implements Began {}

    /** Some time before the row is written. */
    record Ago(Duration duration) implements Began {}

    /** Long before the row is written, as another tool noted it. */
    record Known(Instant start, Instant end) implements Began {}
  }

  /** Of something that Whimbrel did. */
  public NewEntry(String key, int generation, Event event, Direction direction, long batch, String file,
      String description, @Nullable Checksum checksum, int statementsDone, int statementsTotal, Began began,
      @Nullable String error) {
    this(key, generation, event, direction, batch, file, description, checksum, statementsDone, statementsTotal, began,
        error, null);
  }

  public NewEntry {
    Objects.requireNonNull(key);
    Objects.requireNonNull(event);
    Objects.requireNonNull(direction);
    Objects.requireNonNull(began);
  }

  /** The version as people know it. */
  public String version() {
    return JournalEntry.spelling(key, file);
  }

  /** What reading it back will give, as far as it is known before it is written. */
  JournalEntry asWritten(long id) {
    Instant now = Instant.now();
    Instant start = began instanceof Began.Known known ? known.start() : now;
    Instant end = began instanceof Began.Known known ? known.end() : now;
    Author author = origin == null ? new Author("", "", "") : origin.author();
    return new JournalEntry(id, key, generation, event, direction, batch, file, description, checksum, statementsDone,
        statementsTotal, start, end, "", "", author, error, null, null, origin == null ? null : origin.row());
  }
}
