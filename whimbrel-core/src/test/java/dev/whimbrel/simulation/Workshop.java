package dev.whimbrel.simulation;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.simulation.Migrations.Condition;
import java.util.Set;

/** Where somebody mends a broken migration, or clears away what is in its way, as soon as any run has told of it. */
final class Workshop {
  private static final Set<String> MENDABLE = Set.of("22012", "23503", "23505");

  private final Arena arena;
  private volatile Condition condition = Condition.BROKEN;

  Workshop(Arena arena) {
    this.arena = arena;
  }

  Condition condition() {
    return condition;
  }

  void hear(Problem problem) {
    if (problem.server() != null && MENDABLE.contains(problem.server().sqlState())) {
      arena.clearAway();
      condition = Condition.MENDED;
    }
  }
}
