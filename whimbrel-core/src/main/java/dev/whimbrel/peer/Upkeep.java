package dev.whimbrel.peer;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.ForeignLock;
import dev.whimbrel.database.LockHolder;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.MirroredTable;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Work beside another tool: under its locks, after what it did in between is in the journal, and so that it sees what is done. */
public final class Upkeep {
  private final Database database;
  private final Journal journal;
  private final Sources sources;

  /**
   * For one database and directory.
   *
   * @param journal of the service whose directory it is
   */
  public Upkeep(Database database, Journal journal, Sources sources) {
    this.database = database;
    this.journal = journal;
    this.sources = sources;
  }

  /**
   * Does work, with the journal that keeps up the other tool's table where there is one. The caller holds the migration lock.
   *
   * @param history what the journal says; where nothing is kept up, the work is done with that alone
   * @param wait how long to try for the other tool's locks
   * @param waiting is told who holds them
   * @param work is given the journal to write, and the history with what the other tool did
   * @throws WhimbrelException if the other tool's table cannot be read, or says what has to be settled first
   */
  public <T> T during(History history, Duration wait, Consumer<LockHolder> waiting,
      BiFunction<Journal, History, T> work) {
    if (history.mirrored().isEmpty()) {
      return work.apply(journal, history);
    }
    MirroredTable mirrored = history.mirrored().get();
    PeerTable table = PeerTable.of(mirrored);
    return beside(database, table, wait, waiting, () -> {
      Inquiry inquiry = new Inquiry(database, table, sources);
      List<List<@Nullable String>> rows = inquiry.rows();
      History now = learn(table, mirrored, inquiry.claims(rows, history), history);
      Bookkeeping written = table.tool().bookkeeping().in(rows, sources, history);
      return work.apply(journal.with(new Mirroring(table, written, sources, now)), now);
    });
  }

  /**
   * Does work under the locks of the tool whose table it is. The caller holds the migration lock.
   *
   * @param wait how long to try
   * @param waiting is told who holds them
   */
  public static <T> T beside(Database database, PeerTable table, Duration wait, Consumer<LockHolder> waiting,
      Supplier<T> work) {
    List<ForeignLock> locks = table.tool().bookkeeping().locks(table, database.identity());
    return locked(database, locks, wait, waiting, work);
  }

  private static <T> T locked(Database database, List<ForeignLock> locks, Duration wait, Consumer<LockHolder> waiting,
      Supplier<T> work) {
    return locks.isEmpty()
        ? work.get()
        : database.lockedBeside(locks.getFirst(), wait, waiting,
            () -> locked(database, locks.subList(1, locks.size()), wait, waiting, work));
  }

  /**
   * What the journal will say when the next run begins: with what the other tool did since the last one. Reads alone, without a lock.
   *
   * @throws WhimbrelException as {@link #during}
   */
  public History asSeen(History history) {
    return history.mirrored().map(PeerTable::of)
        .map(table -> history.with(Reconciliation.of(table.tool(),
            Adoption.read(database, table, sources, history), sources, history).orThrow()))
        .orElse(history);
  }

  /**
   * What the other tool did since the last run. Reads alone, without a lock.
   *
   * @throws WhimbrelException as {@link #during}
   */
  public List<NewEntry> news(History history) {
    return history.mirrored()
        .map(mirrored -> seen(PeerTable.of(mirrored), mirrored, history))
        .orElse(List.of());
  }

  private List<NewEntry> seen(PeerTable table, MirroredTable mirrored, History history) {
    return news(table, mirrored, Adoption.read(database, table, sources, history), history);
  }

  private History learn(PeerTable table, MirroredTable mirrored, Claims claims, History history) {
    List<NewEntry> entries = news(table, mirrored, claims, history);
    if (entries.isEmpty()) {
      return history;
    }
    journal.create();
    journal.append(entries);
    return journal.read();
  }

  private List<NewEntry> news(PeerTable table, MirroredTable mirrored, Claims claims, History history) {
    List<Problem> ahead = claims.withoutFile().stream()
        .filter(name -> !mirrored.leftOut().contains(name))
        .filter(name -> !isApplied(history, name))
        .map(name -> ahead(table, name))
        .toList();
    if (!ahead.isEmpty()) {
      throw new WhimbrelException(ahead);
    }
    List<NewEntry> entries = Reconciliation.of(table.tool(), claims, sources, history).orThrow();
    refuseEmptied(table, claims, entries, history);
    return entries;
  }

  /** One that another tool reverted is news; that all are gone at once may as well be a table that somebody emptied. */
  private static void refuseEmptied(PeerTable table, Claims claims, List<NewEntry> entries, History history) {
    long withdrawn = entries.stream().filter(entry -> entry.event() == Event.WITHDRAWN).count();
    boolean all = claims.claims().stream().noneMatch(Claim::hasBegun) && withdrawn > 1
        && withdrawn == history.applied().size();
    if (all) {
      throw new WhimbrelException(Problem.of(ProblemCode.MISSING, "the table " + table + " of " + table.tool().label()
          + " says of none of the " + withdrawn + " migrations any more that it is applied")
          .state("nothing was changed")
          .remedy("if " + table.tool().label() + " reverted them all: whimbrel adopt, which compares that with the "
              + "database; if the table was emptied by mistake: whimbrel adopt --detach, and then: whimbrel hand-back --to "
              + table.tool().label()),
          null);
    }
  }

  /** Of a migration that the journal knows, and whose file is gone, the planner speaks. */
  private static boolean isApplied(History history, String name) {
    return history.applied().stream().anyMatch(
        entry -> entry.key().equals(name) || entry.version().equals(name) || entry.file().equals(name));
  }

  private static Problem ahead(PeerTable table, String name) {
    return Problem.of(ProblemCode.MISSING,
        table.tool().label() + " applied " + name + " since Whimbrel last looked, and this directory has no file of it")
        .state("nothing was changed")
        .remedy("bring the directory up to date; or, if the file is gone for good, leave that row as it is with: "
            + "whimbrel adopt --skip-missing");
  }
}
