package dev.whimbrel.source;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Lexicon;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts the way back of a migration that has none where its format has it. */
final class WayBack {
  private final Format format;
  private final FileSet existing;
  private final MigrationSet set;
  private final Migration migration;
  private final Lexicon lexicon;
  private final SortedMap<String, String> files = new TreeMap<>();

  private WayBack(Format format, FileSet existing, MigrationSet set, Migration migration, Lexicon lexicon) {
    this.format = format;
    this.existing = existing;
    this.set = set;
    this.migration = migration;
    this.lexicon = lexicon;
  }

  static Result<NewFiles> files(Format format, FileSet existing, MigrationSet set, Migration migration, String sql,
      Lexicon lexicon) {
    if (migration.down() instanceof Reversal.By by && !by.script().statements().isEmpty()) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, "has a down part already").inFile(migration.file())
          .state("nothing was written").remedy("try it with: whimbrel prove " + migration.id()));
    }
    return new WayBack(format, existing, set, migration, lexicon).with(sql);
  }

  private Result<NewFiles> with(String sql) {
    return switch (format) {
      case GOLANG_MIGRATE -> beside(migration.file().replaceFirst("([._])up\\.sql$", "$1down.sql"), sql);
      case FLYWAY -> beside(migration.file().replaceFirst("V([^/]*)$", "U$1"), sql);
      case SQL_MIGRATE -> behind("-- +migrate Down\n", StatementBlocks.sqlMigrate(sql, lexicon));
      case GOOSE -> behind("-- +goose Down\n", StatementBlocks.goose(sql, lexicon));
      case DBMATE -> behind("-- migrate:down\n", sql);
      case LIQUIBASE -> liquibase(sql);
      case ATLAS -> unsupported("Atlas's files hold no way back",
          "it is computed and proven whenever it is needed: whimbrel down; to keep it in a file, another format: "
              + "whimbrel convert --to dbmate");
    };
  }

  private Result<NewFiles> beside(String file, String sql) {
    files.put(file, sql);
    return done();
  }

  private Result<NewFiles> behind(String marker, String sql) {
    boolean marked = migration.down() instanceof Reversal.By;
    return appended((marked ? "" : marker) + sql);
  }

  private Result<NewFiles> liquibase(String sql) {
    long inFile = set.migrations().stream().filter(other -> other.file().equals(migration.file())).count();
    if (inFile > 1) {
      return unsupported("the file holds " + inFile + " changesets",
          "write --rollback lines into it yourself; the statements shows: whimbrel plan --down");
    }
    return LiquibaseDivision.of(sql, lexicon) instanceof LiquibaseDivision.Usual usual
        ? appended(LiquibaseWriter.rollback(usual.or(sql)))
        : unsupported("Liquibase would divide the way back wrongly",
            "write it yourself, with rollbackSplitStatements:false; the statements shows: whimbrel plan --down");
  }

  private Result<NewFiles> appended(String text) {
    String before = new String(existing.bytes(migration.file()), StandardCharsets.UTF_8);
    files.put(migration.file(), before.stripTrailing() + "\n\n" + text);
    return done();
  }

  private Result<NewFiles> unsupported(String fact, String remedy) {
    return Result.rejected(Problem.of(ProblemCode.UNSUPPORTED, fact).inFile(migration.file())
        .state("nothing was written").remedy(remedy));
  }

  private Result<NewFiles> done() {
    return Result.ok(new NewFiles(files));
  }
}
