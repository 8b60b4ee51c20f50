package dev.whimbrel;

import dev.whimbrel.database.Database;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.Release;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.peer.Adoption;
import dev.whimbrel.peer.Sources;
import dev.whimbrel.peer.Upkeep;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.Runner;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.sql.Identifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What an application does at its start: bring its database up to date. */
public final class Whimbrel {
  /** The schema of the journal where nobody chooses another. */
  public static final Identifier JOURNAL_SCHEMA = new Identifier("whimbrel");

  private static final Duration LOCK_WAIT = Duration.ofMinutes(5);

  private Whimbrel() {}

  /**
   * Applies everything pending, in whatever format the directory is, while this session holds the migration lock.
   *
   * @param database an open session; see {@link Database#open} and {@link Database#of}
   * @param events is told of every step
   * @return what became of each step; a failed one is in it
   * @throws dev.whimbrel.problem.WhimbrelException if the directory, the history or the server do not allow a run; nothing was changed
   *     then. With {@code LOCK_LOST}, at the end of a run: what was applied is committed, and the history tells it
   */
  public static RunReport up(Path directory, Database database, Consumer<RunEvent> events) {
    FileSet files = FileSet.read(directory).orThrow();
    Format format = Format.detect(files).orThrow();
    MigrationSet set = format.parse(files, new ParseOptions(database.dialect().lexicon(), Map.of())).orThrow();
    Journal journal = Journal.of(database, JOURNAL_SCHEMA, "",
        new Author(System.getProperty("user.name", ""), "", "whimbrel " + version()));
    return database.locked(journal.lockKey(), LOCK_WAIT, holder -> {}, () -> {
      Sources sources = new Sources(files, format, set, journal.service());
      Upkeep upkeep = new Upkeep(database, journal, sources);
      return upkeep.during(unshared(journal), LOCK_WAIT, holder -> {}, (kept, history) -> {
        Plan plan = Planner.plan(set, history, new Goal.Latest(), Policy.strict()).orThrow();
        refuseLost(history, journal, sources, database);
        return new Runner(database, kept).run(plan, events);
      });
    });
  }

  /** Without a name of its own among named services, a database would be migrated once more from the beginning. */
  private static History unshared(Journal journal) {
    History history = journal.read();
    List<String> services = history.entries().isEmpty() ? journal.services() : List.of();
    if (!services.isEmpty()) {
      throw new WhimbrelException(Problem.of(ProblemCode.CONFIGURATION,
          "this database is shared by services, and no service is named")
          .state("nothing was changed")
          .remedy("the journal knows " + String.join(", ", services) + "; use Journal.of with the name of yours"),
          null);
    }
    return history;
  }

  private static void refuseLost(History history, Journal journal, Sources sources, Database database) {
    if (history.entries().isEmpty()) {
      Adoption.sign(database, sources).or(() -> journal.signOfLoss(sources.set())).ifPresent(problem -> {
        throw new WhimbrelException(problem, null);
      });
    }
  }

  /** The version of this library. */
  public static String version() {
    return Release.version();
  }
}
