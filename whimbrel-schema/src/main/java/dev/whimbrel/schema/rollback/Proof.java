package dev.whimbrel.schema.rollback;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.schema.rollback.Trial.Origin;
import dev.whimbrel.schema.rollback.Trial.Verdict;
import dev.whimbrel.sql.TokenDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * What is kept of a trial.
 *
 * @param key of the migration
 * @param up the checksum of its statements, comments and white space left out
 * @param down the same of its way back; empty if there was none
 * @param server such as {@code PostgreSQL 18.1}
 * @param at when, to the second
 * @param whimbrel the version that made it
 */
public record Proof(String key, Verdict verdict, Origin origin, String up, String down, String server, Instant at,
    String whimbrel) {
  public Proof {
    Objects.requireNonNull(key);
    Objects.requireNonNull(verdict);
    Objects.requireNonNull(origin);
    at = at.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Of a trial that was made. */
  public static Proof of(Trial trial, String server, Instant at, String whimbrel) {
    String down = trial.down() == null ? "" : TokenDigest.of(trial.down().statements());
    return new Proof(trial.migration().id().key(), trial.verdict(), trial.origin(),
        trial.migration().checksum().tokens(), down, server, at, whimbrel);
  }

  /** Whether it is of this very up part and this very way back; where none is written, of one that was computed. */
  public boolean isOf(Migration migration) {
    return up.equals(migration.checksum().tokens()) && switch (migration.down()) {
      case Reversal.By by -> origin == Origin.WRITTEN && down.equals(TokenDigest.of(by.script().statements()));
      case Reversal.None none -> origin == Origin.COMPUTED;
    };
  }

  /** Whether another one says the same of the same, only later or by another version of Whimbrel. */
  boolean saysTheSameAs(Proof other) {
    return new Proof(key, verdict, origin, up, down, server, other.at(), other.whimbrel()).equals(other);
  }
}
