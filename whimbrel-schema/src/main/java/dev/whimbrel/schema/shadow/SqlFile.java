package dev.whimbrel.schema.shadow;

import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.migration.Version;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import java.util.List;

/** A file of statements, seen as the one migration of a directory. */
final class SqlFile {
  private SqlFile() {}

  static Result<MigrationSet> migrations(Source source) {
    return SqlScanner.scan(source, Lexicon.standard())
        .then(statements -> script(source, statements))
        .then(script -> Result.ok(new MigrationSet(List.of(migration(script)))));
  }

  /** What cannot run in a transaction runs by itself, without being asked: nobody wrote this file to be a migration. */
  private static Result<Script> script(Source source, List<Statement> statements) {
    Result<Script> whole = Script.of(source, statements, TransactionRequest.AUTOMATIC);
    boolean isMixed = whole.problems().stream().map(Problem::code).anyMatch(ProblemCode.MIXED_TRANSACTION::equals);
    return isMixed ? Script.of(source, statements, TransactionRequest.PER_SEGMENT) : whole;
  }

  private static Migration migration(Script script) {
    return new Migration(new MigrationId.Versioned(Version.numeric("1")), "", Migration.Role.STEP, script,
        new Reversal.None(), new Checksum("", ""));
  }
}
