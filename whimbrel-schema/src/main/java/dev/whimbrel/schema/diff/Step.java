package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.model.ObjectId;
import java.util.List;

/**
 * One statement of a plan.
 *
 * @param sql without a semicolon
 * @param about the object that it is for
 * @param notes sentences for whoever reads the plan, such as that it fails if there are rows
 */
public record Step(String sql, ObjectId about, Loss loss, Transaction transaction, List<String> notes) {
  public Step {
    notes = List.copyOf(notes);
  }

  /** A statement that loses nothing and may stand in any transaction. */
  public static Step of(String sql, ObjectId about) {
    return new Step(sql, about, Loss.none(), Transaction.ANY, List.of());
  }

  /** Where it may run. */
  public enum Transaction {
    /** With those around it. */
    ANY,
    /** In a transaction, which has to be committed before the next statement: a label that is added to an enum and used further on. */
    COMMITTED_BEFORE_NEXT,
    /** Outside of any: what is built or dropped {@code CONCURRENTLY}. */
    ALONE
  }

  /** Whether something is lost, or may be. */
  public boolean loses() {
    return !(loss instanceof Loss.None);
  }
}
