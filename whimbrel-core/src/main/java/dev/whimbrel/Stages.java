package dev.whimbrel;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.LockHolder;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.peer.Adoption;
import dev.whimbrel.peer.Sources;
import dev.whimbrel.peer.Upkeep;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a database and a plan, the same for an application and for the command line: whose history it is, what another
 * tool did to it in between, and whether it is there at all.
 */
public final class Stages {
  private final Database database;
  private final Journal journal;
  private final @Nullable Unnamed unnamed;

  /**
   * Where nobody said whose migrations these are.
   *
   * @param naming how to say it, for the middle of a sentence
   * @param leaving how to say that they have no name
   */
  public record Unnamed(String naming, String leaving) {}

  /**
   * For one service of a database.
   *
   * @param unnamed null if somebody said which service it is
   */
  public Stages(Database database, Journal journal, @Nullable Unnamed unnamed) {
    this.database = database;
    this.journal = journal;
    this.unnamed = unnamed;
  }

  /**
   * The history of the service.
   *
   * @throws WhimbrelException if no service is named and the journal holds those of named ones alone: without a name, everything would
   *     run once more
   */
  public History history() {
    History history = journal.read();
    if (history.entries().isEmpty() && unnamed != null) {
      refuseShared(unnamed);
    }
    return history;
  }

  private void refuseShared(Unnamed how) {
    // the unnamed one may have come since the journal was read
    List<String> services = journal.services().stream().filter(service -> !service.isEmpty()).toList();
    if (!services.isEmpty()) {
      throw new WhimbrelException(Problem.of(ProblemCode.CONFIGURATION,
          "this database is shared by services, and no service is named")
          .state("nothing was changed")
          .remedy(how.naming() + "; the journal knows " + String.join(", ", services)
              + "; if this is one more, without a name, say so with: " + how.leaving()),
          null);
    }
  }

  /** The same with what another tool, whose table is kept up here, did since the last run. */
  public History seen(Sources sources) {
    return seen(sources, history());
  }

  /** The same of a history that was read. */
  public History seen(Sources sources, History read) {
    return upkeep(sources).asSeen(read);
  }

  private Upkeep upkeep(Sources sources) {
    return new Upkeep(database, journal, sources);
  }

  /**
   * Refuses to take a history that is gone for one that begins.
   *
   * @throws WhimbrelException if there is a sign of that
   */
  public void refuseLost(History history, Sources sources) {
    if (history.entries().isEmpty()) {
      Journal.Emptiness emptiness = journal.emptiness(sources.set(), Adoption.QUESTION);
      Adoption.sign(database, emptiness.rows(), sources)
          .or(emptiness::sign)
          .ifPresent(problem -> {
            throw new WhimbrelException(problem, null);
          });
    }
  }

  /**
   * Does work that changes the history while nobody else does.
   *
   * @param wait how long to try for the lock
   * @param waiting is told who holds it
   */
  public <T> T locked(Duration wait, Consumer<LockHolder> waiting, Supplier<T> work) {
    return database.locked(journal.lockKey(), wait, waiting, work);
  }

  /**
   * Does work, under the lock, so that another tool that shares the database sees it: under its locks too, with what it did in the
   * history, and with a journal that keeps up its table.
   *
   * @param before the history as {@link #history} told it under the lock
   */
  public <T> T beside(Sources sources, History before, Duration wait, Consumer<LockHolder> waiting,
      BiFunction<Journal, History, T> work) {
    return upkeep(sources).during(before, wait, waiting, work);
  }
}
