package dev.whimbrel.schema.forecast;

import dev.whimbrel.schema.forecast.Statistics.Size;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.LockMode.Blocks;
import dev.whimbrel.schema.rehearse.Observation;
import dev.whimbrel.schema.rehearse.Rehearsed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long statements will take in the database in question, and what waits for them meanwhile. How long they
 * themselves wait
 * for a lock, while everybody else waits behind them, is not in it. Values.
 *
 * @param lines a line for each statement, in their order
 * @param holds what waits, and how long, in the order of its beginning
 * @param rates by which it was worked out
 * @param load how busy is what is locked
 */
public record Forecast(List<Line> lines, List<Hold> holds, Rates rates, Load load) {
  public Forecast {
    lines = List.copyOf(lines);
    holds = List.copyOf(holds);
  }

  /**
   * A relation that is locked. An index stands for its table: who plans a query of the table has to look at all of its
   * indexes.
   *
   * @param relation as the database in question calls it
   * @param size there, or null if that is not known
   */
  public record Locked(Observation.Relation relation, LockMode mode, @Nullable Size size) {}

  /**
   * A statement.
   *
   * @param locked what is locked the most while it runs, of all that it is about; null if that is nothing that is there
   *     before the migrations
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
   * Works it out; how busy anything is, is not known.
   *
   * @param statements that were rehearsed, in their order; nothing of them has run in the database in question
   * @param statistics of the database in question
   */
  public static Forecast of(List<Rehearsed> statements, Statistics statistics, Rates rates) {
    Sizes sizes = new Sizes(statistics, statements);
    List<Line> lines = new ArrayList<>();
    List<Hold> holds = new ArrayList<>();
    int i = 0;
    while (i < statements.size()) {
      int number = statements.get(i).transaction();
      Transaction transaction = new Transaction(sizes, rates);
      while (i < statements.size() && statements.get(i).transaction() == number) {
        transaction.add(statements.get(i));
        i++;
      }
      lines.addAll(transaction.lines());
      holds.addAll(transaction.holds());
    }
    return new Forecast(lines, holds, rates, Load.Unknown.notAsked());
  }

  /** The same where it is known how busy the database in question is. */
  public Forecast withLoad(Load known) {
    return new Forecast(lines, holds, rates, known);
  }

  /**
   * For display: first those that keep reads or writes waiting, the longest first, then what takes long without harm.
   */
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
    return !(estimate instanceof Estimate.AtOnce);
  }
}
