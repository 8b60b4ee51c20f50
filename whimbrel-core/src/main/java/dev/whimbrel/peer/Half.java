package dev.whimbrel.peer;

import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A migration of which part is in effect, or may be: an attempt outside a transaction began and did not get to its end.
 *
 * @param key its id
 * @param direction of the attempt
 */
record Half(String key, Direction direction) {
  /** All that the journal knows of. */
  static List<Half> in(History history) {
    return attempts(history).map(attempt -> new Half(attempt.key(), attempt.direction())).toList();
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

  /** Why a tool that knows nothing but done and not done is not given the database back. */
  static List<Problem> unsayable(Tool tool, History history) {
    return attempts(history).map(attempt -> unsayable(tool, attempt)).toList();
  }

  private static Stream<JournalEntry> attempts(History history) {
    return history.standings().stream()
        .flatMap(standing -> Stream.ofNullable(standing.openAttempt()))
        .filter(attempt -> isLeftBy(attempt.event(), attempt.statementsDone()));
  }

  private static Problem unsayable(Tool tool, JournalEntry attempt) {
    return Problem.of(ProblemCode.PARTLY_APPLIED,
        "did not get to its end (" + attempt.statementsDone() + " of " + attempt.statementsTotal()
            + " statements are in effect), and " + tool.label() + " cannot go on in the middle of a migration")
        .inFile(attempt.file())
        .state("nothing was changed")
        .remedy("finish it with: whimbrel " + attempt.direction().word() + "; or finish or undo it by hand and say so "
            + "with: whimbrel resolve " + attempt.version() + " --as applied (or reverted)");
  }
}
