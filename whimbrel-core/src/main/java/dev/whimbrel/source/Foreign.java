package dev.whimbrel.source;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Formats that Whimbrel knows by sight and does not read. */
final class Foreign {
  private record Sign(String product, Pattern file) {}

  private static final List<Sign> SIGNS = List.of(new Sign("Prisma", Pattern.compile("(?:.*/)?migration_lock\\.toml")),
      new Sign("Drizzle", Pattern.compile("(?:.*/)?_journal\\.json")),
      new Sign("Rails", Pattern.compile("\\d{14}_\\w+\\.rb")), new Sign("Alembic", Pattern.compile("env\\.py")));

  private Foreign() {}

  /** What to say of a directory that shows by another file whose it is. */
  static Optional<Problem> project(FileSet files) {
    Optional<String> changelog = LiquibaseRoots.in(files).stream().findFirst();
    if (changelog.isPresent()) {
      return Optional.of(Problem.of(ProblemCode.UNSUPPORTED, "\"" + changelog.get() + "\" in \"" + files.origin()
          + "\" is a changelog of Liquibase's, and of those Whimbrel reads formatted SQL only")
          .remedy(LiquibaseRoots.WAY_OUT));
    }
    for (Sign known : SIGNS) {
      Optional<String> sign = files.others().stream().filter(name -> known.file().matcher(name).matches()).findFirst();
      if (sign.isPresent()) {
        return Optional.of(Problem.of(ProblemCode.UNSUPPORTED, "\"" + files.origin() + "\" looks like a directory of "
            + known.product() + "'s, which is not supported: it holds \"" + sign.get() + "\"")
            .remedy("if it is not, name its format with --format"));
      }
    }
    return Optional.empty();
  }
}
