package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.schema.rehearse.Observation.Scan;
import dev.whimbrel.schema.rehearse.Observation.Written;
import dev.whimbrel.schema.rehearse.Rehearsed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one statement does that grows with tables, piece by piece: what was seen on the shadow, in the sizes of the
 * target.
 */
final class Estimator {
  private static final String FOREIGN_KEY = "f";
  private static final String CHECK = "c";
  private static final Set<String> HOLDS_ROWS = Set.of("r", "m");
  private static final Set<String> FIXED_LENGTH = Set.of("smallint", "integer", "bigint", "oid", "real",
      "double precision", "boolean", "date", "uuid");
  private static final List<String> TIMES = List.of("timestamp", "time", "interval");

  /** Of which it is measured what they take, or which take no longer. */
  private static final Set<String> SORTED = Set.of("btree", "hash", "brin");

  /** Where the words that say how an index is built stand. */
  private static final int LOOK = 60;

  private final Rehearsed statement;
  private final Observation observation;
  private final Sizes sizes;
  private final Rates rates;
  private final List<Piece> pieces = new ArrayList<>();

  /** Oids of tables whose reading is part of something else. */
  private final Set<String> accounted = new HashSet<>();

  private Estimator(Rehearsed statement, Observation observation, Sizes sizes, Rates rates) {
    this.statement = statement;
    this.observation = observation;
    this.sizes = sizes;
    this.rates = rates;
  }

  static List<Piece> pieces(Rehearsed statement, Observation observation, Sizes sizes, Rates rates) {
    return new Estimator(statement, observation, sizes, rates).pieces();
  }

  private List<Piece> pieces() {
    if (begins("TRUNCATE")) {
      return List.of();
    }
    rewrites();
    indexes();
    foreignKeys();
    scans();
    if (begins("REFRESH")) {
      pieces.add(new Piece(new Estimate.Unknown(0), "runs the query of the view, however long that takes"));
    } else {
      observation.written().forEach(this::writes);
    }
    return pieces.stream().filter(Piece::counts).toList();
  }

  private boolean begins(String word) {
    return statement.statement().brief(word.length() + 1).toUpperCase(Locale.ROOT).startsWith(word);
  }

  private void rewrites() {
    observation.rewritten().stream().flatMap(relation -> known(relation).stream())
        .filter(table -> HOLDS_ROWS.contains(table.kind()) && accounted.add(table.oid())).forEach(table -> {
          double computed = computed(table) * rates.computed().perRow() / 1e9;
          grows(table, (bytes, rows) -> rates.rewrite().linear(bytes, rows) + computed * rows,
              "rewrites %s of " + name(table) + "%s");
        });
  }

  /** New columns with a value of its own in each row. */
  private long computed(Catalog.Relation table) {
    Set<Integer> before = statement.before().columns(table).map(Catalog.Column::number).collect(Collectors.toSet());
    return statement.after().columns(table).filter(column -> !before.contains(column.number()))
        .filter(column -> column.expression() != null || !column.identity().isEmpty()).count();
  }

  private void indexes() {
    Map<String, List<Catalog.Relation>> byTable = new LinkedHashMap<>();
    Stream.concat(observation.rewritten().stream(), observation.built().stream()).distinct()
        .flatMap(relation -> known(relation).stream()).filter(index -> index.kind().equals("i"))
        .forEach(index -> byTable.computeIfAbsent(index.table(), none -> new ArrayList<>()).add(index));
    byTable.forEach((oid, indexes) -> statement.after().find(oid).ifPresent(table -> builds(table, indexes)));
  }

  private void builds(Catalog.Relation table, List<Catalog.Relation> indexes) {
    accounted.add(table.oid());
    List<Catalog.Relation> sorted = indexes.stream().filter(index -> SORTED.contains(method(index))).toList();
    if (!sorted.isEmpty()) {
      grows(table, (bytes, rows) -> sorted.stream().mapToDouble(index -> build(index, bytes, rows)).sum(),
          builds(sorted) + " over %s of " + name(table) + "%s");
    }
    indexes.stream().filter(index -> !sorted.contains(index)).forEach(index -> unmeasured(table, index));
  }

  private double build(Catalog.Relation index, double bytes, double rows) {
    double once = (isOfFixedLength(index) ? rates.numbers() : rates.texts()).sorting(bytes, rows);
    return once + (concurrently() ? compared(bytes, rows) : 0);
  }

  /** An index that is built while others write is compared with the table once more. */
  private double compared(double bytes, double rows) {
    return rates.scan().linear(bytes, rows) + rates.numbers().linear(0, Work.doublings(rows));
  }

  private boolean concurrently() {
    return statement.bound() == Rehearsed.Bound.ALONE && statement.statement().brief(LOOK).toUpperCase(Locale.ROOT)
        .contains("CONCURRENTLY");
  }

  /** How long they take depends on what is in them: it is not less than for one that only sorts. */
  private void unmeasured(Catalog.Relation table, Catalog.Relation index) {
    String words = builds(List.of(index)) + " over %s of " + name(table) + "%s, which takes longer for "
        + method(index);
    Piece least = grown(table, rates.texts()::sorting, words);
    if (least.counts()) {
      pieces.add(new Piece(new Estimate.Unknown(0).then(least.estimate()), least.words()));
    }
  }

  private String builds(List<Catalog.Relation> indexes) {
    String what = indexes.size() == 1 ? "index " + name(indexes.getFirst()) : indexes.size() + " indexes";
    List<Size> known = indexes.stream().filter(sizes::isThere).map(sizes::of).flatMap(Optional::stream).toList();
    return "builds " + what + (known.size() < indexes.size()
        ? ""
        : " of " + Words.bytes(known.stream().mapToLong(Size::bytes).sum()));
  }

  private String method(Catalog.Relation index) {
    Catalog.Index known = statement.after().indexes().get(index.oid());
    return known == null ? "btree" : known.method();
  }

  private boolean isOfFixedLength(Catalog.Relation index) {
    Catalog.Index known = statement.after().indexes().get(index.oid());
    Optional<Catalog.Relation> table = statement.after().find(index.table());
    return known != null && table.isPresent() && known.keys().stream().allMatch(
        key -> statement.after().column(table.get(), key).filter(Estimator::isOfFixedLength).isPresent());
  }

  private static boolean isOfFixedLength(Catalog.Column column) {
    return FIXED_LENGTH.contains(column.type()) || TIMES.stream().anyMatch(column.type()::startsWith);
  }

  /** Those that are proven now: new ones, and such as were not valid. Without reading its table, nothing is proven. */
  private void foreignKeys() {
    Set<String> read = scanned().map(Catalog.Relation::oid).collect(Collectors.toSet());
    proven(FOREIGN_KEY).forEach(key -> foreignKey(key, read));
  }

  private Stream<Catalog.Constraint> proven(String type) {
    Set<String> before = valid(statement.before(), type).map(Catalog.Constraint::oid).collect(Collectors.toSet());
    return valid(statement.after(), type).filter(constraint -> !before.contains(constraint.oid()));
  }

  private void foreignKey(Catalog.Constraint key, Set<String> read) {
    Catalog.Relation table = statement.after().find(key.relation()).orElse(null);
    Catalog.Relation target = statement.after().find(key.references()).orElse(null);
    if (table == null || target == null || withParts(table).map(Catalog.Relation::oid).noneMatch(read::contains)) {
      return;
    }
    Stream.concat(withParts(table), withParts(target)).forEach(one -> accounted.add(one.oid()));
    Optional<Size> other = sizes.of(target);
    String words = "looks up %s of " + name(table) + " in " + name(target) + "%s";
    if (other.isEmpty()) {
      pieces.add(new Piece(new Estimate.Unknown(0), words.formatted("the rows", "")));
      return;
    }
    Size size = other.get();
    grows(table, (bytes, rows) -> rates.lookUp(bytes + size.bytes(), rows, Piece.rows(size)), words);
  }

  private static Stream<Catalog.Constraint> valid(Catalog catalog, String type) {
    return catalog.constraints().stream().filter(constraint -> constraint.type().equals(type)
        && constraint.validity() == Catalog.Constraint.Validity.VALID);
  }

  /** A table and its partitions. */
  private Stream<Catalog.Relation> withParts(Catalog.Relation table) {
    return table.kind().equals("p")
        ? Stream.concat(Stream.of(table), statement.after().children(table).flatMap(this::withParts))
        : Stream.of(table);
  }

  private void scans() {
    Set<String> checked = proven(CHECK).map(Catalog.Constraint::relation).collect(Collectors.toSet());
    scanned().filter(table -> !accounted.contains(table.oid())).forEach(table -> {
      Work work = checked.contains(table.oid()) ? rates.check() : rates.scan();
      grows(table, work::linear, "reads %s of " + name(table) + "%s");
    });
  }

  private Stream<Catalog.Relation> scanned() {
    return observation.scanned().stream().flatMap(scan -> known(scan.relation()).stream());
  }

  /**
   * As large a part of what was read as on the shadow, and perhaps all of it: the shadow has few rows, and others. What
   * was
   * written without reading a table does not grow with one.
   */
  private void writes(Written written) {
    Catalog.Relation table = known(written.relation()).orElse(null);
    Catalog.Relation source = scanned().max(Comparator.comparingDouble(this::weight)).orElse(null);
    long changed = Math.max(written.inserted(), written.updated() + written.deleted());
    if (table == null || source == null || changed == 0) {
      return;
    }
    long read = observation.scanned().stream().mapToLong(Scan::rows).max().orElse(0);
    double share = read == 0 ? 1 : Math.min(1, (double) changed / read);
    double indexes = (1 + statement.after().indexes(table).count()) / 2.0;
    Piece all = grown(source, (bytes, rows) -> indexes * rates.update().linear(bytes, rows),
        (share < 1 ? "writes some, perhaps all, of %s of " : "writes as many rows as %s of ") + name(source) + "%s");
    pieces.add(share < 1 ? new Piece(partly(all.estimate(), share), all.words()) : all);
  }

  private static Estimate partly(Estimate all, double share) {
    return switch (all) {
      case Estimate.Between between -> new Estimate.Between(0, share * between.likely(), between.high());
      case Estimate.Unknown unknown -> unknown;
      case Estimate.AtOnce none -> none;
    };
  }

  private double weight(Catalog.Relation table) {
    return sizes.of(table).map(size -> (double) size.bytes()).orElse(Double.POSITIVE_INFINITY);
  }

  private void grows(Catalog.Relation table, Piece.Formula formula, String words) {
    pieces.add(grown(table, formula, words));
  }

  /** The words have a place for how much it is, and one for how fast that goes. */
  private Piece grown(Catalog.Relation table, Piece.Formula formula, String words) {
    return Piece.of(sizes.of(table), rates.uncertainty(), formula, words);
  }

  private Optional<Catalog.Relation> known(Observation.Relation relation) {
    return statement.after().find(relation).or(() -> statement.before().find(relation));
  }

  /** In words that have places, where a percent sign is written twice. */
  private static String name(Catalog.Relation relation) {
    return Quoting.name(relation.schema(), relation.name()).replace("%", "%%");
  }
}
