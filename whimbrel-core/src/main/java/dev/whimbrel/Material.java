package dev.whimbrel;

import dev.whimbrel.migration.CodeMigration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.sql.Lexicon;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The migrations of an application: files that were read once, and code. Immutable; safe to share. */
final class Material {
  private final FileSet files;
  private final boolean hasFiles;
  private final @Nullable Format named;
  private final Map<String, String> placeholders;
  private final String changelogPath;
  private final List<CodeMigration> codes;
  private final Transactions transactions;

  /** A server reads string literals in one way or the other. */
  private final Map<Lexicon, Result<Read>> read = new ConcurrentHashMap<>();

  /**
   * What they are for a server.
   *
   * @param inFiles those that another tool could have, too
   * @param all with the code among them
   */
  record Read(FileSet files, Format format, MigrationSet inFiles, MigrationSet all) {}

  Material(FileSet files, boolean hasFiles, @Nullable Format named, Map<String, String> placeholders,
      String changelogPath, List<CodeMigration> codes, Transactions transactions) {
    this.files = files;
    this.hasFiles = hasFiles;
    this.named = named;
    this.placeholders = Map.copyOf(placeholders);
    this.changelogPath = changelogPath;
    this.codes = List.copyOf(codes);
    this.transactions = transactions;
  }

  Transactions transactions() {
    return transactions;
  }

  /** As a server reads them, or every mistake in them. */
  Result<Read> read(Lexicon lexicon) {
    return read.computeIfAbsent(lexicon, this::parse);
  }

  private Result<Read> parse(Lexicon lexicon) {
    Result<Format> format = format();
    Result<MigrationSet> parsed = format.then(known -> hasFiles
        ? known.parse(files, ParseOptions.of(lexicon, placeholders, changelogPath))
        : Result.ok(new MigrationSet(List.of())));
    return format.then(known -> parsed.then(set -> known.with(set, codes).then(all -> Result.ok(
        new Read(files, known, transactions.in(set), transactions.in(all))))));
  }

  private Result<Format> format() {
    if (named != null) {
      return Result.ok(named);
    }
    return hasFiles ? Format.detect(files) : Result.ok(Format.SQL_MIGRATE);
  }

  /** The same for a question that is not to fail because there is nothing yet. */
  Result<Read> readOrEmpty(Lexicon lexicon) {
    Result<Read> known = read(lexicon);
    boolean empty = codes.isEmpty() && !known.problems().isEmpty()
        && known.problems().stream().map(Problem::code).allMatch(ProblemCode.NO_MIGRATIONS::equals);
    MigrationSet none = new MigrationSet(List.of());
    return empty ? Result.ok(new Read(files, Format.SQL_MIGRATE, none, none)) : known;
  }
}
