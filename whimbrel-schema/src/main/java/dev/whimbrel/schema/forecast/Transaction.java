package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.forecast.Forecast.Hold;
import dev.whimbrel.schema.forecast.Forecast.Line;
import dev.whimbrel.schema.forecast.Forecast.Locked;
import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.LockMode.Blocks;
import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.schema.rehearse.Observation.Scan;
import dev.whimbrel.schema.rehearse.Observation.Written;
import dev.whimbrel.schema.rehearse.Rehearsed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Statements that commit together, of which each keeps the locks of those before it. */
final class Transaction {
  private final Sizes sizes;
  private final Rates rates;
  private final List<Line> lines = new ArrayList<>();
  private final List<Begun> begun = new ArrayList<>();

  /** The strongest so far on each table, by its oid. */
  private final Map<String, LockMode> held = new HashMap<>();

  Transaction(Sizes sizes, Rates rates) {
    this.sizes = sizes;
    this.rates = rates;
  }

  /**
   * Something begins to wait.
   *
   * @param line the index of the statement
   */
  private record Begun(Locked locked, int line) {}

  void add(Rehearsed statement) {
    switch (statement.outcome()) {
      case Rehearsed.Outcome.Ran ran -> add(statement, ran.observation());
      case Rehearsed.Outcome.Failed failed ->
        lines.add(new Line(statement, null, new Estimate.Unknown(0), List.of("was refused in the rehearsal")));
    }
  }

  private void add(Rehearsed statement, Observation observation) {
    List<Piece> pieces = Estimator.pieces(statement, observation, sizes, rates);
    sizes.after(observation, statement.after());
    locks(statement, observation);
    Estimate estimate = pieces.stream().map(Piece::estimate).reduce(Estimate::then).map(this::withStart)
        .orElse(new Estimate.AtOnce());
    lines.add(new Line(statement, strongest(statement, observation), estimate,
        pieces.stream().map(Piece::words).toList()));
  }

  /** What any statement takes counts where something is known of the rest. */
  private Estimate withStart(Estimate work) {
    double fixed = rates.fixed();
    return work instanceof Estimate.Between
        ? work.then(new Estimate.Between(fixed / rates.uncertainty(), fixed, fixed * rates.uncertainty()))
        : work;
  }

  private void locks(Rehearsed statement, Observation observation) {
    Map<String, Blocks> before = new HashMap<>();
    held.forEach((oid, mode) -> before.put(oid, mode.blocks()));
    Set<Catalog.Relation> tables = new HashSet<>();
    observation.locks().forEach(lock -> statement.before().find(lock.relation()).map(statement.before()::tableOf)
        .filter(sizes::isThere).ifPresent(table -> {
          tables.add(table);
          held.merge(table.oid(), lock.mode(), Transaction::stronger);
        }));
    tables.stream().sorted(Comparator.comparing(table -> sizes.name(table).toString())).forEach(table -> {
      Locked locked = locked(table);
      Blocks blocks = locked.mode().blocks();
      if (blocks.compareTo(Blocks.WRITES) >= 0 && blocks != before.get(table.oid())) {
        begun.add(new Begun(locked, lines.size()));
      }
    });
  }

  private static LockMode stronger(LockMode one, LockMode other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private Locked locked(Catalog.Relation table) {
    return new Locked(sizes.name(table), Objects.requireNonNull(held.get(table.oid())), sizes.of(table).orElse(null));
  }

  /** Of what it locks and what it works on. */
  private @Nullable Locked strongest(Rehearsed statement, Observation observation) {
    return Stream.of(observation.locks().stream().map(Observation.Lock::relation), observation.rewritten().stream(),
        observation.built().stream(), observation.scanned().stream().map(Scan::relation),
        observation.written().stream().map(Written::relation)).flatMap(relations -> relations)
        .flatMap(relation -> Stream.of(statement.before(), statement.after())
            .flatMap(catalog -> catalog.find(relation).map(catalog::tableOf).stream()))
        .filter(table -> held.containsKey(table.oid())).map(this::locked)
        .max(Comparator.comparing(Locked::mode).thenComparing(Transaction::bytes)
            .thenComparing(one -> one.relation().toString(), Comparator.reverseOrder()))
        .orElse(null);
  }

  private static long bytes(Locked locked) {
    Size size = locked.size();
    return size == null ? -1 : size.bytes();
  }

  List<Line> lines() {
    return lines;
  }

  /** All of them to the end of the transaction. */
  List<Hold> holds() {
    return begun.stream().map(one -> new Hold(one.locked(), lines.get(one.line()).statement(),
        lines.subList(one.line(), lines.size()).stream().map(Line::estimate).reduce(new Estimate.AtOnce(),
            Estimate::then)))
        .toList();
  }
}
