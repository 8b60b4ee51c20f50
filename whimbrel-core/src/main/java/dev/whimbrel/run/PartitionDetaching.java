package dev.whimbrel.run;

import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.plan.Attempt;
import dev.whimbrel.sql.Effect;
import dev.whimbrel.sql.Literal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code DETACH PARTITION … CONCURRENTLY} works in two transactions; what stops after the first is finished by another command. */
final class PartitionDetaching implements Convergence {
  private final Effect.PartitionDetached detached;
  private final Catalog catalog;

  PartitionDetaching(Effect.PartitionDetached detached, Catalog catalog) {
    this.detached = detached;
    this.catalog = catalog;
  }

  @Override
  public Verdict look(Attempt attempt) {
    Catalog.Reply reply = catalog.ask(List.of(query()));
    ServerFailure failure = reply.failure();
    if (failure != null) {
      return new Verdict.Unanswered(failure);
    }
    List<List<@Nullable String>> rows = reply.results().getFirst();
    if (rows.isEmpty()) {
      return attempt == Attempt.UNKNOWN
          ? new Verdict.Done(detached.partition() + " is no partition of " + detached.parent()
              + " any more: an earlier attempt detached it")
          : new Verdict.Run();
    }
    return isPending(rows)
        ? new Verdict.RunInstead(
            "ALTER TABLE " + detached.parent() + " DETACH PARTITION " + detached.partition() + " FINALIZE",
            "an earlier attempt had begun to detach " + detached.partition() + ": finished it with FINALIZE")
        : new Verdict.Run();
  }

  @Override
  public Finding check() {
    Catalog.Reply reply = catalog.ask(List.of(query()));
    ServerFailure failure = reply.failure();
    if (failure != null) {
      return new Finding.Unanswered(failure);
    }
    List<List<@Nullable String>> rows = reply.results().getFirst();
    if (rows.isEmpty()) {
      return new Finding.InEffect();
    }
    return isPending(rows)
        ? new Finding.Left(detached.partition() + " is half detached from " + detached.parent(), "finishes that")
        : new Finding.Lacking(detached.partition() + " is still a partition of " + detached.parent());
  }

  private static boolean isPending(List<List<@Nullable String>> rows) {
    return "t".equals(rows.getFirst().getFirst());
  }

  private String query() {
    return """
        SELECT h.inhdetachpending FROM pg_catalog.pg_inherits h
        WHERE h.inhparent OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s)
          AND h.inhrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s)"""
        .formatted(Literal.of(detached.parent().quoted()), Literal.of(detached.partition().quoted()));
  }
}
