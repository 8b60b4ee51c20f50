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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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
   * @param layout which is run as well, if it is one file
   * @return or why the migration itself does not run, or not in one file
   */
  public static Result<Rewritten> rewrite(Ground ground, MigrationSet before, Migration migration, Columns columns,
      Layout layout) {
    if (migration.up().isCode()) {
      return Result.rejected(Problem.of(ProblemCode.USAGE, migration.file() + " is code of an application")
          .remedy("only migrations of statements can be rewritten"));
    }
    return Proving.of(ground, before, migration).then(proving -> proving.isFailed()
        ? Result.rejected(refused(proving))
        : new Rewriter(proving, migration, columns).laidOut(layout));
  }

  private Result<Rewritten> laidOut(Layout layout) {
    return rewritten().then(rewritten -> rewritten.change() == Change.NOTHING || layout == Layout.FILE_PER_PART
        ? Result.ok(rewritten)
        : inOneFile(rewritten));
  }

  private Result<Rewritten> inOneFile(Rewritten rewritten) {
    return RewrittenFiles.planned(rewritten, Layout.ONE_FILE)
        .then(planned -> proving.differences(planned.getFirst().text().up(), columns))
        .then(differences -> differences.isEmpty()
            ? Result.ok(rewritten)
            : Result
                .rejected(Problem.of(ProblemCode.USAGE, migration.file() + " does not come out the same in one file: "
                    + shortened(differences)).remedy("let there be a file for each part")));
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

  /** Tries each statement by itself, and offers together those that came out the same. */
  private Result<Rewritten> without(Rewritten all, List<String> differences) {
    SortedMap<Integer, List<String>> unequal = new TreeMap<>();
    if (all.rewritten().size() < 2) {
      unequal.put(all.rewritten().isEmpty() ? 0 : all.rewritten().getFirst(), differences);
      return Result.ok(unchanged(all, unequal));
    }
    for (int index : all.rewritten()) {
      Set<Integer> others = new HashSet<>(all.rewritten());
      others.remove(index);
      Result<List<String>> alone = proving.differences(Rewriting.of(migration, proving.seen(), columns, others),
          columns);
      if (!alone.problems().isEmpty()) {
        return Result.rejected(alone.problems());
      }
      if (!alone.orThrow().isEmpty()) {
        unequal.put(index, alone.orThrow());
      }
    }
    return together(all, unequal, differences);
  }

  private Result<Rewritten> together(Rewritten all, SortedMap<Integer, List<String>> unequal,
      List<String> differences) {
    Rewritten rest = Rewriting.of(migration, proving.seen(), columns, unequal.keySet());
    if (unequal.isEmpty() || rest.change() == Change.NOTHING) {
      unequal.putIfAbsent(all.rewritten().getFirst(), differences);
      return Result.ok(unchanged(all, unequal));
    }
    return proving.differences(rest, columns).then(left -> {
      if (left.isEmpty()) {
        return Result.ok(rest.remarking(remarks(rest, unequal)));
      }
      unequal.putIfAbsent(rest.rewritten().isEmpty() ? 0 : rest.rewritten().getFirst(), left);
      return Result.ok(unchanged(all, unequal));
    });
  }

  private Rewritten unchanged(Rewritten all, SortedMap<Integer, List<String>> unequal) {
    return Rewriting.unchanged(migration, proving.seen()).remarking(remarks(all, unequal));
  }

  private List<Remark> remarks(Rewritten rewritten, SortedMap<Integer, List<String>> unequal) {
    List<Remark> remarks = new ArrayList<>(rewritten.remarks());
    unequal.forEach((index, differences) -> remarks.add(remark(migration.up().statements().get(index), differences)));
    return remarks;
  }

  private static Remark remark(Statement statement, List<String> differences) {
    return new Remark(statement.at(), "\"" + statement.brief(60) + "\" stays as it is; what was tried in its place does"
        + " not come out the same: " + shortened(differences));
  }

  private static String shortened(List<String> differences) {
    int more = differences.size() - MOST_NAMED;
    return String.join("; ", differences.subList(0, Math.min(MOST_NAMED, differences.size())))
        + (more > 0 ? "; and " + more + " more" : "");
  }
}
