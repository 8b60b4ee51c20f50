package dev.whimbrel.source;

import dev.whimbrel.problem.Nearest;
import dev.whimbrel.migration.CodeMigration;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Lexicon;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The directory formats that Whimbrel reads and writes; the set is closed. */
public enum Format {
  /** Plain files with an {@code atlas.sum} beside them. */
  ATLAS("atlas"),
  /** One file for each way: {@code 1_name.up.sql} and {@code 1_name.down.sql}, or {@code 1_name_up.sql}. */
  GOLANG_MIGRATE("golang-migrate"),
  /** {@code -- +migrate Up} and {@code -- +migrate Down} in one file. */
  SQL_MIGRATE("sql-migrate"),
  /** {@code -- +goose Up} and {@code -- +goose Down} in one file. */
  GOOSE("goose"),
  /** {@code -- migrate:up} and {@code -- migrate:down} in one file. */
  DBMATE("dbmate"),
  /** {@code V1__name.sql}, {@code U1__name.sql}, {@code R__name.sql}. */
  FLYWAY("flyway"),
  /** Changesets of {@code --liquibase formatted sql}, several in one file. */
  LIQUIBASE("liquibase");

  /** Other names by which people know a format. */
  private static final Map<String, Format> ALIASES = Map.of("migrate", GOLANG_MIGRATE, "golang", GOLANG_MIGRATE,
      "pairs",
      GOLANG_MIGRATE, "numbered", GOLANG_MIGRATE, "link", GOLANG_MIGRATE, "sqlmigrate", SQL_MIGRATE, "rubenv",
      SQL_MIGRATE,
      "up-down", SQL_MIGRATE, "formatted-sql", LIQUIBASE);

  private final String label;

  Format(String label) {
    this.label = label;
  }

  /** The name people write, as in {@code --format goose}. */
  public String label() {
    return label;
  }

  /** The format that somebody names, by its label or another usual name. */
  public static Result<Format> byLabel(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    Map<String, Format> names = new TreeMap<>(ALIASES);
    for (Format format : values()) {
      names.put(format.label, format);
    }
    Format named = names.get(wanted);
    return named == null ? Result.rejected(unknown(name, Nearest.to(wanted, names.keySet()))) : Result.ok(named);
  }

  private static Problem unknown(String name, Optional<String> nearest) {
    String labels = Arrays.stream(values()).map(Format::label).collect(Collectors.joining(", "));
    return Problem.of(ProblemCode.USAGE, "\"" + name + "\" is no format")
        .remedy(nearest.map(near -> "did you mean \"" + near + "\"? The").orElse("the") + " formats are " + labels);
  }

  /** The format that the files themselves show, or a request to name it. */
  public static Result<Format> detect(FileSet files) {
    return Detection.of(files);
  }

  /** The format of new files in a directory: its own, or sql-migrate's if it holds no migration yet. */
  public static Result<Format> detectForNew(FileSet files) {
    return Detection.empty(files) && Detection.nested(files).isEmpty() ? Result.ok(SQL_MIGRATE) : detect(files);
  }

  /** The migrations of a directory, or every mistake in it. */
  public Result<MigrationSet> parse(FileSet files, ParseOptions options) {
    Mistakes mistakes = new Mistakes();
    List<Migration> migrations = switch (this) {
      case GOLANG_MIGRATE -> PairedFiles.read(files, options, mistakes);
      case GOOSE -> AnnotatedFile.goose(files, options, mistakes);
      case SQL_MIGRATE -> AnnotatedFile.sqlMigrate(files, options, mistakes);
      case DBMATE -> AnnotatedFile.dbmate(files, options, mistakes);
      case ATLAS -> NamedFile.atlas(files, options, mistakes);
      case FLYWAY -> NamedFile.flyway(files, options, mistakes);
      case LIQUIBASE -> LiquibaseDirectory.read(files, options, mistakes);
    };
    if (migrations.isEmpty() && mistakes.none()) {
      return Result.rejected(Detection.noMigrations(files));
    }
    verifySum(files, mistakes);
    return mistakes.orElse(() -> new MigrationSet(migrations, mistakes.warnings()));
  }

  /** The migrations of a directory of this format with code among them, each where a file of its version would stand. */
  public Result<MigrationSet> with(MigrationSet set, List<CodeMigration> codes) {
    return codes.isEmpty() ? Result.ok(set) : CodePlacement.of(this, set, codes);
  }

  /**
   * A directory of this format, rewritten in another one: nothing lost, and read back to be sure; or everything that the other format
   * cannot say.
   */
  public Result<Converted> convert(FileSet files, Format target, Converted.Archives archives, ParseOptions options) {
    return Conversion.of(files, this, target, archives, options);
  }

  /**
   * The files, new or longer than before, that a directory of this format needs for the way back of a migration that has none; or why
   * this format cannot hold it. An integrity file is not among them.
   *
   * @param set what the directory holds
   * @param sql the way back
   */
  public Result<NewFiles> wayBack(FileSet existing, MigrationSet set, Migration migration, String sql,
      Lexicon lexicon) {
    return WayBack.files(this, existing, set, migration, sql, lexicon);
  }

  /** The integrity file as it ought to be; Atlas writes one into the directories of other tools too. */
  public NewFiles integrityFile(FileSet files) {
    SortedMap<String, String> sum = new TreeMap<>();
    sum.put(AtlasSum.FILE, AtlasSum.of(files, AtlasListing.of(this, files)).text());
    return new NewFiles(sum);
  }

  /**
   * The next migration of a directory, in its own format and numbering; empty files to be filled in. If an integrity file belongs
   * to the directory, a new one is among them.
   *
   * @param name what the migration does, in the user's words
   */
  public Result<NewFiles> newFiles(FileSet existing, String name, Numbering numbering, Instant now) {
    Mistakes mistakes = new Mistakes();
    if (!Detection.empty(existing)) {
      // a new sum would vouch for whatever was edited since the old one
      verifySum(existing, mistakes);
    }
    SortedMap<String, String> files = NextMigration.files(this, existing, name, numbering, now, mistakes);
    return mistakes.orElse(() -> withSum(existing, files));
  }

  /** The same with what it is to do; nothing that would be read as something else. */
  public Result<NewFiles> newFiles(FileSet existing, String name, Numbering numbering, Instant now,
      MigrationText text, ParseOptions options) {
    return newFiles(existing, name, numbering, now).then(files -> {
      SortedMap<String, String> empty = new TreeMap<>(files.files());
      empty.remove(AtlasSum.FILE);
      return text.in(this, empty)
          .then(filled -> text.readAgain(this, existing, withSum(existing, filled), options));
    });
  }

  /**
   * What a directory of this format says with new files, or files that have grown, in it; or why it could not be read, or not be known
   * as one of this format.
   *
   * @param statements the command that shows what the new files are to do
   */
  public Result<MigrationSet> readAgain(FileSet existing, NewFiles files, ParseOptions options, String statements) {
    return Reread.of(this, existing, withSum(existing, new TreeMap<>(files.files())), options, statements);
  }

  private NewFiles withSum(FileSet existing, SortedMap<String, String> files) {
    if (this == ATLAS || existing.files().containsKey(AtlasSum.FILE)) {
      files.putAll(integrityFile(AtlasListing.with(existing, files)).files());
    }
    return new NewFiles(files);
  }

  private void verifySum(FileSet files, Mistakes mistakes) {
    if (this == ATLAS || files.files().containsKey(AtlasSum.FILE)) {
      AtlasSum.verify(files, AtlasListing.of(this, files), mistakes);
    }
  }
}
