package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.schema.rewrite.Columns;
import dev.whimbrel.schema.rewrite.Layout;
import dev.whimbrel.schema.rewrite.Rewriter;
import dev.whimbrel.schema.rewrite.Rewritten;
import dev.whimbrel.schema.rewrite.RewrittenFiles;
import dev.whimbrel.schema.rollback.ShadowGround;
import dev.whimbrel.schema.shadow.Likeness;
import dev.whimbrel.schema.shadow.Shadows;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.NewFiles;
import dev.whimbrel.sql.Lexicon;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The command {@code rewrite}: a migration in a form that blocks nobody for long, proven to do the same. */
public final class SafeForm {
  private static final String SUM = "atlas.sum";

  private final Invocation invocation;
  private final Settings settings;
  private final Directory directory;
  private final Migration migration;

  private SafeForm(Invocation invocation, Settings settings, Directory directory, Migration migration) {
    this.invocation = invocation;
    this.settings = settings;
    this.directory = directory;
    this.migration = migration;
  }

  /** The command {@code rewrite}. */
  public static Outcome rewrite(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    Directory directory = Directory.of(settings, Lexicon.standard());
    List<Migration> named = LintSelection.of(invocation, settings, directory.set());
    if (named.size() > 1) {
      throw several(named);
    }
    return new SafeForm(invocation, settings, directory, named.getFirst()).rewrite();
  }

  /** A file may hold more than one. */
  private static WhimbrelException several(List<Migration> named) {
    return new WhimbrelException(Problem.of(ProblemCode.USAGE, named.size() + " migrations are meant: "
        + named.stream().map(one -> one.id().toString()).collect(Collectors.joining(", ")))
        .state("nothing was written").remedy("name one of them"), null);
  }

  private Outcome rewrite() {
    refuseToWrite();
    Rewritten rewritten = rewritten();
    rewritten.remarks().forEach(remark -> invocation.screen().step(remark.toString()));
    if (rewritten.change() == Rewritten.Change.NOTHING) {
      return Outcome.of("Nothing of " + migration.file() + " is rewritten.\n", json(rewritten, new TreeMap<>()));
    }
    NewFiles files = RewrittenFiles.files(rewritten, layout(), directory.format(), without(), name(),
        dev.whimbrel.cli.command.Files.numbering(invocation, settings), invocation.surroundings().clock().instant(),
        Directory.options(settings, directory.format(), directory.reading())).orThrow();
    return invocation.has(Options.WRITE) ? written(rewritten, files) : shown(rewritten, files);
  }

  private Rewritten rewritten() {
    Likeness likeness = ShadowPlace.expected(settings);
    Columns columns = invocation.has(Options.MOVE_COLUMNS) ? Columns.MAY_MOVE : Columns.KEEP_ORDER;
    MigrationSet all = directory.set();
    MigrationSet before = new MigrationSet(all.migrations().subList(0, all.migrations().indexOf(migration)));
    try (Shadows shadows = ShadowPlace.openQuietly(invocation, settings, likeness, null);
        ShadowGround ground = ShadowGround.of(shadows, all, likeness.schemas())) {
      return Rewriter.rewrite(ground, before, migration, columns, layout()).orThrow();
    }
  }

  private Layout layout() {
    return invocation.has(Options.ONE_FILE) ? Layout.ONE_FILE : Layout.FILE_PER_PART;
  }

  private String name() {
    return migration.description().isBlank() ? "rewritten" : migration.description();
  }

  /** What comes after it would come before its last part; what shares its file would go with it. */
  private void refuseToWrite() {
    if (!invocation.has(Options.WRITE)) {
      return;
    }
    boolean isLast = directory.set().migrations().getLast().equals(migration);
    boolean isAlone = directory.set().migrations().stream().filter(one -> one.file().equals(migration.file()))
        .count() == 1;
    if (!isLast || !isAlone) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE, migration.file() + (isLast
          ? " holds other migrations, too"
          : " is not the last migration of the directory, and its parts would come after those that follow it"))
          .state("nothing was written").remedy("look at it without --write, and write the files by hand"), null);
    }
  }

  private FileSet without() {
    NavigableMap<String, byte[]> rest = new TreeMap<>(directory.files().files());
    own().forEach(rest::remove);
    boolean isSummed = rest.remove(SUM) != null;
    FileSet left = new FileSet(directory.files().origin(), rest, directory.files().others());
    if (!isSummed) {
      return left;
    }
    directory.format().integrityFile(left).files().forEach((name, text) -> rest.put(name,
        text.getBytes(StandardCharsets.UTF_8)));
    return new FileSet(directory.files().origin(), rest, directory.files().others());
  }

  /** Its files. */
  private List<String> own() {
    List<String> own = new ArrayList<>(List.of(migration.file()));
    if (migration.down() instanceof Reversal.By by && !by.script().file().equals(migration.file())) {
      own.add(by.script().file());
    }
    return own;
  }

  private Outcome shown(Rewritten rewritten, NewFiles files) {
    String text = sql(files).entrySet().stream()
        .map(file -> "-- " + file.getKey() + "\n" + file.getValue().stripTrailing()
            + "\n")
        .collect(Collectors.joining("\n"));
    return Outcome.of(text, json(rewritten, files.files()));
  }

  private static SortedMap<String, String> sql(NewFiles files) {
    SortedMap<String, String> sql = new TreeMap<>(files.files());
    sql.keySet().removeIf(name -> !name.endsWith(".sql"));
    return sql;
  }

  /** The old ones go first: a new one may have the name of an old one. If something goes wrong, they are put back. */
  private Outcome written(Rewritten rewritten, NewFiles files) {
    List<String> own = own();
    List<Path> paths;
    try {
      own.forEach(this::delete);
      paths = FileSet.write(settings.directory(), files).orThrow();
    } catch (WhimbrelException e) {
      own.forEach(this::putBack);
      throw e;
    }
    String text = "Wrote " + paths.stream().map(path -> String.valueOf(path.getFileName()))
        .collect(Collectors.joining(", ")) + " in place of " + String.join(", ", own) + ".\n";
    return Outcome.of(text, json(rewritten, files.files()));
  }

  private void delete(String name) {
    try {
      Files.delete(settings.directory().resolve(name));
    } catch (IOException e) {
      throw unwritable(name);
    }
  }

  private void putBack(String name) {
    byte[] bytes = directory.files().files().get(name);
    if (bytes == null) {
      return;
    }
    try {
      Files.write(settings.directory().resolve(name), bytes);
    } catch (IOException e) {
      throw unwritable(name);
    }
  }

  private static WhimbrelException unwritable(String name) {
    return new WhimbrelException(Problem.of(ProblemCode.BAD_FILE, "the file \"" + name + "\" cannot be replaced")
        .remedy("see who may write there, and run it again"), null);
  }

  private static Json.Obj json(Rewritten rewritten, SortedMap<String, String> files) {
    return Json.object()
        .with("change", rewritten.change().name().toLowerCase(Locale.ROOT))
        .with("remarks", Json.texts(rewritten.remarks().stream().map(Object::toString).toList()))
        .with("files", Json.array(files.entrySet().stream()
            .map(file -> Json.object().with("name", file.getKey()).with("text", file.getValue())).toList()));
  }
}
