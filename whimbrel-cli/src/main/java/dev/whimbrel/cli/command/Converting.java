package dev.whimbrel.cli.command;

import dev.whimbrel.catalog.Catalog;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.screen.Style;
import dev.whimbrel.cli.screen.Table;
import dev.whimbrel.cli.screen.Table.Cell;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.RealPath;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.history.History;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.plan.PlanDigest;
import dev.whimbrel.plan.Rekeying;
import dev.whimbrel.plan.Rekeying.Move;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.source.Converted;
import dev.whimbrel.source.Converted.Archives;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The command that rewrites a directory in another format, and tells the journal of it. */
public final class Converting {
  private Converting() {}

  public static Outcome convert(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    if (invocation.has(Options.JOURNAL)) {
      Directory directory = Directory.beforeConnecting(settings);
      return Desk.with(invocation, settings, Desk.Access.WRITE,
          desk -> journal(desk, directory.with(settings, desk.database().dialect().lexicon())));
    }
    Format target = target(invocation);
    Directory directory = Directory.beforeConnecting(settings);
    ParseOptions options = new ParseOptions(directory.reading(), settings.placeholders(directory.format()));
    Archives archives = invocation.has(Options.ARCHIVES) ? Archives.WRITTEN : Archives.REFUSED;
    Converted converted = directory.format().convert(directory.files(), target, archives, options).orThrow();
    String out = invocation.value(Options.OUT)
        .orElse(settings.directoryLabel().replaceFirst("/+$", "") + "-" + target.label());
    Path path = settings.project().resolve(out);
    refuseWithin(settings.directory(), path, out);
    refuseTaken(path, out);
    return convert(invocation, settings, directory, converted, out, path);
  }

  private static Format target(Invocation invocation) {
    String name = invocation.value(Options.TO_FORMAT).orElseThrow(() -> new WhimbrelException(
        Problem.of(ProblemCode.USAGE, "\"convert\" needs to be told which format is wanted")
            .remedy("name it, as in: whimbrel convert --to goose"),
        null));
    return Format.byLabel(name).orThrow();
  }

  /** Files of two formats in one directory would leave it readable in neither. */
  private static void refuseWithin(Path source, Path path, String out) {
    if (RealPath.of(path).startsWith(RealPath.of(source))) {
      throw new WhimbrelException(Problem.of(ProblemCode.BAD_FILE,
          "\"" + out + "\" lies in the directory that is rewritten")
          .state("nothing was written").remedy("name a directory beside it with --out"), null);
    }
  }

  private static void refuseTaken(Path path, String out) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> there = Files.isDirectory(path) ? Files.list(path) : Stream.of(path)) {
      if (there.findAny().isPresent()) {
        throw new WhimbrelException(Problem.of(ProblemCode.BAD_FILE, "\"" + out + "\" is there already, and not empty")
            .state("nothing was written").remedy("name another directory with --out"), null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outcome convert(Invocation invocation, Settings settings, Directory directory, Converted converted,
      String out, Path path) {
    invocation.screen().progress(shown(invocation, settings, directory, converted));
    Json.Obj json = json(settings, directory, converted, out);
    Optional<Outcome> refuted = refuted(invocation, settings, converted, json);
    if (refuted.isPresent()) {
      return refuted.get();
    }
    if (invocation.has(Options.DRY_RUN)) {
      return Outcome.of("Dry run: nothing was written.\n", json.with("written", Json.texts(List.of())));
    }
    String files = RunText.count(converted.files().files().size(), "file");
    Desk.confirm(invocation, "This writes " + files + " into " + out + ", and leaves " + settings.directoryLabel()
        + " as it is. Go on?");
    List<String> written = FileSet.write(path, converted.files()).orThrow().stream()
        .map(file -> settings.project().relativize(file).toString()).toList();
    return Outcome.of("Wrote " + files + " into " + out + ". To go on with it: name it in whimbrel.yaml (dir: " + out
        + "), and for each database with a journal run: whimbrel convert --journal\n",
        json.with("written", Json.texts(written)));
  }

  private static String shown(Invocation invocation, Settings settings, Directory directory, Converted converted) {
    Table table = new Table(List.of("FILES", "IN THE FORMAT " + converted.format().label()));
    converted.renamings().forEach(renaming -> table.add(List.of(
        new Cell(String.join(", ", renaming.from()), Style.PLAIN),
        new Cell(String.join(", ", renaming.to()), Style.STRONG))));
    StringBuilder text = new StringBuilder(settings.directoryLabel() + " is in the format " + directory.format().label()
        + ":\n\n" + table.render(invocation.screen()) + "\n");
    converted.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
    return text.toString();
  }

  private static Optional<Outcome> refuted(Invocation invocation, Settings settings, Converted converted,
      Json.Obj json) {
    if (settings.isOn(Options.NO_PROOF)) {
      return Optional.empty();
    }
    invocation.screen().progress("Replaying both on shadow databases …");
    Catalog before = Replay.catalog(converted.before()).orThrow();
    List<String> differences = before.difference(Replay.catalog(converted.after()).orThrow());
    if (differences.isEmpty()) {
      invocation.screen().progress("Replayed: both make the same database.\n");
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    differences.forEach(difference -> text.append("  ").append(difference.replace("\n", "\n    ")).append('\n'));
    return Optional.of(new Outcome(text.toString(), json.with("differences", Json.texts(differences)),
        List.of(Replay.problem(differences))));
  }

  private static Json.Obj json(Settings settings, Directory directory, Converted converted, String out) {
    return Json.object().with("from", directory.format().label()).with("to", converted.format().label())
        .with("directory", settings.directoryLabel()).with("out", out)
        .with("migrations", Json.array(converted.renamings().stream()
            .map(renaming -> Json.object().with("from", Json.texts(renaming.from()))
                .with("to", Json.texts(renaming.to())))
            .toList()))
        .with("notes", Json.texts(converted.notes()));
  }

  private static Outcome journal(Desk desk, Directory directory) {
    History before = desk.history();
    List<Move> preview = Rekeying.of(directory.set(), before).orThrow();
    if (preview.isEmpty()) {
      return Outcome.of("Nothing to record: the journal knows all that is applied as the directory does.\n",
          json(preview));
    }
    desk.invocation().screen().progress(shown(desk, preview));
    if (desk.invocation().has(Options.DRY_RUN)) {
      return Outcome.of("Dry run: nothing was recorded.\n", json(preview));
    }
    List<String> asked = PlanDigest.parts(entries(desk, preview, before));
    desk.confirm("This records in " + desk.place() + ", and runs nothing: " + renamed(preview)
        + " under new versions. Go on?", asked);
    List<Move> moves = desk.locked(() -> {
      History history = desk.history();
      List<Move> now = Rekeying.of(directory.set(), history).orThrow();
      List<NewEntry> entries = entries(desk, now, history);
      desk.refuseOther(asked, PlanDigest.parts(entries));
      desk.journal().create();
      desk.journal().append(entries);
      return now;
    });
    return Outcome.of(
        "Recorded: " + renamed(moves) + " under new versions. What was recorded before stays in the journal.\n",
        json(moves));
  }

  private static String shown(Desk desk, List<Move> moves) {
    Table table = new Table(List.of("IN THE JOURNAL", "IN THE DIRECTORY", "NAME"));
    moves.stream().filter(Move::isRenamed).forEach(move -> table.add(List.of(new Cell(move.from(), Style.PLAIN),
        new Cell(move.now().id().toString(), Style.STRONG), new Cell(move.now().description(), Style.PLAIN))));
    return table.render(desk.invocation().screen());
  }

  private static List<NewEntry> entries(Desk desk, List<Move> moves, History history) {
    return Rekeying.entries(moves, history, Desk.author(desk.settings()));
  }

  private static String renamed(List<Move> moves) {
    return RunText.count(moves.stream().filter(Move::isRenamed).count(), "migration");
  }

  private static Json.Obj json(List<Move> moves) {
    return Json.object().with("recorded", Json.array(moves.stream().filter(Move::isRenamed).map(
        move -> Json.object().with("was", move.old().key()).with("version", move.now().id().toString())
            .with("file", move.now().file()))
        .toList()));
  }
}
