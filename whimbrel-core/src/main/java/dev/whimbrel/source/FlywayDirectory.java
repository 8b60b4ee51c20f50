package dev.whimbrel.source;

import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.migration.Version;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a directory of Flyway's and those below it: versions by their numbers, each baseline script behind the version that it
 * sums up, and the repeatable scripts by their descriptions at the end.
 */
final class FlywayDirectory {
  private static final Pattern CALLBACK = Pattern.compile(
      "(?:(?:before|after)[A-Z][A-Za-z]*|createSchema)(?:__.*)?\\.(?i:sql)",
      Pattern.DOTALL);
  private static final Pattern JAVA = Pattern.compile("(?:[VUB]\\d+(?:[._]\\d+)*|R)__.*\\.(?:java|class)",
      Pattern.DOTALL);

  /** What Flyway passes over without a word, although somebody may have meant it to run. */
  private static final Pattern SUSPECT = Pattern.compile("(?:(?i:[vub])\\d|[vubrVUBR].*__|\\d).*\\.(?i:sql)",
      Pattern.DOTALL);

  private final FileSet files;
  private final ParseOptions options;
  private final Mistakes mistakes;
  private final Scripts scripts;
  private final Map<String, String> taken = new HashMap<>();
  private final Map<String, FlywayName> undone = new TreeMap<>();
  private final List<FlywayName> applied = new ArrayList<>();

  private FlywayDirectory(FileSet files, ParseOptions options, Mistakes mistakes) {
    this.files = files;
    this.options = options;
    this.mistakes = mistakes;
    this.scripts = new Scripts(options.lexicon(), mistakes);
  }

  static List<Migration> read(FileSet files, ParseOptions options, Mistakes mistakes) {
    return new FlywayDirectory(files, options, mistakes).migrations();
  }

  private List<Migration> migrations() {
    files.files().keySet().forEach(this::name);
    files.others().forEach(this::other);
    refuseLonely();
    applied.sort(order());
    List<Migration> migrations = new ArrayList<>();
    for (FlywayName name : applied) {
      Migration migration = migration(name);
      if (migration != null) {
        migrations.add(migration);
      }
    }
    return migrations;
  }

  private static Comparator<FlywayName> order() {
    return Comparator.comparing((FlywayName name) -> name.kind() == FlywayName.Kind.REPEATABLE)
        .thenComparing((a, b) -> a.version().isEmpty() ? 0 : FlywayName.compareVersions(a.version(), b.version()))
        .thenComparing(FlywayName::kind).thenComparing(FlywayName::description).thenComparing(FlywayName::path);
  }

  private void name(String path) {
    Optional<FlywayName> read = FlywayName.of(path);
    if (read.isPresent()) {
      script(read.get());
      return;
    }
    String file = path.substring(path.lastIndexOf('/') + 1);
    if (file.endsWith(".conf")) {
      if (!files.files().containsKey(path.substring(0, path.length() - ".conf".length()))) {
        mistakes.add(ProblemCode.BAD_FILE_NAME, path, "\"" + path + "\" belongs to no script",
            "name it like its script with \".conf\" added, or delete it");
      }
    } else if (CALLBACK.matcher(file).matches()) {
      mistakes.add(ProblemCode.UNSUPPORTED, path,
          "\"" + path + "\" is a callback of Flyway's, which Whimbrel does not run",
          "put its statements into the migrations that need them, or move it out of the directory");
    } else if (SUSPECT.matcher(file).matches()) {
      mistakes.add(ProblemCode.BAD_FILE_NAME, path,
          "\"" + path
              + "\" looks like a migration, but its name is not V1__name.sql, U1__name.sql, B1__name.sql or R__name.sql",
          "rename it, or move it elsewhere: Flyway passes over it");
    }
  }

  private void other(String path) {
    if (JAVA.matcher(path.substring(path.lastIndexOf('/') + 1)).matches()) {
      mistakes.add(ProblemCode.UNSUPPORTED, path, "\"" + path + "\" is a migration in Java, and Whimbrel runs SQL only",
          "write it in SQL, or apply it with Flyway and record it with \"whimbrel resolve\"");
    }
  }

  private void script(FlywayName name) {
    String key = name.kind() == FlywayName.Kind.REPEATABLE ? name.description() : name.key();
    String what = switch (name.kind()) {
      case VERSIONED -> "version " + name.version();
      case UNDO -> "the undo script of version " + name.version();
      case BASELINE -> "the baseline script of version " + name.version();
      case REPEATABLE -> "the repeatable script \"" + name.description() + "\"";
    };
    mistakes.unique(taken, name.kind() + " " + key, name.path(), what);
    if (name.kind() == FlywayName.Kind.UNDO) {
      undone.putIfAbsent(key, name);
    } else {
      applied.add(name);
    }
  }

  private void refuseLonely() {
    undone.forEach((key, name) -> {
      if (!taken.containsKey(FlywayName.Kind.VERSIONED + " " + key)) {
        mistakes.add(ProblemCode.NO_UP, name.path(),
            "\"" + name.path() + "\" undoes version " + name.version() + ", which is not there",
            "add \"V" + name.version() + "__" + name.name() + ".sql\", or delete the file");
      }
    });
  }

  private @Nullable Migration migration(FlywayName name) {
    Lines written = lines(name);
    FlywayConfiguration configuration = FlywayConfiguration.of(files, name.path(), mistakes);
    Lines replaced = written == null ? null : replaced(name, written, configuration);
    Script up = replaced == null ? null : scripts.whole(replaced, configuration.transaction());
    Reversal down = name.kind() == FlywayName.Kind.VERSIONED ? reversal(undone.get(name.key())) : new Reversal.None();
    if (written == null || replaced == null || up == null || down == null) {
      return null;
    }
    Migration.Role role = name.kind() == FlywayName.Kind.BASELINE ? Migration.Role.CHECKPOINT : Migration.Role.STEP;
    return new Migration(id(name), name.description(), role, up, down, checksum(name, written, replaced, up));
  }

  /** A baseline script is not the version that it sums up: both may lie in one directory. */
  private static MigrationId id(FlywayName name) {
    return switch (name.kind()) {
      case REPEATABLE -> new MigrationId.Repeatable(name.name());
      case BASELINE -> new MigrationId.Versioned(new Version(name.version(), "B" + name.key()));
      case VERSIONED, UNDO -> new MigrationId.Versioned(new Version(name.version(), name.key()));
    };
  }

  private @Nullable Reversal reversal(@Nullable FlywayName name) {
    if (name == null) {
      return new Reversal.None();
    }
    Lines written = lines(name);
    FlywayConfiguration configuration = FlywayConfiguration.of(files, name.path(), mistakes);
    Lines replaced = written == null ? null : replaced(name, written, configuration);
    Script script = replaced == null ? null : scripts.whole(replaced, configuration.transaction());
    return script == null ? null : new Reversal.By(script);
  }

  /** A repeatable script runs again when a placeholder changes; a version is not edited by that. */
  private Checksum checksum(FlywayName name, Lines written, Lines replaced, Script up) {
    if (written == replaced || name.kind() == FlywayName.Kind.REPEATABLE) {
      return Scripts.checksum(written.source(), up);
    }
    Script asWritten = new Scripts(options.lexicon(), new Mistakes()).whole(written, TransactionRequest.NONE);
    return asWritten == null ? Scripts.unscanned(written.source()) : Scripts.checksum(written.source(), asWritten);
  }

  private @Nullable Lines replaced(FlywayName name, Lines lines, FlywayConfiguration configuration) {
    return switch (configuration.placeholders()) {
      case KEPT -> lines;
      case REPLACED -> Placeholders.replace(lines, name.path(), options.variables(), mistakes);
    };
  }

  private @Nullable Lines lines(FlywayName name) {
    Source source = mistakes.keep(Source.of(name.path(), files.bytes(name.path())));
    return source == null ? null : Lines.of(source);
  }
}
