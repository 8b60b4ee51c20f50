package dev.whimbrel.source;

import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a directory as it will be, before anything is put there: a line of a literal may be a marker to the format's reader. */
final class Reread {
  private static final String UNTOUCHED = "nothing was written";
  private static final String BY_HAND = "write it by hand; the statements shows: ";

  private Reread() {}

  /**
   * What the directory will say.
   *
   * @param statements the command that shows what the new files are to do
   */
  static Result<MigrationSet> of(Format format, FileSet existing, NewFiles files, ParseOptions options,
      String statements) {
    FileSet whole = AtlasListing.with(withoutRoots(format, existing), files.files());
    Problem hidden = hidden(format, existing, whole, statements);
    if (hidden != null) {
      return Result.rejected(hidden);
    }
    return format.parse(whole, options) instanceof Result.Rejected<MigrationSet> rejected
        ? Result.rejected(rejected.problems().stream().map(problem -> unread(format, problem, statements)).toList())
        : format.parse(whole, options);
  }

  /** What is read as something else. */
  static Problem otherwise(Format format, String file, String difference, String statements) {
    return Problem.of(ProblemCode.UNSUPPORTED, "written in the format " + format.label()
        + ", the migration would be read as something else: " + difference).inFile(file).state(UNTOUCHED)
        .remedy(BY_HAND + statements);
  }

  private static Problem unread(Format format, Problem problem, String statements) {
    return problem.saying("written in the format " + format.label() + ", the migration could not be read: "
        + problem.message()).state(UNTOUCHED).remedy(BY_HAND + statements);
  }

  private static @Nullable Problem hidden(Format format, FileSet existing, FileSet whole, String statements) {
    boolean shown = Detection.empty(existing) || shows(existing, format);
    if (!shown || shows(whole, format)) {
      return null;
    }
    List<Problem> why = Format.detect(whole).problems();
    return Problem
        .of(ProblemCode.AMBIGUOUS_FORMAT, "with the migration written, the files would not be known as those of "
            + format.label() + " any more" + (why.isEmpty() ? "" : ": " + why.getFirst().message()))
        .state(UNTOUCHED)
        .remedy(BY_HAND + statements);
  }

  private static boolean shows(FileSet files, Format format) {
    return Format.detect(files) instanceof Result.Ok<Format> ok && ok.value() == format;
  }

  /** A changelog cannot include what is not there yet. */
  private static FileSet withoutRoots(Format format, FileSet existing) {
    if (format != Format.LIQUIBASE) {
      return existing;
    }
    Map<String, byte[]> files = new HashMap<>(existing.files());
    LiquibaseRoots.in(existing).forEach(files::remove);
    return FileSet.of(existing.origin(), files);
  }
}
