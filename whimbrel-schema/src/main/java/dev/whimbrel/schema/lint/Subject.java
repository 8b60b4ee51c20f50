package dev.whimbrel.schema.lint;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.schema.rehearse.Rehearsed;
import dev.whimbrel.sql.Statement;
import java.util.Optional;

/**
 * A statement and what is known of it.
 *
 * @param transaction statements with the same number commit together; counted from 1
 * @param bound how it runs
 * @param seen what happened when it was rehearsed; empty if it was not
 */
public record Subject(Migration migration, Statement statement, SqlCommand command, int transaction,
    Rehearsed.Bound bound, Optional<Rehearsed> seen) {
  /** What the server did; empty if the statement was not rehearsed or failed. */
  public Optional<Observation> observation() {
    return seen.flatMap(one -> switch (one.outcome()) {
      case Rehearsed.Outcome.Ran ran -> Optional.of(ran.observation());
      case Rehearsed.Outcome.Failed failed -> Optional.empty();
    });
  }
}
