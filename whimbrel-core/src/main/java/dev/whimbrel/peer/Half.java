package dev.whimbrel.peer;

import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.history.Standing;
import java.util.List;
import java.util.Optional;

/**
 * A migration of which part is in effect, or may be: an attempt outside a transaction began and did not get to its end.
 *
 * @param key its id
 * @param direction of the attempt
 */
record Half(String key, Direction direction) {
  /** All that the journal knows of. */
  static List<Half> in(History history) {
    return history.standings().stream().flatMap(standing -> of(standing).stream()).toList();
  }

  /** The one that a migration is, as far as the journal knows. */
  static Optional<Half> of(Standing standing) {
    return Optional.ofNullable(standing.openAttempt())
        .filter(attempt -> isLeftBy(attempt.event(), attempt.statementsDone()))
        .map(attempt -> new Half(attempt.key(), attempt.direction()));
  }

  /** The one that is there when a row is in effect, if it leaves one. */
  static Optional<Half> after(NewEntry entry) {
    return isLeftBy(entry.event(), entry.statementsDone())
        ? Optional.of(new Half(entry.key(), entry.direction()))
        : Optional.empty();
  }

  static boolean isLeftBy(Event event, int statementsDone) {
    return switch (event) {
      case STARTED, ADVANCED -> true;
      case FAILED -> statementsDone > 0;
      case APPLIED, REVERTED, BASELINED, RESOLVED_APPLIED, RESOLVED_REVERTED, FORCED_APPLIED, FORCED_REVERTED, ADOPTED,
          WITHDRAWN ->
        false;
    };
  }
}
