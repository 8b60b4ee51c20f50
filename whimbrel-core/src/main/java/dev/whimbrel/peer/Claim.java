package dev.whimbrel.peer;

import dev.whimbrel.history.Standing;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.problem.Problem;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a tool's table says of one migration.
 *
 * @param migration of the directory
 * @param status what it says
 * @param checksum of the content that the tool ran, as far as that is known to be the file's; null if it ran something else
 * @param when what it says of the time
 * @param by who did it, or an empty text
 * @param turn what was applied in one run has the same number, a later run a greater one; 0 where the tool does not know
 * @param progress how far it got, if it did not get to its end
 * @param row the tool's own row as JSON, or null if it keeps none for each migration
 * @param problem what has to be settled before this can be taken over, or null
 * @param content whether the tool's row is of the file as it is now
 */
record Claim(Migration migration, Status status, @Nullable Checksum checksum, @Nullable When when, String by, long turn,
    @Nullable Progress progress, @Nullable String row, @Nullable Problem problem, Content content) {
  /** Where a migration stands in the eyes of a tool. */
  enum Status {
    APPLIED,
    /** Declared to be there before the tool came. */
    BASELINED,
    /** It began, and did not get to its end. */
    PARTIAL,
    /** It was applied once, and is not any more. */
    REVERTED
  }

  /** What the checksum of the tool's row is of, as that tool compares it. */
  enum Content {
    /** Of the file as it is now, or the row has none. */
    OF_FILE,
    /** Of another content, which that tool would refuse, or run again; it may differ in a comment alone. */
    OTHER
  }

  /** When it began and when it was over. */
  record When(Instant start, Instant end) {}

  /**
   * Of an attempt outside a transaction.
   *
   * @param done how many statements are in effect
   * @param total how many there are
   * @param error what the server said
   */
  record Progress(int done, int total, String error) {}

  Claim {
    Objects.requireNonNull(migration);
    Objects.requireNonNull(status);
    Objects.requireNonNull(by);
  }

  /** Of a tool that keeps nothing but the fact. */
  static Claim applied(Migration migration, @Nullable String row) {
    return new Claim(migration, Status.APPLIED, migration.checksum(), null, "", 0, null, row, null,
        Content.OF_FILE);
  }

  Claim at(@Nullable Instant start, @Nullable Instant end) {
    When time = end == null ? null : new When(start == null ? end : start, end);
    return new Claim(migration, status, checksum, time, by, turn, progress, row, problem, content);
  }

  Claim with(Status other) {
    return new Claim(migration, other, checksum, when, by, turn, progress, row, problem, content);
  }

  Claim by(String who) {
    return new Claim(migration, status, checksum, when, who, turn, progress, row, problem, content);
  }

  Claim inTurn(long number) {
    return new Claim(migration, status, checksum, when, by, number, progress, row, problem, content);
  }

  Claim with(Progress far) {
    return new Claim(migration, status, checksum, when, by, turn, far, row, problem, content);
  }

  /** Of a migration whose file is not what the tool ran: what the tool ran is known by its checksum alone. */
  Claim ofContent(Checksum other) {
    return new Claim(migration, status, other, when, by, turn, progress, row, problem, Content.OTHER);
  }

  /**
   * Of a repeatable migration whose file is not what the tool ran. It runs again if the journal knows of any other content than the
   * file's; where the journal does not, it is told.
   *
   * @param standing what the journal says of it
   * @param content what the tool says of the content
   */
  Claim ofContent(Standing standing, String content) {
    boolean runsAnyway = standing.isApplied()
        && !migration.checksum().equals(Objects.requireNonNull(standing.lastTurn()).checksum());
    return runsAnyway ? ofUnknownContent().differing() : ofContent(new Checksum(content, content));
  }

  /** Of a migration whose file is not what the tool ran, and nothing more is known. */
  Claim ofUnknownContent() {
    return new Claim(migration, status, null, when, by, turn, progress, row, problem, content);
  }

  /** Of a migration whose row is of another content than the file's, which is of no account to the journal. */
  Claim differing() {
    return new Claim(migration, status, checksum, when, by, turn, progress, row, problem, Content.OTHER);
  }

  Claim with(Problem obstacle) {
    return new Claim(migration, status, checksum, when, by, turn, progress, row, obstacle, content);
  }

  /** Whether something of it is in the database. */
  boolean hasBegun() {
    boolean isPart = status == Status.PARTIAL && (progress == null || progress.done() > 0);
    return isApplied() || isPart;
  }

  boolean isApplied() {
    return status == Status.APPLIED || status == Status.BASELINED;
  }
}
