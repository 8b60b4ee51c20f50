package dev.whimbrel.history;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where one migration stands.
 *
 * @param key its id
 * @param lastTurn the last event that concluded something, or null if nothing ever did
 * @param applied the event that made it applied, or null if it is not: somebody may have declared it applied once more since then,
 *     and that changes neither when it was applied nor after what
 * @param openAttempt the last event of an attempt after that, or null if there was none
 */
public record Standing(String key, @Nullable JournalEntry lastTurn, @Nullable JournalEntry applied,
    @Nullable JournalEntry openAttempt) {
  static Standing never(String key) {
    return new Standing(key, null, null, null);
  }

  public boolean isApplied() {
    return applied != null;
  }

  /** Was applied once and is not any more. */
  public boolean isReverted() {
    return lastTurn != null && lastTurn.event().meaning() == Event.Meaning.IS_NOT_APPLIED;
  }

  /** The attempt that left part of its work in the database, if the last one did. */
  public Optional<JournalEntry> partial() {
    return Optional.ofNullable(openAttempt).filter(attempt -> attempt.statementsDone() > 0);
  }

  public int generation() {
    return lastTurn == null ? 0 : lastTurn.generation();
  }

  Standing after(JournalEntry entry) {
    return switch (entry.event().meaning()) {
      case ATTEMPT -> new Standing(key, lastTurn, applied, entry);
      case IS_APPLIED -> new Standing(key, entry, applied == null ? entry : applied, null);
      case IS_NOT_APPLIED -> new Standing(key, entry, null, null);
    };
  }
}
