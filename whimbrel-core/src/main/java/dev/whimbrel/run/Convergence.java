package dev.whimbrel.run;

import dev.whimbrel.plan.Attempt;
import dev.whimbrel.sql.Effect;

/**
 * Knows of one statement that runs alone what the catalog says of it. Nothing is remembered from one run to the next: whoever comes to
 * the statement, the first time or after any fault, looks and decides the same way.
 */
interface Convergence {
  /** Before it runs: what is to be done. */
  Verdict look(Attempt attempt);

  /** After it ran: whether it is in effect. */
  Finding check();

  static Convergence of(Effect effect, Catalog catalog) {
    return switch (effect) {
      case Effect.IndexBuilt built -> new IndexBuilding(built, catalog);
      case Effect.IndexDropped dropped -> new IndexDropping(dropped, catalog);
      case Effect.IndexRebuilt rebuilt -> new IndexRebuilding(rebuilt, catalog);
      case Effect.PartitionDetached detached -> new PartitionDetaching(detached, catalog);
      case Effect.ObjectMade made -> new ObjectPresence(made.kind(), made.name(), ObjectPresence.Wanted.THERE, catalog);
      case Effect.ObjectDropped dropped ->
        new ObjectPresence(dropped.kind(), dropped.name(), ObjectPresence.Wanted.GONE, catalog);
      case Effect.Repeatable repeatable -> new Blind();
      case Effect.Procedure procedure -> new Blind();
    };
  }

  /** The catalog shows nothing of it: it is run, and once more where the outcome of an earlier run is unknown. */
  record Blind() implements Convergence {
    @Override
    public Verdict look(Attempt attempt) {
      return new Verdict.Run();
    }

    @Override
    public Finding check() {
      return new Finding.InEffect();
    }
  }
}
