package dev.whimbrel.peer;

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
 */
record Claim(Migration migration, Status status, @Nullable Checksum checksum, @Nullable When when, String by, long turn,
    @Nullable Progress progress, @Nullable String row, @Nullable Problem problem) {
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
    return new Claim(migration, Status.APPLIED, migration.checksum(), null, "", 0, null, row, null);
  }

  Claim at(@Nullable Instant start, @Nullable Instant end) {
    When time = end == null ? null : new When(start == null ? end : start, end);
    return new Claim(migration, status, checksum, time, by, turn, progress, row, problem);
  }

  Claim with(Status other) {
    return new Claim(migration, other, checksum, when, by, turn, progress, row, problem);
  }

  Claim by(String who) {
    return new Claim(migration, status, checksum, when, who, turn, progress, row, problem);
  }

  Claim inTurn(long number) {
    return new Claim(migration, status, checksum, when, by, number, progress, row, problem);
  }

  Claim with(Progress far) {
    return new Claim(migration, status, checksum, when, by, turn, far, row, problem);
  }

  /** Of a migration whose file is not what the tool ran: what the tool ran is known by its checksum alone. */
  Claim ofContent(Checksum other) {
    return new Claim(migration, status, other, when, by, turn, progress, row, problem);
  }

  /** Of a migration whose file is not what the tool ran. */
  Claim ofOtherContent() {
    return new Claim(migration, status, null, when, by, turn, progress, row, problem);
  }

  Claim with(Problem obstacle) {
    return new Claim(migration, status, checksum, when, by, turn, progress, row, obstacle);
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
