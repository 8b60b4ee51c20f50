package dev.whimbrel.run;

import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.problem.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an attempt at a piece of a script ended. */
sealed interface Outcome {
  /** It is in effect. */
  record Succeeded(List<String> notices) implements Outcome {}

  /**
   * The server refused, and what ran inside the transaction is rolled back or about to be.
   *
   * @param at the place in the file, or null if it was not a statement of the file
   * @param during what of our own was being done where it was not, or null
   * @param hindrance what else is known
   */
  record Refused(ServerFailure failure, @Nullable Position at, @Nullable String during, Hindrance hindrance)
      implements
        Outcome {
    Refused(ServerFailure failure, @Nullable Position at, @Nullable String during) {
      this(failure, at, during, Hindrance.NONE);
    }

    Refused after(Hindrance known) {
      return new Refused(failure, at, during, known);
    }
  }

  /** The connection broke while the server may have been committing. */
  record Unknown(ServerFailure failure) implements Outcome {}
}
