package dev.whimbrel.schema.rehearse;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.schema.rehearse.Observation.Lock;
import dev.whimbrel.schema.rehearse.Observation.Relation;
import dev.whimbrel.schema.rehearse.Observation.Scan;
import dev.whimbrel.schema.rehearse.Observation.Written;
import dev.whimbrel.schema.resource.Resource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a transaction has done so far, asked in its own session: the difference of two is what the statement between them did.
 *
 * @param locks the strongest on each relation, by its oid
 * @param timeouts that hold for the next statement
 */
record Probe(Catalog catalog, Map<String, LockMode> locks, Timeouts timeouts) {
  private static final String LOCKS = Resource.query(Probe.class, "locks.sql");
  private static final String NO_FILE = "0";
  private static final Set<String> TABLES = Set.of("r", "m", "p", "f");

  static Probe of(Database database) {
    Answer answer = Asked.of(database, CatalogReader.QUERIES + ";\n" + LOCKS);
    Map<String, LockMode> locks = new HashMap<>();
    answer.rows(CatalogReader.COUNT).forEach(row -> locks.merge(Objects.requireNonNull(row.get(0)),
        LockMode.of(Objects.requireNonNull(row.get(1))), Probe::stronger));
    return new Probe(CatalogReader.read(answer), locks, CatalogReader.timeouts(answer));
  }

  static LockMode stronger(LockMode one, LockMode other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /**
   * What was done since an earlier one.
   *
   * @param others what others than the migrations know: only that counts, but for the catalog and for rows that are written
   */
  Observation since(Probe before, Catalog others, Duration took) {
    return new Observation(locksSince(before, others), rewrittenSince(before, others), scannedSince(before, others),
        builtSince(before, others), writtenSince(before), Changes.between(before.catalog, catalog), took);
  }

  private List<Lock> locksSince(Probe before, Catalog others) {
    return others.relations().entrySet().stream().flatMap(entry -> {
      LockMode now = locks.get(entry.getKey());
      LockMode then = before.locks.get(entry.getKey());
      return now == null || (then != null && then.compareTo(now) >= 0)
          ? Stream.empty()
          : Stream.of(new Lock(before.catalog.find(entry.getKey()).orElse(entry.getValue()).named(), now));
    }).toList();
  }

  private List<Relation> rewrittenSince(Probe before, Catalog others) {
    return before.catalog.relations().entrySet().stream().filter(entry -> {
      Catalog.Relation now = catalog.relations().get(entry.getKey());
      return now != null && isKnown(now, others) && !now.file().equals(entry.getValue().file());
    }).map(entry -> entry.getValue().named()).toList();
  }

  /** An index that nobody knows yet matters where its table does. */
  private static boolean isKnown(Catalog.Relation relation, Catalog others) {
    return others.relations().containsKey(relation.oid()) || others.relations().containsKey(relation.table());
  }

  private List<Scan> scannedSince(Probe before, Catalog others) {
    return tables(others).flatMap(now -> {
      Catalog.Relation then = before.catalog.relations().get(now.oid());
      return then == null || now.done().scans() <= then.done().scans()
          ? Stream.empty()
          : Stream.of(new Scan(now.named(), now.done().rows() - then.done().rows()));
    }).toList();
  }

  private List<Written> writtenSince(Probe before) {
    return tables(catalog).flatMap(now -> {
      Catalog.Relation then = before.catalog.relations().get(now.oid());
      Catalog.Done done = then == null ? new Catalog.Done(0, 0, 0, 0, 0) : then.done();
      Written written = new Written(now.named(), now.done().inserted() - done.inserted(),
          now.done().updated() - done.updated(), now.done().deleted() - done.deleted());
      return written.inserted() > 0 || written.updated() > 0 || written.deleted() > 0
          ? Stream.of(written)
          : Stream.empty();
    }).toList();
  }

  private Stream<Catalog.Relation> tables(Catalog others) {
    return catalog.relations().values().stream()
        .filter(one -> TABLES.contains(one.kind()) && others.relations().containsKey(one.oid()));
  }

  /** An index may only get another number and keep its file: that is not building it. */
  private List<Relation> builtSince(Probe before, Catalog others) {
    Set<String> files = before.catalog.relations().values().stream().map(Catalog.Relation::file)
        .filter(file -> !file.equals(NO_FILE)).collect(Collectors.toSet());
    return catalog.relations().values().stream()
        .filter(one -> !before.catalog.relations().containsKey(one.oid())
            && others.relations().containsKey(one.table()) && !files.contains(one.file()))
        .map(Catalog.Relation::named).toList();
  }
}
