package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.FileSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** An earlier state of the directory: that of the last commit, or of the branch to be merged into. */
final class Former {
  private Former() {}

  /**
   * What is new and comes before something that was there. An earlier state that is not there, or cannot be read, held nothing: what
   * is wrong with it is mended by the new one.
   */
  static List<Problem> outOfOrder(Settings settings, Directory now) {
    return settings.text(Options.AGAINST).map(settings.project()::resolve)
        .map(path -> newcomers(now.set().migrations(), keys(path, now, settings))).orElse(List.of());
  }

  private static Set<String> keys(Path path, Directory now, Settings settings) {
    if (!Files.isDirectory(path)) {
      return Set.of();
    }
    Result<MigrationSet> before = FileSet.read(path).then(files -> now.read(settings, files));
    return before instanceof Result.Ok<MigrationSet> ok
        ? ok.value().migrations().stream().map(migration -> migration.id().key()).collect(Collectors.toSet())
        : Set.of();
  }

  private static List<Problem> newcomers(List<Migration> migrations, Set<String> before) {
    List<Migration> versioned = migrations.stream().filter(m -> m.id() instanceof MigrationId.Versioned).toList();
    List<Problem> problems = new ArrayList<>();
    String later = "";
    for (Migration migration : versioned.reversed()) {
      if (!before.contains(migration.id().key())) {
        if (!later.isEmpty()) {
          problems.add(Problem
              .of(ProblemCode.OUT_OF_ORDER, "new, but comes before version " + later + ", which was there before")
              .inFile(migration.file())
              .remedy("give it a version after " + later + ": where that is applied, \"up\" would refuse this one"));
        }
      } else if (later.isEmpty()) {
        later = migration.id().toString();
      }
    }
    return problems.reversed();
  }
}
