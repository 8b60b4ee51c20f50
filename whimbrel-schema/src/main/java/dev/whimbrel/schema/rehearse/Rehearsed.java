package dev.whimbrel.schema.rehearse;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.sql.Statement;
import java.util.Objects;
import java.util.Set;

/**
 * One statement of a rehearsal.
 *
 * @param transaction those with the same number commit together; counted from 1 over the whole rehearsal
 * @param before what was there when it began
 * @param after what was there when it was over
 * @param young oids of relations that nobody but the migrations knows yet: made in the same migration, or in one that is pending with it
 * @param timeouts that held for it
 */
public record Rehearsed(Migration migration, Statement statement, int transaction, Bound bound, Catalog before,
    Catalog after, Set<String> young, Timeouts timeouts, Outcome outcome) {
  public Rehearsed {
    Objects.requireNonNull(migration);
    Objects.requireNonNull(statement);
    Objects.requireNonNull(bound);
    Objects.requireNonNull(outcome);
    young = Set.copyOf(young);
  }

  /** How it ran. */
  public enum Bound {
    /** With others, or alone, in a transaction of ours. */
    TRANSACTION,
    /** It commits by itself. */
    ALONE
  }

  /** What became of it. */
  public sealed interface Outcome {
    record Ran(Observation observation) implements Outcome {}

    /** The server refused it; nothing after it was run. */
    record Failed(ServerError error) implements Outcome {}
  }
}
