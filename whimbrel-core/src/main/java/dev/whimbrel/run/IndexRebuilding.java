package dev.whimbrel.run;

import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.plan.Attempt;
import dev.whimbrel.sql.Effect;
import dev.whimbrel.sql.Literal;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code REINDEX … CONCURRENTLY} builds a second index beside the first and swaps them. What stops on the way leaves one of the two,
 * INVALID, with {@code _ccnew} or {@code _ccold} and perhaps a number behind its name. Running it again does no harm.
 */
final class IndexRebuilding implements Convergence {
  private static final String TABLES = """
      WITH tables AS (
        SELECT t.oid, t.reltoastrelid FROM pg_catalog.pg_class t WHERE %s
      ), concerned AS (
        SELECT i.indexrelid, i.indrelid, c.relname::pg_catalog.text AS name
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid
        WHERE c.relkind OPERATOR(pg_catalog.=) 'i' AND c.relpersistence OPERATOR(pg_catalog.<>) 't'
          AND EXISTS (SELECT FROM tables t WHERE t.oid OPERATOR(pg_catalog.=) i.indrelid
            OR t.reltoastrelid OPERATOR(pg_catalog.=) i.indrelid))
      """;

  /** The server cuts a long name before it puts something behind it. */
  private static final String BROKEN = """
      SELECT n.nspname, c.relname, tn.nspname, t.relname,
        CASE WHEN c.relname::pg_catalog.text OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$' AND EXISTS (SELECT FROM concerned b
            WHERE b.indrelid OPERATOR(pg_catalog.=) i.indrelid AND b.indexrelid OPERATOR(pg_catalog.<>) i.indexrelid
              AND (b.name OPERATOR(pg_catalog.=) stem.stem
                OR (pg_catalog.octet_length(stem.stem) OPERATOR(pg_catalog.>) 50 AND pg_catalog.starts_with(b.name, stem.stem))))
          THEN 'leftover'
          WHEN EXISTS (SELECT FROM concerned b WHERE b.indexrelid OPERATOR(pg_catalog.=) i.indexrelid) THEN 'broken' END,
        worker.pid, worker.application_name
      FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid
        JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
        JOIN pg_catalog.pg_class t ON t.oid OPERATOR(pg_catalog.=) i.indrelid
        JOIN pg_catalog.pg_namespace tn ON tn.oid OPERATOR(pg_catalog.=) t.relnamespace
        CROSS JOIN LATERAL (SELECT pg_catalog.regexp_replace(c.relname::pg_catalog.text, '_cc(new|old)[0-9]*$', '') AS stem) stem
        LEFT JOIN LATERAL (%s) worker ON true
      WHERE c.relkind OPERATOR(pg_catalog.=) 'i' AND NOT (i.indisvalid AND i.indisready AND i.indislive)
      ORDER BY n.nspname, c.relname""".formatted(Worker.query("i.indrelid"));

  private final Effect.IndexRebuilt rebuilt;
  private final Catalog catalog;

  /** An index that serves nobody. */
  private record Broken(QualifiedName index, QualifiedName table, Nature nature, @Nullable Worker worker) {}

  private enum Nature {
    LEFTOVER, BROKEN
  }

  IndexRebuilding(Effect.IndexRebuilt rebuilt, Catalog catalog) {
    this.rebuilt = rebuilt;
    this.catalog = catalog;
  }

  @Override
  public Verdict look(Attempt attempt) {
    Catalog.Reply reply = catalog.ask(List.of(query()));
    ServerFailure failure = reply.failure();
    if (failure != null) {
      return new Verdict.Unanswered(failure);
    }
    List<Broken> leftovers = broken(reply).stream().filter(one -> one.nature() == Nature.LEFTOVER).toList();
    for (Broken leftover : leftovers) {
      if (leftover.worker() != null) {
        return new Verdict.Wait(leftover.worker());
      }
    }
    return leftovers.isEmpty()
        ? new Verdict.Run()
        : new Verdict.DropThenRun(leftovers.stream().map(Broken::index).toList());
  }

  @Override
  public Finding check() {
    Catalog.Reply reply = catalog.ask(List.of(query()));
    ServerFailure failure = reply.failure();
    if (failure != null) {
      return new Finding.Unanswered(failure);
    }
    List<Broken> broken = broken(reply).stream().filter(one -> one.worker() == null).toList();
    if (broken.isEmpty()) {
      return new Finding.InEffect();
    }
    List<Broken> leftovers = broken.stream().filter(one -> one.nature() == Nature.LEFTOVER).toList();
    return leftovers.isEmpty()
        ? new Finding.Lacking(invalid(broken))
        : new Finding.Left(invalid(leftovers),
            leftovers.size() == 1 ? "drops the INVALID index" : "drops the INVALID indexes");
  }

  private static String invalid(List<Broken> indexes) {
    String names = indexes.stream().map(one -> one.index().quoted()).collect(Collectors.joining(", "));
    return indexes.size() == 1 ? "the index " + names + " is INVALID" : "the indexes " + names + " are INVALID";
  }

  private static List<Broken> broken(Catalog.Reply reply) {
    return reply.results().getFirst().stream().filter(row -> row.get(4) != null).map(IndexRebuilding::one).toList();
  }

  private static Broken one(List<@Nullable String> row) {
    QualifiedName table = QualifiedName.of(text(row, 2), text(row, 3));
    return new Broken(QualifiedName.of(text(row, 0), text(row, 1)), table,
        text(row, 4).equals("leftover") ? Nature.LEFTOVER : Nature.BROKEN,
        row.get(5) == null ? null : Worker.of(row.subList(5, 7), table));
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column));
  }

  private String query() {
    String name = rebuilt.name() == null ? "NULL" : Literal.of(rebuilt.name().quoted());
    return switch (rebuilt.scope()) {
      case INDEX -> ofIndex(name);
      case TABLE -> TABLES.formatted(itOrItsParts("t.oid", name));
      case SCHEMA -> TABLES.formatted("t.relnamespace OPERATOR(pg_catalog.=) pg_catalog.to_regnamespace(" + name + ")");
      case DATABASE -> TABLES.formatted("true");
    } + BROKEN;
  }

  private static String ofIndex(String name) {
    return """
        WITH concerned AS (
          SELECT i.indexrelid, i.indrelid, c.relname::pg_catalog.text AS name
          FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid
          WHERE c.relkind OPERATOR(pg_catalog.=) 'i' AND %s)
        """.formatted(itOrItsParts("i.indexrelid", name));
  }

  private static String itOrItsParts(String oid, String name) {
    return """
        (%1$s OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%2$s)
          OR EXISTS (SELECT FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass(%2$s)) p
            WHERE p.relid OPERATOR(pg_catalog.=) %1$s))""".formatted(oid, name);
  }
}
