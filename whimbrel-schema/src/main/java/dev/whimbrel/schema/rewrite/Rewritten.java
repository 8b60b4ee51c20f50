package dev.whimbrel.schema.rewrite;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.schema.rehearse.Rehearsed.Bound;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A migration as a sequence of parts.
 *
 * @param migration the one that it takes the place of
 * @param parts in the order in which they run; of a migration with nothing to rewrite those that it has
 * @param rewritten which statements others take the place of, counted from 0; empty if only the bounds of transactions moved
 * @param change whether anything is not as it was
 * @param remarks in the order of the statements
 */
public record Rewritten(Migration migration, List<Part> parts, List<Integer> rewritten, Change change,
    List<Remark> remarks) {
  public Rewritten {
    parts = List.copyOf(parts);
    rewritten = List.copyOf(rewritten);
    remarks = List.copyOf(remarks);
  }

  /** Whether there was anything to do. */
  public enum Change {
    NOTHING, REWRITTEN
  }

  Rewritten remarking(List<Remark> others) {
    return new Rewritten(migration, parts, rewritten, change, others);
  }

  /** All of it as people read it. */
  public String text() {
    return parts.stream()
        .map(part -> (part.bound() == Bound.ALONE ? "-- outside a transaction\n" : "-- in one transaction\n")
            + part.text())
        .collect(Collectors.joining("\n"));
  }
}
