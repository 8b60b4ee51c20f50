package dev.whimbrel.plan;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.util.List;
import java.util.stream.Collectors;

/** A version that the directory does not have, or not only once. */
public final class NoSuchVersion {
  private static final int NAMED = 3;

  private NoSuchVersion() {}

  /** Says so, and which versions there are. */
  public static Problem problem(MigrationSet set, String version) {
    List<Migration> meant = set.meant(version);
    if (!meant.isEmpty()) {
      return Problem.of(ProblemCode.NO_SUCH_VERSION, "\"" + version + "\" may mean more than one version")
          .remedy("name one of them in full: " + meant.stream().limit(2 * NAMED).map(m -> m.id().toString())
              .collect(Collectors.joining(", ")) + (meant.size() > 2 * NAMED ? ", …" : ""));
    }
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
