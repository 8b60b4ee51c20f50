package dev.whimbrel.cli.command;

import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.schema.rollback.ShadowGround;
import dev.whimbrel.schema.rollback.Trial;
import dev.whimbrel.schema.rollback.Trials;
import dev.whimbrel.schema.shadow.Likeness;
import dev.whimbrel.schema.shadow.Shadows;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.NewFiles;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.TokenDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code new --down V}: the way back of a migration that has none, computed, proven, and written where the format has it. */
final class DownFile {
  private static final String HEAD = "-- Computed and proven by Whimbrel; nothing brings back what is marked as lost.\n";

  private static final String STATEMENTS = "whimbrel plan --down";

  private final Invocation invocation;
  private final Settings settings;
  private final Directory directory;

  private DownFile(Invocation invocation, Settings settings, Directory directory) {
    this.invocation = invocation;
    this.settings = settings;
    this.directory = directory;
  }

  static Outcome write(Invocation invocation, String version) {
    if (!invocation.arguments().isEmpty()) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE, "\"new --down\" writes the way back of a migration "
          + "that is there, and takes no name").state("nothing was written").remedy("leave the name out"), null);
    }
    Settings settings = Settings.of(invocation);
    return new DownFile(invocation, settings, Directory.of(settings, Lexicon.standard())).write(version);
  }

  private Outcome write(String version) {
    Migration migration = directory.set().find(version).orElseThrow(() -> new WhimbrelException(
        Problem.of(ProblemCode.NO_SUCH_VERSION, "the directory has no version \"" + version + "\"")
            .state("nothing was written").remedy("see which there are with: whimbrel status"),
        null));
    // what the format cannot hold is said before anything is computed
    directory.format().wayBack(directory.files(), directory.set(), migration, "SELECT 1;\n", directory.reading())
        .orThrow();
    Trial trial = trial(migration);
    if (!trial.verdict().isProof()) {
      throw new WhimbrelException(Problem.of(ProblemCode.NOT_RESTORED, "no way back can be computed that restores what "
          + "was before: " + String.join("; ", trial.differences())).inFile(migration.file())
          .state("nothing was written").remedy("write it yourself, and prove it with: whimbrel prove " + version),
          null);
    }
    Script down = Objects.requireNonNull(trial.down());
    NewFiles files = directory.format()
        .wayBack(directory.files(), directory.set(), migration, text(trial, down), directory.reading()).orThrow();
    refuseOther(migration, down, files);
    List<String> labels = put(files);
    StringBuilder text = new StringBuilder();
    labels.forEach(label -> text.append("Wrote ").append(label).append('\n'));
    trial.losses().forEach(loss -> text.append("loses: ").append(loss.sentence()).append('\n'));
    return Outcome.of(text.toString(), Json.object().with("files", Json.texts(labels))
        .with("losses", Json.texts(trial.losses().stream().map(Trial.Loss::sentence).toList())));
  }

  private Trial trial(Migration migration) {
    MigrationSet without = new MigrationSet(directory.set().migrations().stream()
        .map(other -> other.equals(migration) ? withoutDown(other) : other).toList());
    String path = SearchPath.of(settings);
    Likeness likeness = new Likeness(0, "", "", path, SearchPath.schemas(path), "", List.of());
    try (Shadows shadows = ShadowPlace.openQuietly(invocation, settings, likeness, null);
        ShadowGround ground = ShadowGround.of(shadows, without, likeness.schemas())) {
      return Trials.of(ground, without, Set.of(migration.id().key()), Trials.Ways.COMPUTED_TOO, other -> {}).orThrow()
          .getFirst();
    }
  }

  private static Migration withoutDown(Migration migration) {
    return new Migration(migration.id(), migration.description(), migration.role(), migration.up(), new Reversal.None(),
        migration.checksum());
  }

  private static String text(Trial trial, Script down) {
    return HEAD + trial.losses().stream().map(loss -> "-- loses: " + PlanText.line(loss.sentence()) + "\n")
        .collect(Collectors.joining())
        + (down.statements().isEmpty()
            ? "-- The schema is the same before and after.\nSELECT 1;\n"
            : down.statements().stream().map(statement -> statement.text() + ";\n").collect(Collectors.joining()));
  }

  /** What is written is read back before it is written. */
  private void refuseOther(Migration migration, Script down, NewFiles files) {
    MigrationSet read = directory.readAgain(settings, files, STATEMENTS).orThrow();
    boolean same = read.migrations().size() == directory.set().migrations().size()
        && read.migrations().stream().anyMatch(now -> now.id().equals(migration.id())
            && now.checksum().tokens().equals(migration.checksum().tokens())
            && now.down() instanceof Reversal.By by && (down.statements().isEmpty()
                || TokenDigest.of(by.script().statements()).equals(TokenDigest.of(down.statements()))));
    if (!same) {
      throw new WhimbrelException(Problem.of(ProblemCode.UNSUPPORTED, "the way back would be read as something else in "
          + "the format " + directory.format().label()).inFile(migration.file()).state("nothing was written")
          .remedy("write it yourself; the statements shows: " + STATEMENTS), null);
    }
  }

  private List<String> put(NewFiles files) {
    SortedMap<String, String> all = new TreeMap<>(files.files());
    all.putAll(sum(files));
    List<String> labels = new ArrayList<>();
    all.forEach((name, text) -> {
      Path path = settings.directory().resolve(name);
      Path draft = path.resolveSibling("." + path.getFileName() + "." + ProcessHandle.current().pid());
      try {
        Files.writeString(draft, text);
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new WhimbrelException(Problem.of(ProblemCode.BAD_FILE, "\"" + path + "\" cannot be written: "
            + e.getMessage()).remedy("make the directory writable"), e);
      }
      labels.add(settings.project().relativize(path).toString());
    });
    return labels;
  }

  private Map<String, String> sum(NewFiles files) {
    if (!directory.files().files().containsKey("atlas.sum")) {
      return Map.of();
    }
    Map<String, byte[]> whole = new TreeMap<>(directory.files().files());
    files.files().forEach((name, text) -> whole.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return directory.format().integrityFile(FileSet.of(settings.directoryLabel(), whole)).files();
  }
}
