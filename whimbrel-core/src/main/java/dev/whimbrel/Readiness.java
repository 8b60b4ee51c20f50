package dev.whimbrel;

import dev.whimbrel.plan.Survey;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether a database is what an application was built for.
 *
 * @param state the answer
 * @param current the last version that is applied, in the order of the migrations
 * @param pending the versions that the database lacks
 * @param ahead the versions that it has and that are not known here
 * @param failed the versions that failed last, or stand half way
 */
public record Readiness(State state, Optional<String> current, List<String> pending, List<String> ahead,
    List<String> failed) {
  /** The answer; where several are true, the first of them. */
  public enum State {
    /** A migration failed, and nothing has put that right since; or it is half done. */
    FAILED,
    /** Something is pending. A database without a journal is behind everything. */
    BEHIND,
    /** Everything is applied that is known here, and more: a newer version of the application was here. */
    AHEAD,
    /** Everything is applied that is known here, and nothing else. */
    CURRENT
  }

  public Readiness {
    pending = List.copyOf(pending);
    ahead = List.copyOf(ahead);
    failed = List.copyOf(failed);
  }

  /** What follows from migrations and history. */
  public static Readiness of(Survey survey) {
    List<String> failed = versions(survey, Readiness::isFailed);
    List<String> pending = versions(survey, line -> line.isToApply() && !isFailed(line));
    List<String> ahead = versions(survey, line -> line.migration() == null && !isFailed(line));
    State state = !failed.isEmpty()
        ? State.FAILED
        : !pending.isEmpty() ? State.BEHIND : !ahead.isEmpty() ? State.AHEAD : State.CURRENT;
    return new Readiness(state, survey.current().map(Survey.Line::version), pending, ahead, failed);
  }

  private static boolean isFailed(Survey.Line line) {
    return line.state() == dev.whimbrel.plan.State.FAILED || line.standing().partial().isPresent();
  }

  private static List<String> versions(Survey survey, Predicate<Survey.Line> which) {
    return survey.lines().stream().filter(which).map(Survey.Line::version).toList();
  }

  /** Whether the application can work with the database: it has all that is known here. */
  public boolean isReady() {
    return switch (state) {
      case CURRENT, AHEAD -> true;
      case BEHIND, FAILED -> false;
    };
  }
}
