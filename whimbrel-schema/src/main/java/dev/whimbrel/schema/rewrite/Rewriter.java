package dev.whimbrel.schema.rewrite;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.rehearse.Rehearsed;
import dev.whimbrel.schema.rehearse.Rehearsed.Outcome;
import dev.whimbrel.schema.rewrite.Rewritten.Change;
import dev.whimbrel.schema.rollback.Ground;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rewrites migrations, and offers only what was run and came out the same. */
public final class Rewriter {
  private static final int MOST_NAMED = 3;

  private final Proving proving;
  private final Migration migration;
  private final Columns columns;

  private Rewriter(Proving proving, Migration migration, Columns columns) {
    this.proving = proving;
    this.migration = migration;
    this.columns = columns;
  }

  /**
   * The safe sequence for a migration. Where something that was tried is not equal, that statement stays as it is, and a remark says why.
   *
   * @param ground makes databases that hold what the migrations before it make
   * @param before those
   * @return or why the migration itself does not run
   */
  public static Result<Rewritten> rewrite(Ground ground, MigrationSet before, Migration migration, Columns columns) {
    if (migration.up().isCode()) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, migration.file() + " is code of an application")
          .remedy("only migrations of statements can be rewritten"));
    }
    return Proving.of(ground, before, migration).then(proving -> proving.isFailed()
        ? Result.rejected(refused(proving))
        : new Rewriter(proving, migration, columns).rewritten());
  }

  private static Problem refused(Proving proving) {
    Rehearsed last = proving.seen().statements().getLast();
    String reason = last.outcome() instanceof Outcome.Failed failed ? failed.error().message() : "";
    return Problem.of(ProblemCode.STATEMENT_FAILED, "the migration does not run on a shadow database: " + reason)
        .at(last.statement().at()).remedy("mend it before it is rewritten");
  }

  private Result<Rewritten> rewritten() {
    Rewritten all = Rewriting.of(migration, proving.seen(), columns);
    if (all.change() == Change.NOTHING) {
      return Result.ok(all);
    }
    return proving.differences(all, columns).then(differences -> differences.isEmpty()
        ? Result.ok(all)
        : without(all, differences));
  }

  /** Leaves one statement after the other as it is, until the rest is equal. */
  private Result<Rewritten> without(Rewritten all, List<String> differences) {
    for (int index : all.rewritten()) {
      Rewritten fewer = Rewriting.of(migration, proving.seen(), columns, Set.of(index));
      if (fewer.change() == Change.NOTHING) {
        continue;
      }
      Result<List<String>> left = proving.differences(fewer, columns);
      if (!left.problems().isEmpty()) {
        return Result.rejected(left.problems());
      }
      if (left.orThrow().isEmpty()) {
        return Result.ok(fewer.remarking(remarks(fewer, index, differences)));
      }
    }
    Rewritten unchanged = Rewriting.unchanged(migration, proving.seen());
    int first = all.rewritten().isEmpty() ? 0 : all.rewritten().getFirst();
    return Result.ok(unchanged.remarking(remarks(all, first, differences)));
  }

  private List<Remark> remarks(Rewritten rewritten, int index, List<String> differences) {
    Statement statement = migration.up().statements().get(index);
    List<Remark> remarks = new ArrayList<>(rewritten.remarks());
    int more = differences.size() - MOST_NAMED;
    remarks.add(new Remark(statement.at(), "\"" + statement.brief(60) + "\" stays as it is; what was tried in its place does not"
        + " come out the same: " + String.join("; ", differences.subList(0, Math.min(MOST_NAMED, differences.size())))
        + (more > 0 ? "; and " + more + " more" : "")));
    return remarks;
  }
}
