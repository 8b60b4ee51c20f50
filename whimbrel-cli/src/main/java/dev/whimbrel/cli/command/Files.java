package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.MigrationText;
import dev.whimbrel.source.NewFiles;
import dev.whimbrel.source.Numbering;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The commands that work on the directory alone. */
public final class Files {
  private Files() {}

  public static Outcome create(Invocation invocation) {
    Optional<String> down = invocation.value(Options.DOWN_OF);
    if (down.isPresent()) {
      return DownFile.write(invocation, down.get());
    }
    if (invocation.arguments().isEmpty()) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE, "\"new\" needs NAME")
          .remedy("see: whimbrel new --help"), null);
    }
    Settings settings = Settings.of(invocation);
    makeDirectory(settings);
    FileSet existing = Directory.files(settings);
    Format format = Directory.named(settings).orElseGet(() -> Format.detectForNew(existing).orThrow());
    refuseAnother(existing, format);
    Numbering numbering = numbering(invocation, settings);
    String name = String.join(" ", invocation.arguments());
    if (invocation.has(Options.DIFF)) {
      return ofDifference(invocation, settings, existing, format, name);
    }
    NewFiles files = format.newFiles(existing, name, numbering, invocation.surroundings().clock().instant()).orThrow();
    return written(invocation, settings, files);
  }

  private static Outcome ofDifference(Invocation invocation, Settings settings, FileSet existing, Format format,
      String name) {
    String desired = invocation.value(Options.DIFF).orElseThrow();
    Numbering numbering = numbering(invocation, settings);
    Instant now = invocation.surroundings().clock().instant();
    // what cannot be written is said before anything is computed
    format.newFiles(existing, name, numbering, now).orThrow();
    Optional<MigrationText> text = WrittenDifference.of(invocation, settings, existing, format, desired);
    return text.isEmpty()
        ? Outcome.of("Nothing to do: " + settings.directoryLabel() + " makes what " + desired + " says already.\n",
            Json.object().with("files", Json.texts(List.of())))
        : written(invocation, settings, format.newFiles(existing, name, numbering, now, text.get(),
            Directory.options(settings, format, Lexicon.standard())).orThrow());
  }

  static Numbering numbering(Invocation invocation, Settings settings) {
    String said = invocation.value(Options.NUMBERING).orElse("");
    if (said.equals("time")) {
      return Numbering.TIME;
    }
    if (!said.isEmpty()) {
      return Numbering.sequential(Integer.parseInt(said));
    }
    return settings.isOn(Options.SEQ) ? Numbering.SEQUENTIAL : Numbering.AS_BEFORE;
  }

  /** A file of one format in a directory of another would leave it readable in neither. */
  private static void refuseAnother(FileSet existing, Format format) {
    if (Format.detect(existing) instanceof Result.Ok<Format> there && there.value() != format) {
      throw new WhimbrelException(Problem
          .of(ProblemCode.AMBIGUOUS_FORMAT, "the directory holds migrations in the format "
              + there.value().label() + ", and a file in the format " + format.label() + " would make it unreadable")
          .state("nothing was written")
          .remedy("leave --format out, or name another directory with --dir"), null);
    }
  }

  private static void makeDirectory(Settings settings) {
    try {
      java.nio.file.Files.createDirectories(settings.directory());
    } catch (IOException e) {
      throw new WhimbrelException(Problem.of(ProblemCode.NO_DIRECTORY,
          "the directory \"" + settings.directoryLabel() + "\" cannot be made: " + e.getMessage()), e);
    }
  }

  public static Outcome hash(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    FileSet existing = Directory.files(settings);
    if (java.nio.file.Files.exists(settings.directory().resolve("atlas.sum"))) {
      Protection.of(invocation, settings).refuse();
    }
    Format format = Directory.named(settings).orElseGet(() -> detectForHash(existing));
    return written(invocation, settings, format.integrityFile(existing));
  }

  /** Plain files show no format, but whoever asks for their atlas.sum has said what they are. */
  private static Format detectForHash(FileSet files) {
    return switch (Format.detect(files)) {
      case Result.Ok<Format> ok -> ok.value();
      case Result.Rejected<Format> rejected -> {
        boolean ambiguous = rejected.problems().stream().anyMatch(p -> p.code() == ProblemCode.AMBIGUOUS_FORMAT);
        if (!ambiguous) {
          throw new WhimbrelException(rejected.problems());
        }
        yield Format.ATLAS;
      }
    };
  }

  private static Outcome written(Invocation invocation, Settings settings, NewFiles files) {
    List<Path> paths = FileSet.write(settings.directory(), files).orThrow();
    invocation.screen().witness().wrote(paths);
    List<String> labels = paths.stream().map(path -> settings.project().relativize(path).toString()).toList();
    StringBuilder text = new StringBuilder();
    labels.forEach(label -> text.append("Wrote ").append(label).append('\n'));
    return Outcome.of(text.toString(), Json.object().with("files", Json.texts(labels)));
  }

  public static Outcome validate(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    try {
      return validated(invocation, settings, Directory.of(settings, Lexicon.standard()));
    } catch (WhimbrelException e) {
      if (invocation.has(Options.AGAINST) && e.problems().getFirst().code() == ProblemCode.NO_MIGRATIONS) {
        return Outcome.of(settings.directoryLabel() + " holds no migration yet.\n",
            Json.object().with("migrations", 0));
      }
      throw e;
    }
  }

  private static Outcome validated(Invocation invocation, Settings settings, Directory directory) {
    Warnings.show(invocation.screen(), directory.set());
    return inOrder(settings, directory);
  }

  /** What a directory without mistakes holds. */
  static Outcome inOrder(Settings settings, Directory directory) {
    List<Migration> migrations = directory.set().migrations();
    long reversible = migrations.stream().filter(m -> m.down() instanceof Reversal.By).count();
    int statements = migrations.stream().mapToInt(m -> m.up().statements().size()).sum();
    List<Problem> outOfOrder = Former.outOfOrder(settings, directory);
    String text = !outOfOrder.isEmpty()
        ? ""
        : settings.directoryLabel() + " is in order: " + RunText.count(migrations.size(), "migration")
            + " in the format "
            + directory.format().label() + ", " + RunText.count(statements, "statement") + ", " + reversible
            + " with a way back.\n";
    return Outcome.of(text, Json.object()
        .with("format", directory.format().label())
        .with("migrations", migrations.size())
        .with("statements", statements)
        .with("reversible", reversible)).with(outOfOrder);
  }
}
