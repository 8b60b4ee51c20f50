package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.MigrationStatus.LastApplied;
import dev.whimbrel.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the database itself said. */
public sealed interface Target {
  /** It was not asked, as what it takes to ask is missing. */
  record NotAsked() implements Target {}

  /** It gave no answer this time: no connection, login refused, starting, read-only. */
  record Unreachable(Problem problem) implements Target {}

  /** It answered, and there is no plan, for a reason that does not go away by itself; never empty. */
  record Refused(List<Problem> problems) implements Target {
    public Refused {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("refused without a reason");
      }
    }
  }

  /**
   * It answered.
   *
   * @param current the version that it is at, null if nothing is applied
   * @param wanted the version that it is to be at, null if the directory has none
   * @param pending all versions in between, in the order of the plan
   * @param plan what is to be done, null if nothing is
   * @param lastApplied as the journal has it
   * @param schema how it compares with what it was after the last migration
   */
  record Standing(@Nullable String current, @Nullable String wanted, List<String> pending, @Nullable PlanSeen plan,
      @Nullable LastApplied lastApplied, SchemaSeen schema) implements Target {
    public Standing {
      pending = List.copyOf(pending);
    }
  }
}
