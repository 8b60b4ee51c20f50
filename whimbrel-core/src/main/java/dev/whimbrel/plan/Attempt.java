package dev.whimbrel.plan;

import dev.whimbrel.history.JournalEntry;
import java.util.Optional;

/** What is known of an earlier run of the statement with which a step begins, where that is no part of a transaction. */
public enum Attempt {
  /** None came to it. */
  NONE,
  /** One came to it, and the server refused it. */
  FAILED,
  /** One came to it, or right before it, and ended without a word: it may have taken effect. */
  UNKNOWN;

  /** After the last event of an attempt that nothing has concluded, or of none. */
  static Attempt after(Optional<JournalEntry> open) {
    if (open.isEmpty()) {
      return NONE;
    }
    return switch (open.get().event()) {
      case FAILED -> FAILED;
      case STARTED, ADVANCED -> UNKNOWN;
      case APPLIED, REVERTED, BASELINED, RESOLVED_APPLIED, RESOLVED_REVERTED, FORCED_APPLIED, FORCED_REVERTED, ADOPTED,
          WITHDRAWN ->
        NONE;
    };
  }
}
