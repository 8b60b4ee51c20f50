package dev.whimbrel.run;

import dev.whimbrel.database.ServerFailure;

/** What the catalog says after a statement that runs alone has ended, whatever the server had said. */
sealed interface Finding {
  /** It is in effect, or it is a statement of which the catalog shows nothing. */
  record InEffect() implements Finding {}

  /** It is not. */
  record Lacking(String what) implements Finding {}

  /**
   * It is not, and something half made was left.
   *
   * @param what a sentence
   * @param remedy what the next run does about it
   */
  record Left(String what, String remedy) implements Finding {}

  /** The catalog could not be asked. */
  record Unanswered(ServerFailure failure) implements Finding {}
}
