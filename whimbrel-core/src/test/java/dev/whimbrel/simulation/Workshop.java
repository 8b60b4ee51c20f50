package dev.whimbrel.simulation;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.simulation.Migrations.Condition;
import java.util.Set;

/** Where somebody mends a broken migration as soon as any run has told of it. */
final class Workshop {
  private static final Set<String> MENDABLE = Set.of("22012", "23503", "23505");

  private volatile Condition condition = Condition.BROKEN;

  Condition condition() {
    return condition;
  }

  void hear(Problem problem) {
    if (problem.server() != null && MENDABLE.contains(problem.server().sqlState())) {
      condition = Condition.MENDED;
    }
  }
}
