package dev.whimbrel.cli.command;

import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import java.util.Set;
import java.util.stream.Collectors;

/** What is remarked about files, told to whoever judges or runs them. */
final class Warnings {
  private Warnings() {}

  static void show(Screen screen, MigrationSet set) {
    set.warnings().forEach(screen::warning);
  }

  /** Only of the files that a plan runs: what is applied since long is nobody's concern in the middle of a deployment. */
  static void show(Screen screen, MigrationSet set, Plan plan) {
    Set<String> files = plan.steps().stream().map(step -> step.migration().file()).collect(Collectors.toSet());
    set.warnings().stream().filter(warning -> concerns(warning, files)).forEach(screen::warning);
  }

  private static boolean concerns(Problem warning, Set<String> files) {
    Position at = warning.at();
    return at == null || files.contains(at.file());
  }
}
