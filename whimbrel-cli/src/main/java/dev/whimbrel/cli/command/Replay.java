package dev.whimbrel.cli.command;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.catalog.Catalog;
import dev.whimbrel.database.Database;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.util.List;

/** What migrations make of an empty database, in an embedded one that is thrown away. */
final class Replay {
  private static final String WITHOUT = "to convert without this proof: whimbrel convert --no-proof";

  private static final Shadow.Words WORDS = new Shadow.Words("the migrations", "nothing was written", WITHOUT);

  private Replay() {}

  /** The catalog, or why it cannot be found out. */
  static Result<Catalog> catalog(MigrationSet set) {
    return Shadow.with(WORDS, shadow -> {
      List<Problem> problems = shadow.replay(set, Whimbrel.JOURNAL_SCHEMA);
      if (!problems.isEmpty()) {
        return Result.rejected(problems);
      }
      try (Database database = shadow.open()) {
        return Result.ok(Catalog.read(shadow.queries(database), List.of(Whimbrel.JOURNAL_SCHEMA.name())));
      }
    });
  }

  /** What to say of differences. */
  static Problem problem(List<String> differences) {
    return Problem.of(ProblemCode.UNPROVEN, "the two directories do not make the same database: "
        + RunText.count(differences.size(), "difference"))
        .state("nothing was written")
        .remedy("look at each: - only the old directory makes it, + only the new one; " + WITHOUT);
  }
}
