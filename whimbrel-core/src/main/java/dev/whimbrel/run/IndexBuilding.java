package dev.whimbrel.run;

import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.database.ServerFailure.Link;
import dev.whimbrel.plan.Attempt;
import dev.whimbrel.run.IndexDefinitions.Comparison;
import dev.whimbrel.sql.Effect;
import dev.whimbrel.sql.Effect.Existing;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code CREATE INDEX CONCURRENTLY}: what fails leaves an INVALID index, which stands in the way of the next attempt or, with {@code IF
 * NOT EXISTS}, makes it a success that is none.
 */
final class IndexBuilding implements Convergence {
  private final Effect.IndexBuilt built;
  private final Catalog catalog;

  IndexBuilding(Effect.IndexBuilt built, Catalog catalog) {
    this.built = built;
    this.catalog = catalog;
  }

  /** An index on the table, of the statement's name where it has one. */
  private record Index(String oid, QualifiedName name, Validity validity, String definition) {
    String described() {
      return "the index " + name.parts().getLast();
    }
  }

  /**
   * What has the name in the schema of the table and is no index on it.
   *
   * @param kind a letter of the catalog
   * @param table of an index
   */
  private record Holder(char kind, QualifiedName name, @Nullable QualifiedName table) {
    String described() {
      return switch (kind) {
        case 'r', 'p' -> "the table ";
        case 'v' -> "the view ";
        case 'm' -> "the materialized view ";
        case 'S' -> "the sequence ";
        case 'f' -> "the foreign table ";
        case 'c' -> "the type ";
        default -> "the index ";
      } + name + (table == null ? "" : " on " + table);
    }
  }

  private enum Validity {
    VALID, INVALID
  }

  /** What the catalog holds; the table is null if there is none of that name. */
  private record Scene(@Nullable QualifiedName table, List<Index> indexes, @Nullable Worker worker,
      @Nullable Holder holder, @Nullable ServerFailure failure) {
    List<Index> invalid() {
      return indexes.stream().filter(index -> index.validity() == Validity.INVALID).toList();
    }
  }

  /** A build that ends lets go of its lock a moment before its index is seen to be valid, so what is to be dropped is seen twice. */
  @Override
  public Verdict look(Attempt attempt) {
    Scene scene = scene();
    Verdict verdict = look(scene, attempt);
    if (!(verdict instanceof Verdict.DropThenRun)) {
      return verdict;
    }
    Scene again = scene();
    return again.equals(scene) ? verdict : look(again, attempt);
  }

  private Verdict look(Scene scene, Attempt attempt) {
    if (scene.failure() != null) {
      return new Verdict.Unanswered(scene.failure());
    }
    boolean inQuestion = !scene.invalid().isEmpty() || attempt != Attempt.NONE;
    if (inQuestion && scene.worker() != null) {
      return new Verdict.Wait(scene.worker());
    }
    if (scene.holder() != null) {
      return taken(scene.holder());
    }
    if (attempt == Attempt.NONE && scene.invalid().isEmpty()) {
      return first(scene);
    }
    List<Index> candidates = validCounts(attempt) ? scene.indexes() : scene.invalid();
    QualifiedName table = scene.table();
    return table == null || candidates.isEmpty() ? new Verdict.Run() : judge(candidates, table, attempt);
  }

  private Verdict taken(Holder holder) {
    return new Verdict.Refuse(
        "the name " + built.name() + " is taken by " + holder.described() + ", and no index can be built under it",
        "give the index another name, or rename what has it");
  }

  /** The server would say no more than that there is something of the name. */
  private Verdict first(Scene scene) {
    QualifiedName table = scene.table();
    if (table == null || scene.indexes().isEmpty() || built.name() == null
        || built.existing() == Existing.PASSED_OVER) {
      return new Verdict.Run();
    }
    Index index = scene.indexes().getFirst();
    return switch (IndexDefinitions.compare(catalog.database(), built, table, List.of(index.oid()))) {
      case Comparison.Same same -> same.oids().isEmpty() ? other(index) : early(index);
      case Comparison.Undecided undecided -> undecided.failure().connection() == Link.LOST
          ? new Verdict.Unanswered(undecided.failure())
          : new Verdict.Run();
    };
  }

  private static Verdict early(Index index) {
    return new Verdict.Refuse(
        index.described() + " is there, valid and as the statement has it, and this statement never ran",
        "to have it built anew: " + drop(index) + "; as it is, the next run takes it for its own");
  }

  /**
   * Whether a valid index of this definition is taken for the statement's own. After a refusal somebody may have made it by hand, and
   * the name says that it is meant; another one of the same definition may always have been there.
   */
  private boolean validCounts(Attempt attempt) {
    return switch (attempt) {
      case NONE -> false;
      case FAILED -> built.name() != null;
      case UNKNOWN -> true;
    };
  }

  private Verdict judge(List<Index> candidates, QualifiedName table, Attempt attempt) {
    List<String> oids = candidates.stream().map(Index::oid).toList();
    return switch (IndexDefinitions.compare(catalog.database(), built, table, oids)) {
      case Comparison.Same same -> judge(candidates, same.oids());
      case Comparison.Undecided undecided -> undecided(candidates, undecided.failure(), attempt);
    };
  }

  private Verdict judge(List<Index> candidates, Set<String> ours) {
    List<Index> same = candidates.stream().filter(index -> ours.contains(index.oid())).toList();
    for (Index index : same) {
      if (index.validity() == Validity.VALID) {
        return new Verdict.Done(index.described() + " is there, valid and as the statement has it: not built again");
      }
    }
    if (!same.isEmpty()) {
      return new Verdict.DropThenRun(same.stream().map(Index::name).toList());
    }
    return built.name() == null ? new Verdict.Run() : other(candidates.getFirst());
  }

  private static Verdict other(Index index) {
    return new Verdict.Refuse(
        index.described() + (index.validity() == Validity.VALID ? " is there" : " is there, INVALID")
            + ", and its definition is not that of the statement: " + index.definition(),
        (index.validity() == Validity.VALID ? "give the new one another name; or, if the old one is to go: " : "")
            + drop(index));
  }

  /** What cannot be compared is not ours to drop. Whether an index without a name was ever built matters only after an attempt. */
  private Verdict undecided(List<Index> candidates, ServerFailure failure, Attempt attempt) {
    if (failure.connection() == Link.LOST) {
      return new Verdict.Unanswered(failure);
    }
    if (built.name() == null && attempt == Attempt.NONE) {
      return new Verdict.Run();
    }
    Index index = candidates.getFirst();
    return new Verdict.Refuse(
        index.described() + (index.validity() == Validity.VALID ? " is there" : " is there, INVALID")
            + ", and whether its definition is that of the statement cannot be found out (SQLSTATE "
            + failure.sqlState() + ": " + failure.error().message() + "): " + index.definition(),
        "if it is to be built again: " + drop(index));
  }

  private static String drop(Index index) {
    return "DROP INDEX CONCURRENTLY " + index.name();
  }

  @Override
  public Finding check() {
    Scene scene = scene();
    if (scene.failure() != null) {
      return new Finding.Unanswered(scene.failure());
    }
    Identifier name = built.name();
    if (name == null) {
      return unnamed(scene);
    }
    if (!scene.invalid().isEmpty()) {
      return left(scene.invalid().getFirst());
    }
    return scene.indexes().isEmpty()
        ? new Finding.Lacking("there is no index " + name + " on " + built.table())
        : new Finding.InEffect();
  }

  private Finding unnamed(Scene scene) {
    QualifiedName table = scene.table();
    List<Index> invalid = scene.worker() == null ? scene.invalid() : List.of();
    if (table == null || invalid.isEmpty()) {
      return new Finding.InEffect();
    }
    Comparison comparison = IndexDefinitions.compare(catalog.database(), built, table,
        invalid.stream().map(Index::oid).toList());
    return comparison instanceof Comparison.Same same
        ? invalid.stream().filter(index -> same.oids().contains(index.oid())).findFirst().map(IndexBuilding::left)
            .orElse(new Finding.InEffect())
        : new Finding.InEffect();
  }

  private static Finding left(Index index) {
    return new Finding.Left(index.described() + " is INVALID", "drops the INVALID index");
  }

  private Scene scene() {
    String table = "pg_catalog.to_regclass(" + Literal.of(built.table().quoted()) + ")";
    Catalog.Reply reply = catalog
        .ask(List.of(tableQuery(table), Worker.query(table), indexQuery(table), holderQuery(table)));
    if (reply.failure() != null) {
      return new Scene(null, List.of(), null, null, reply.failure());
    }
    if (reply.results().get(0).isEmpty()) {
      return new Scene(null, List.of(), null, null, null);
    }
    List<List<@Nullable String>> holders = reply.results().get(3);
    List<@Nullable String> found = reply.results().get(0).getFirst();
    QualifiedName name = QualifiedName.of(text(found, 0), text(found, 1));
    List<List<@Nullable String>> workers = reply.results().get(1);
    return new Scene(name, reply.results().get(2).stream().map(IndexBuilding::index).toList(),
        workers.isEmpty() ? null : Worker.of(workers.getFirst(), name),
        holders.isEmpty() ? null : holder(holders.getFirst()), null);
  }

  private static Holder holder(List<@Nullable String> row) {
    return new Holder(text(row, 0).charAt(0), QualifiedName.of(text(row, 1), text(row, 2)),
        row.get(3) == null ? null : QualifiedName.of(text(row, 3), text(row, 4)));
  }

  private static Index index(List<@Nullable String> row) {
    return new Index(text(row, 0), QualifiedName.of(text(row, 1), text(row, 2)),
        "t".equals(row.get(3)) ? Validity.VALID : Validity.INVALID, text(row, 4));
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column));
  }

  private static String tableQuery(String table) {
    return """
        SELECT n.nspname, t.relname FROM pg_catalog.pg_class t
          JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) t.relnamespace
        WHERE t.oid OPERATOR(pg_catalog.=) %s""".formatted(table);
  }

  private String indexQuery(String table) {
    Identifier name = built.name();
    return """
        SELECT i.indexrelid, n.nspname, c.relname, i.indisvalid AND i.indisready AND i.indislive,
          COALESCE(pg_catalog.pg_get_indexdef(i.indexrelid), '')
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid
          JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
        WHERE i.indrelid OPERATOR(pg_catalog.=) %s AND c.relkind OPERATOR(pg_catalog.=) 'i'%s ORDER BY i.indexrelid"""
        .formatted(table, name == null
            ? ""
            : " AND c.relname OPERATOR(pg_catalog.=) " + Literal.of(name.name()) + "::pg_catalog.name");
  }

  /** An index lives in the schema of its table. */
  private String holderQuery(String table) {
    Identifier name = built.name();
    return """
        SELECT c.relkind, n.nspname, c.relname, tn.nspname, t.relname
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
          LEFT JOIN pg_catalog.pg_index i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid
          LEFT JOIN pg_catalog.pg_class t ON t.oid OPERATOR(pg_catalog.=) i.indrelid
          LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid OPERATOR(pg_catalog.=) t.relnamespace
        WHERE c.relname OPERATOR(pg_catalog.=) %s::pg_catalog.name
          AND c.relnamespace OPERATOR(pg_catalog.=)
            (SELECT o.relnamespace FROM pg_catalog.pg_class o WHERE o.oid OPERATOR(pg_catalog.=) %s)
          AND (i.indrelid IS NULL OR i.indrelid OPERATOR(pg_catalog.<>) %s)"""
        .formatted(name == null ? "NULL" : Literal.of(name.name()), table, table);
  }
}
