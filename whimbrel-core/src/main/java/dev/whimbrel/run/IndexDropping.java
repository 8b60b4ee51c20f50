package dev.whimbrel.run;

import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.plan.Attempt;
import dev.whimbrel.sql.Effect;
import dev.whimbrel.sql.Literal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code DROP INDEX CONCURRENTLY}: what stops half way leaves the index INVALID, and running it again goes on. */
final class IndexDropping implements Convergence {
  private final Effect.IndexDropped dropped;
  private final Catalog catalog;

  /** What the name meant before it was dropped: afterwards it may mean another one, further down the search_path. */
  private @Nullable String oid;

  IndexDropping(Effect.IndexDropped dropped, Catalog catalog) {
    this.dropped = dropped;
    this.catalog = catalog;
  }

  @Override
  public Verdict look(Attempt attempt) {
    Catalog.Reply reply = catalog.ask(List.of("SELECT pg_catalog.to_regclass("
        + Literal.of(dropped.index().quoted()) + ")::pg_catalog.oid"));
    ServerFailure failure = reply.failure();
    if (failure != null) {
      return new Verdict.Unanswered(failure);
    }
    oid = reply.results().getFirst().getFirst().getFirst();
    return oid == null && attempt == Attempt.UNKNOWN
        ? new Verdict.Done("the index " + dropped.index() + " is gone: an earlier attempt dropped it")
        : new Verdict.Run();
  }

  @Override
  public Finding check() {
    if (oid == null) {
      return new Finding.InEffect();
    }
    Catalog.Reply reply = catalog.ask(List.of("SELECT i.indisvalid FROM pg_catalog.pg_index i "
        + "WHERE i.indexrelid OPERATOR(pg_catalog.=) " + oid));
    ServerFailure failure = reply.failure();
    if (failure != null) {
      return new Finding.Unanswered(failure);
    }
    List<List<@Nullable String>> rows = reply.results().getFirst();
    if (rows.isEmpty()) {
      return new Finding.InEffect();
    }
    return "t".equals(rows.getFirst().getFirst())
        ? new Finding.Lacking("the index " + dropped.index() + " is still there")
        : new Finding.Left("the index " + dropped.index() + " is INVALID", "drops the INVALID index");
  }
}
