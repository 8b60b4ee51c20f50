package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.ServiceEntry;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Preparation;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.peer.Sources;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.NewFiles;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.sql.Lexicon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The migration directory, read once.
 *
 * @param files its bytes
 * @param format what they are
 * @param set what they say under one reading of string literals
 * @param reading which one that is
 */
record Directory(FileSet files, Format format, MigrationSet set, Lexicon reading) {
  /** As a server reads it. */
  static Directory of(Settings settings, Lexicon lexicon) {
    return read(settings).with(settings, lexicon);
  }

  /** The same for a command that is about to connect, which is prepared meanwhile. */
  static Directory beforeConnecting(Settings settings) {
    Preparation.begin();
    return read(settings);
  }

  /**
   * The files before it is known how the server reads string literals: refused is what cannot be read in either way, with the
   * mistakes that it has in today's.
   */
  private static Directory read(Settings settings) {
    return detected(settings, files(settings));
  }

  /** Another one than that which is configured. */
  static Directory at(Settings settings, Path path) {
    return detected(settings, FileSet.read(path).orThrow());
  }

  /** The same of files that are read already; without any migration it makes nothing. */
  static Directory orEmpty(Settings settings, FileSet files, Format format) {
    Result<MigrationSet> read = parsed(settings, files, format, Lexicon.standard());
    boolean isEmpty = read.problems().stream().allMatch(problem -> problem.code() == ProblemCode.NO_MIGRATIONS);
    return new Directory(files, format, isEmpty && !read.problems().isEmpty()
        ? new MigrationSet(List.of())
        : read.orThrow(), Lexicon.standard());
  }

  private static Directory detected(Settings settings, FileSet files) {
    Format format = named(settings).orElseGet(() -> Format.detect(files).orThrow());
    Lexicon standard = Lexicon.standard();
    Result<MigrationSet> read = parsed(settings, files, format, standard);
    if (read.problems().isEmpty()) {
      return new Directory(files, format, read.orThrow(), standard);
    }
    Lexicon escapes = new Lexicon(Lexicon.Strings.BACKSLASH_ESCAPES);
    Result<MigrationSet> other = parsed(settings, files, format, escapes);
    return other.problems().isEmpty()
        ? new Directory(files, format, other.orThrow(), escapes)
        : new Directory(files, format, read.orThrow(), standard);
  }

  private static Result<MigrationSet> parsed(Settings settings, FileSet files, Format format, Lexicon lexicon) {
    return format.parse(files, options(settings, format, lexicon));
  }

  static ParseOptions options(Settings settings, Format format, Lexicon lexicon) {
    return ParseOptions.of(lexicon, settings.placeholders(format), settings.text(Options.CHANGELOG_PATH).orElse(""));
  }

  /** Other files by the same rules. */
  Result<MigrationSet> read(Settings settings, FileSet others) {
    return parsed(settings, others, format, reading);
  }

  /** The same files with new ones among them, or with some that have grown. */
  Result<MigrationSet> readAgain(Settings settings, NewFiles files, String statements) {
    return format.readAgain(this.files, files, options(settings, format, reading), statements);
  }

  /** The same files as this server reads string literals. */
  Directory with(Settings settings, Lexicon lexicon) {
    return lexicon.equals(reading)
        ? this
        : new Directory(files, format, parsed(settings, files, format, lexicon).orThrow(), lexicon);
  }

  /** What the rows of other tools depend on. */
  Sources sources(String service) {
    return new Sources(files, format, set, service);
  }

  static FileSet files(Settings settings) {
    if (!Files.exists(settings.directory())) {
      refuseService(settings);
    }
    return FileSet.read(settings.directory()).orThrow();
  }

  /** Beside services, a directory that is near is that of one of them, and would be taken for nobody's. */
  private static void refuseService(Settings settings) {
    String names = settings.services().stream().map(ServiceEntry::name).collect(Collectors.joining(", "));
    Optional<ServiceEntry> one = settings.service();
    if (!names.isEmpty() && one.isEmpty()) {
      throw new WhimbrelException(Problem.of(ProblemCode.CONFIGURATION,
          "this project has services, and none is named").state("nothing was changed")
          .remedy("name one of " + names + " with --service; what knows --all can take all of them"), null);
    }
    if (one.isPresent()) {
      throw new WhimbrelException(Problem.of(ProblemCode.NO_DIRECTORY, "the directory \"" + settings.directoryLabel()
          + "\" of the service \"" + one.get().name() + "\" does not exist").at(one.get().position())
          .remedy("mend its dir"), null);
    }
  }

  /** The format that the user names. */
  static Optional<Format> named(Settings settings) {
    return settings.format();
  }
}
