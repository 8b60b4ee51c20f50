package dev.whimbrel.history;

import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.CodeMigration;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One row of the journal. The times are the server's.
 *
 * @param id the order of writing
 * @param key the id of the migration
 * @param generation how often the migration turned from applied to reverted or back, this event's turn included
 * @param batch the run that wrote it, counted from 1 for each service
 * @param file the file of the script, or an empty text
 * @param description the migration's own, may be empty
 * @param checksum of the up part when this was written, or null where nobody knows
 * @param statementsDone how many statements of the script are in effect
 * @param statementsTotal how many it had
 * @param startedAt when the script began
 * @param finishedAt when the row was written
 * @param role the database role
 * @param client where that session came from, an address or {@code local}
 * @param author who it was beside that
 * @param error what the server said, or null if nothing failed
 * @param run the same for all rows that one run wrote, or null in a row of a journal's first layout
 * @param backendPid the server process that wrote it, or null like {@code run}
 * @param origin the row of another tool that this one stands for, as JSON, or null
 */
public record JournalEntry(long id, String key, int generation, Event event, Direction direction, long batch,
    String file,
    String description, @Nullable Checksum checksum, int statementsDone, int statementsTotal, Instant startedAt,
    Instant finishedAt, String role, String client, Author author, @Nullable String error, @Nullable String run,
    @Nullable Integer backendPid, @Nullable String origin) {
  public JournalEntry {
    Objects.requireNonNull(key);
    Objects.requireNonNull(event);
    Objects.requireNonNull(direction);
  }

  /** The version as people know it: as the name of its file has it where that shows it, otherwise the key. */
  public String version() {
    return spelling(key, file);
  }

  /** Whether it was code of an application that ran, and no file. */
  public boolean isOfCode() {
    return CodeMigration.isNameOfCode(file);
  }

  /** A key as the name of a file spells it: {@code 000005} for 5 in {@code 000005_add.up.sql}. */
  public static String spelling(String key, String file) {
    Matcher matcher = Pattern.compile("(?:.*/|code:)?[VB]?(0+" + Pattern.quote(key) + ")(?!\\d).*").matcher(file);
    return matcher.matches() ? matcher.group(1) : key;
  }

  public Duration took() {
    return Duration.between(startedAt, finishedAt);
  }
}
