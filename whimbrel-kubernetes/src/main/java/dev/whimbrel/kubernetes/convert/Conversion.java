package dev.whimbrel.kubernetes.convert;

import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.util.List;

/**
 * What became of a file.
 *
 * @param migrations in the order of the file
 * @param problems what could not be taken over, in the order of the file; warnings where the resource is good without it
 */
public record Conversion(List<MigrationResource> migrations, List<Problem> problems) {
  public Conversion {
    migrations = List.copyOf(migrations);
    problems = List.copyOf(problems);
  }

  /** Whether something in the file has no counterpart at all. */
  public boolean isPartial() {
    return problems.stream().anyMatch(problem -> problem.code().kind() != ProblemCode.Kind.WARNING);
  }
}
