package dev.whimbrel.schema.queries;

import java.util.Set;

/** What became of a query when it was prepared. */
sealed interface Answered {
  /**
   * It can be run.
   *
   * @param indexed the tables, with their schemas, of which it can find rows by an index
   * @param types of the values that it takes
   */
  record Works(Set<String> indexed, String types) implements Answered {}

  /** It can be prepared, but not planned without values: nothing more is known. */
  record Unplanned() implements Answered {}

  /** The server refused it. */
  record Fails(String message) implements Answered {}
}
