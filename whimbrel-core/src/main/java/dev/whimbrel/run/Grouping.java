package dev.whimbrel.run;

import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the migrations of a run share: nothing, a message, or a transaction. */
public sealed interface Grouping {
  /**
   * Each is a transaction of its own, with its row.
   *
   * @param inFlight how many are at most sent in one message, at least 1
   */
  record Each(int inFlight) implements Grouping {
    public Each {
      if (inFlight < 1 || inFlight > MOST_IN_FLIGHT) {
        throw new IllegalArgumentException("from 1 to " + MOST_IN_FLIGHT + " migrations in flight, not " + inFlight);
      }
    }
  }

  /** All are one transaction with all their rows: either everything of the run takes effect or nothing. */
  record All() implements Grouping {}

  /** A longer message would be cut for its length anyway. */
  int MOST_IN_FLIGHT = 1000;

  /** One after the other. */
  static Grouping standard() {
    return new Each(1);
  }

  /** Every file of a plan that cannot be run so; empty if all can. */
  default List<Problem> against(Plan plan) {
    return switch (this) {
      case Each each -> List.of();
      case All all -> plan.steps().stream()
          .flatMap(step -> Alone.reason(step).stream().map(reason -> Alone.problem(step, reason)))
          .toList();
    };
  }

  /** What has to be a transaction of its own, or several. */
  final class Alone {
    private static final Pattern PLAIN = Pattern.compile("(?is)(?:BEGIN|START)(?:\\s+(?:WORK|TRANSACTION))?");

    /** What no RESET takes back: isolation, and whether anything may be written. */
    private static final Pattern OF_THE_WHOLE = Pattern.compile(
        "(?is)\\bSET\\s+(?:(?:LOCAL|SESSION)\\s+)?(?:TRANSACTION\\b|transaction_(?:isolation|read_only|deferrable)\\b)");

    private Alone() {}

    private static boolean isOfTheWhole(Statement statement) {
      return OF_THE_WHOLE.matcher(statement.text()).find();
    }

    private static Optional<String> reason(Step step) {
      if (step.script().isCode()) {
        return Optional.of("is code, which has a transaction of its own");
      }
      if (step.script().mode() != TransactionMode.WHOLE) {
        return Optional.of("does not run in one transaction");
      }
      Optional<Statement> own = step.script().statements().stream().filter(Alone::isOfTheWhole).findFirst();
      if (own.isPresent()) {
        return Optional.of("says how the whole transaction is to be, \"" + own.get().brief(SHOWN) + "\"");
      }
      @Nullable
      Statement opening = step.script().opening();
      return opening == null || PLAIN.matcher(opening.text().strip()).matches()
          ? Optional.empty()
          : Optional.of("begins its transaction in a way of its own, \"" + opening.brief(SHOWN) + "\"");
    }

    private static final int SHOWN = 60;

    private static Problem problem(Step step, String reason) {
      return Problem.of(ProblemCode.MIXED_TRANSACTION, "cannot be part of a run that is one transaction: it " + reason)
          .inFile(step.script().file())
          .state("nothing was changed")
          .remedy("give each migration a transaction of its own: whimbrel " + Failures.command(step) + " --tx each");
    }
  }
}
