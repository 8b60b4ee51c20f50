package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.LockMode.Blocks;
import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.schema.rehearse.Rehearsed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long statements will take in the database in question, and what waits for them meanwhile. How long they themselves wait for a lock, while
 * everybody else waits behind them, is not in it. Values.
 *
 * @param lines a line for each statement, in their order
 * @param holds what waits, and how long, in the order of its beginning
 * @param rates by which it was worked out
 */
public record Forecast(List<Line> lines, List<Hold> holds, Rates rates) {
  public Forecast {
    lines = List.copyOf(lines);
    holds = List.copyOf(holds);
  }

  /**
   * A relation that is locked.
   *
   * @param relation as the database in question calls it
   * @param size there, or null if that is not known
   */
  public record Locked(Observation.Relation relation, LockMode mode, @Nullable Size size) {}

  /**
   * A statement.
   *
   * @param locked what it locks the most; null if nothing that is there before the migrations
   * @param estimate how long it takes
   * @param basis what it does meanwhile that takes the longer the larger the tables are, and how fast
   */
  public record Line(Rehearsed statement, @Nullable Locked locked, Estimate estimate, List<String> basis) {
    public Line {
      basis = List.copyOf(basis);
    }
  }

  /**
   * For how long something waits: from the statement that locks a relation to the end of its transaction.
   *
   * @param since the statement that locks it, or locks it more than one before it
   * @param estimate how long it is held
   */
  public record Hold(Locked locked, Rehearsed since, Estimate estimate) {}

  /**
   * Works it out.
   *
   * @param statements that were rehearsed, in their order; nothing of them has run in the database in question
   * @param statistics of the database in question
   */
  public static Forecast of(List<Rehearsed> statements, Statistics statistics, Rates rates) {
    Sizes sizes = new Sizes(statistics, statements);
    List<Line> lines = new ArrayList<>();
    for (Rehearsed statement : statements) {
      switch (statement.outcome()) {
        case Rehearsed.Outcome.Ran ran -> lines.add(line(statement, ran.observation(), sizes, rates));
        case Rehearsed.Outcome.Failed failed ->
          lines.add(new Line(statement, null, new Estimate.Unknown(0), List.of("was refused in the rehearsal")));
      }
    }
    return new Forecast(lines, holds(lines, sizes), rates);
  }

  private static Line line(Rehearsed statement, Observation observation, Sizes sizes, Rates rates) {
    List<Piece> pieces = Estimator.pieces(statement, observation, sizes, rates);
    sizes.after(observation, statement.after());
    Estimate estimate = pieces.stream().map(Piece::estimate).reduce(new Estimate.Short(), Estimate::then);
    return new Line(statement, strongest(statement, observation, sizes), estimate,
        pieces.stream().map(Piece::words).toList());
  }

  private static @Nullable Locked strongest(Rehearsed statement, Observation observation, Sizes sizes) {
    return locks(statement, observation, sizes)
        .max(Comparator.comparing((Map.Entry<Catalog.Relation, Locked> entry) -> entry.getValue().mode())
            .thenComparing(entry -> !entry.getKey().isIndex()).thenComparing(entry -> bytes(entry.getValue()))
            .thenComparing(entry -> entry.getValue().relation().toString(), Comparator.reverseOrder()))
        .map(Map.Entry::getValue).orElse(null);
  }

  private static long bytes(Locked locked) {
    Size size = locked.size();
    return size == null ? -1 : size.bytes();
  }

  /** On what others know. */
  private static Stream<Map.Entry<Catalog.Relation, Locked>> locks(Rehearsed statement, Observation observation,
      Sizes sizes) {
    return observation.locks().stream().flatMap(lock -> statement.before().find(lock.relation())
        .filter(sizes::isThere).map(relation -> Map.entry(relation,
            new Locked(sizes.name(relation), lock.mode(), sizes.of(relation).orElse(null))))
        .stream());
  }

  private static List<Hold> holds(List<Line> lines, Sizes sizes) {
    List<Hold> holds = new ArrayList<>();
    Map<Integer, List<Line>> transactions = new LinkedHashMap<>();
    lines.forEach(
        line -> transactions.computeIfAbsent(line.statement().transaction(), none -> new ArrayList<>()).add(line));
    transactions.values().forEach(transaction -> holds.addAll(inTransaction(transaction, sizes)));
    return holds;
  }

  private static List<Hold> inTransaction(List<Line> transaction, Sizes sizes) {
    List<Hold> holds = new ArrayList<>();
    Map<String, Blocks> blocked = new LinkedHashMap<>();
    for (int i = 0; i < transaction.size(); i++) {
      Rehearsed statement = transaction.get(i).statement();
      Estimate rest = transaction.subList(i, transaction.size()).stream().map(Line::estimate)
          .reduce(new Estimate.Short(), Estimate::then);
      observation(statement).stream().flatMap(seen -> locks(statement, seen, sizes))
          .filter(entry -> !entry.getKey().isIndex()).forEach(entry -> {
            Blocks blocks = entry.getValue().mode().blocks();
            Blocks before = blocked.get(entry.getKey().oid());
            if (blocks.compareTo(Blocks.WRITES) >= 0 && (before == null || before.compareTo(blocks) < 0)) {
              blocked.put(entry.getKey().oid(), blocks);
              holds.add(new Hold(entry.getValue(), statement, rest));
            }
          });
    }
    return holds;
  }

  private static Optional<Observation> observation(Rehearsed statement) {
    return switch (statement.outcome()) {
      case Rehearsed.Outcome.Ran ran -> Optional.of(ran.observation());
      case Rehearsed.Outcome.Failed failed -> Optional.empty();
    };
  }

  /** For display: first those that keep reads or writes waiting, the longest first, then what takes long without harm. */
  public List<Line> worstFirst() {
    return lines.stream().sorted(Comparator.comparing((Line line) -> harms(line.locked()) && takes(line.estimate()))
        .thenComparing(line -> line.estimate().weight()).thenComparing(line -> harms(line.locked()))
        .thenComparing(line -> line.locked() == null ? Blocks.DROPS : line.locked().mode().blocks()).reversed())
        .toList();
  }

  /** For display: the longest first. */
  public List<Hold> longestFirst() {
    return holds.stream().sorted(Comparator.comparingDouble((Hold hold) -> hold.estimate().weight())
        .thenComparing(hold -> hold.locked().mode().blocks()).reversed()).toList();
  }

  private static boolean harms(@Nullable Locked locked) {
    return locked != null && locked.mode().blocks().compareTo(Blocks.WRITES) >= 0;
  }

  private static boolean takes(Estimate estimate) {
    return !(estimate instanceof Estimate.Short);
  }
}
