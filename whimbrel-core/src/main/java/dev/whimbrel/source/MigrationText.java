package dev.whimbrel.source;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.Portable.Part;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a new migration is to do, as plain SQL; {@code -- whimbrel:} directives at the top say how it is run.
 *
 * @param up what makes the change
 * @param down what takes it back, or blank; written where the format has a place for it
 */
public record MigrationText(String up, String down) {
  private static final Pattern STEM = Pattern.compile("(?:.*/)?(\\d+)_(.*)\\.sql");
  private static final Pattern CHANGESET = Pattern.compile("(?m)^--changeset (.+):");
  private static final String STATEMENTS = "whimbrel diff directory FILE";
  private static final String OURS = "(?m)^--changeset " + LiquibaseWriter.AUTHOR + ":";

  /** Puts it, in the words of a format, into the files that stand for the next migration. */
  Result<SortedMap<String, String>> in(Format format, SortedMap<String, String> files) {
    Matcher stem = STEM.matcher(files.firstKey());
    boolean isNumbered = format == Format.LIQUIBASE && stem.matches();
    String version = isNumbered ? stem.group(1) : "1";
    String name = isNumbered ? stem.group(2) : "x";
    return read(version + "_" + name).then(migration -> {
      Script back = switch (migration.down()) {
        case Reversal.By by -> by.script();
        case Reversal.None none -> throw new IllegalStateException("it has a way back");
      };
      Part down = isWritten(format, files) ? new Part(this.down, back) : null;
      Portable portable = new Portable(migration, version, name, "", new Part(up, migration.up()), down, List.of());
      ParseOptions options = ParseOptions.standard();
      SortedMap<String, String> written = new PortableWriter(format, options.lexicon()).files(portable, version);
      return Result.ok(renamed(written, files));
    });
  }

  /** The files, if the directory with them says what this does. */
  Result<NewFiles> readAgain(Format format, FileSet existing, NewFiles files, ParseOptions options) {
    return read("1_x").then(meant -> Reread.of(format, existing, files, options, STATEMENTS).then(set -> {
      List<Migration> found = set.migrations().stream()
          .filter(migration -> files.files().containsKey(migration.file())).toList();
      String difference = found.size() == 1
          ? difference(meant, found.getFirst(), isWritten(format, files.files()))
          : found.size() + " migrations";
      return difference.isEmpty()
          ? Result.ok(files)
          : Result.rejected(Reread.otherwise(format, files.files().firstKey(), difference, STATEMENTS));
    }));
  }

  private static String difference(Migration meant, Migration read, boolean withDown) {
    String up = ReadBack.difference(meant.up(), read.up());
    if (!up.isEmpty()) {
      return up + " in its up part";
    }
    if (!withDown || !(meant.down() instanceof Reversal.By back)) {
      return "";
    }
    String down = read.down() instanceof Reversal.By by ? ReadBack.difference(back.script(), by.script()) : "none";
    return down.isEmpty() ? "" : down + " in its way back";
  }

  private Result<Migration> read(String stem) {
    FileSet pair = FileSet.of("", Map.of(stem + ".up.sql", up.getBytes(StandardCharsets.UTF_8),
        stem + ".down.sql", down.getBytes(StandardCharsets.UTF_8)));
    return Format.GOLANG_MIGRATE.parse(pair, ParseOptions.standard())
        .then(set -> Result.ok(set.migrations().getFirst()));
  }

  /**
   * Whether there is a way back, and a place for it: Atlas's own tool would run one that stands in the file; Flyway's has none where there
   * are no undo files.
   */
  private boolean isWritten(Format format, SortedMap<String, String> files) {
    return !down.isBlank() && switch (format) {
      case ATLAS -> false;
      case FLYWAY -> files.keySet().stream().anyMatch(MigrationText::isUndo);
      case GOLANG_MIGRATE, SQL_MIGRATE, GOOSE, DBMATE, LIQUIBASE -> true;
    };
  }

  /** The names that the directory wants: up before down, one of Flyway's configuration beside its script. */
  private static SortedMap<String, String> renamed(SortedMap<String, String> written,
      SortedMap<String, String> wanted) {
    SortedMap<String, String> files = new TreeMap<>();
    written.forEach((name, text) -> files.put(name(name, wanted), byTheSame(text, wanted)));
    return files;
  }

  /** The next changeset is by the author of the last one. */
  private static String byTheSame(String text, SortedMap<String, String> wanted) {
    Matcher author = CHANGESET.matcher(wanted.get(wanted.firstKey()));
    return author.find()
        ? text.replaceFirst(OURS, Matcher.quoteReplacement("--changeset " + author.group(1) + ":"))
        : text;
  }

  private static String name(String written, SortedMap<String, String> wanted) {
    if (wanted.size() == 1) {
      return wanted.firstKey() + (written.endsWith(".conf") ? ".conf" : "");
    }
    boolean isBack = written.endsWith("down.sql") || written.startsWith("U");
    return wanted.keySet().stream()
        .filter(name -> isBack == (name.endsWith("down.sql") || isUndo(name)))
        .findFirst().orElseThrow() + (written.endsWith(".conf") ? ".conf" : "");
  }

  private static boolean isUndo(String name) {
    return name.substring(name.lastIndexOf('/') + 1).startsWith("U");
  }
}
