package dev.whimbrel.plan;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.util.List;

/** A version that the directory does not have. */
public final class NoSuchVersion {
  private static final int NAMED = 3;

  private NoSuchVersion() {}

  /** Says so, and which versions there are. */
  public static Problem problem(MigrationSet set, String version) {
    List<String> versions = set.migrations().stream()
        .map(Migration::id)
        .filter(MigrationId.Versioned.class::isInstance)
        .map(MigrationId::toString)
        .toList();
    String there = versions.size() <= 2 * NAMED
        ? String.join(", ", versions)
        : String.join(", ", versions.subList(0, NAMED)) + ", …, "
            + String.join(", ", versions.subList(versions.size() - NAMED, versions.size()));
    return Problem.of(ProblemCode.NO_SUCH_VERSION, "the directory has no version \"" + version + "\"")
        .remedy("it has " + there + "; see all with: whimbrel status");
  }
}
