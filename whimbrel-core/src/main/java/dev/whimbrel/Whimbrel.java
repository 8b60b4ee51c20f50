package dev.whimbrel;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.Database.Writability;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.MirroredTable;
import dev.whimbrel.history.Release;
import dev.whimbrel.peer.Sources;
import dev.whimbrel.peer.Upkeep;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.Grouping;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.Runner;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Lexicon;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of an application and its database: what is to be done is one call each. The usual one is {@link #up()} at the start
 * of every instance, which is safe however many start at once.
 *
 * {@snippet file="dev/whimbrel/WhimbrelExamplesTest.java" region="start"}
 *
 * <p>What can be expected of migrations is in the values that the calls return: a migration that failed is in the {@link RunReport}.
 * What keeps a call from being carried out is a {@link WhimbrelException} with every {@link Problem} in it.
 *
 * <p>Immutable. Safe for use by several threads if it was made with a {@link DataSource}; each call then takes one connection for as
 * long as it lasts. Connections are given back as they were: settings, role, without what the migrations left in the session. Of the
 * advisory locks they keep those that they held before; one of them that a migration takes once more is held once more. Nothing here
 * prints, logs or ends the process. If the thread is interrupted, the running statement is cancelled on the server, its migration
 * is rolled back, no other begins, the report says so, and the thread stays interrupted.
 */
public final class Whimbrel {
  /** The schema of the journal where nobody chooses another. */
  public static final Identifier JOURNAL_SCHEMA = new Identifier("whimbrel");

  private final Access access;
  private final Material material;
  private final Settings settings;

  /** What else was said. */
  record Settings(@Nullable String service, Identifier journalSchema, Duration lockWait, SessionSettings session,
      Grouping grouping, Consumer<RunEvent> listener) {}

  /** What a piece of work needs to know of its database. */
  private record Place(Database database, Journal journal, Stages stages, Material.Read read, Sources sources) {}

  Whimbrel(Access access, Material material, Settings settings) {
    this.access = access;
    this.material = material;
    this.settings = settings;
  }

  /**
   * Begins to say what is to be migrated, with the pool that the application has.
   *
   * @param source gives connections to PostgreSQL outside a transaction, in autocommit mode
   */
  public static WhimbrelBuilder configure(DataSource source) {
    return new WhimbrelBuilder(new Access.Pool(Objects.requireNonNull(source)));
  }

  /**
   * The same with one connection, which stays open and is given back after each call as it was.
   *
   * {@snippet file="dev/whimbrel/WhimbrelExamplesTest.java" region="connection"}
   *
   * @param connection to PostgreSQL, outside a transaction, in autocommit mode
   */
  public static WhimbrelBuilder configure(Connection connection) {
    return new WhimbrelBuilder(new Access.Single(Objects.requireNonNull(connection), new ReentrantLock()));
  }

  // What changes the database

  /**
   * Applies everything that is pending. Waits while another instance does that.
   *
   * {@snippet file="dev/whimbrel/WhimbrelExamplesTest.java" region="report"}
   *
   * @return what became of each step; a failed one is in it
   * @throws WhimbrelException if the migrations, the history or the server do not allow a run; nothing was changed then. With
   *     {@code LOCK_LOST}, at the end of a run: what was applied is committed, and the history tells it. With {@code INTERRUPTED} and a
   *     cause: what the listener threw
   */
  public RunReport up() {
    return run(new Goal.Latest());
  }

  /** Applies everything that is pending up to a version, that one included. */
  public RunReport upTo(String version) {
    return run(new Goal.UpTo(version));
  }

  /** Reverts what was applied last. */
  public RunReport down() {
    return down(1);
  }

  /** Reverts the last few, in the reverse order in which they were applied. */
  public RunReport down(int count) {
    return run(new Goal.Undo(count));
  }

  /** Reverts everything after a version, which stays. */
  public RunReport downTo(String version) {
    return run(new Goal.BackTo(version));
  }

  /** Carries out whatever leads to a goal; throws as {@link #up()}. */
  public RunReport run(Goal goal) {
    return at(place -> place.stages().locked(settings.lockWait(), holder -> {}, () -> {
      refuseReadOnly(place);
      History before = place.stages().history();
      refuseMirrored(place, before);
      return place.stages().beside(place.sources(), before, settings.lockWait(), holder -> {},
          (journal, history) -> new Runner(place.database(), journal, settings.grouping())
              .run(plan(place, history, goal), settings.listener()));
    }));
  }

  /**
   * Tries what {@link #run} would do, in one transaction that is rolled back. What cannot run in a transaction is not tried, nor is
   * code.
   */
  public RunReport dryRun(Goal goal) {
    return at(place -> place.stages().locked(settings.lockWait(), holder -> {}, () -> {
      refuseReadOnly(place);
      return new Runner(place.database(), place.journal(), settings.grouping())
          .dryRun(plan(place, seen(place), goal), settings.listener());
    }));
  }

  // What only looks

  /** What {@link #run} would do. */
  public Plan plan(Goal goal) {
    return at(place -> plan(place, seen(place), goal));
  }

  /** Where the database stands. */
  public Status status() {
    return at(place -> Status.of(place.journal().service(), Survey.of(place.read().all(), seen(place))));
  }

  /** Every mistake in the migrations themselves, without asking the database; empty if there is none. */
  public List<Problem> validate() {
    return material.read(Lexicon.standard()).problems();
  }

  /**
   * Every applied migration that was edited or is not there any more, and every pending one that comes too late; empty if history and
   * migrations agree.
   */
  public List<Problem> verify() {
    return at(place -> Planner.plan(place.read().all(), seen(place), new Goal.Latest(), Policy.strict()).problems());
  }

  /**
   * Whether the database is what this application was built for. For health checks: takes no lock, changes nothing, needs one round
   * trip, and works on a standby.
   *
   * {@snippet file="dev/whimbrel/WhimbrelExamplesTest.java" region="readiness"}
   *
   * @throws WhimbrelException if the database cannot be asked
   */
  public Readiness readiness() {
    return access.glance(database -> {
      Journal journal = journal(database);
      Material.Read read = material.readOrEmpty(database.dialect().lexicon()).orThrow();
      Sources sources = new Sources(read.files(), read.format(), read.inFiles(), journal.service());
      History history = new Upkeep(database, journal, sources).asSeen(journal.read());
      return Readiness.of(Survey.of(read.all(), history));
    });
  }

  /** Whether the database has everything that this application needs; the short form of {@link #readiness}. */
  public boolean isCurrent() {
    return readiness().isReady();
  }

  private <T> T at(Function<Place, T> work) {
    return access.with(settings.session(), database -> {
      Journal journal = journal(database);
      Material.Read read = material.read(database.dialect().lexicon()).orThrow();
      Stages.Unnamed unnamed = settings.service() == null
          ? new Stages.Unnamed("name it with service(\"\u2026\")", "service(\"\")")
          : null;
      return work.apply(new Place(database, journal, new Stages(database, journal, unnamed), read,
          new Sources(read.files(), read.format(), read.inFiles(), journal.service())));
    });
  }

  private Journal journal(Database database) {
    String service = settings.service() == null ? "" : settings.service();
    return Journal.of(database, settings.journalSchema(), service,
        new Author(System.getProperty("user.name", ""), "", "whimbrel " + version()));
  }

  private static History seen(Place place) {
    return place.stages().seen(place.sources());
  }

  private Plan plan(Place place, History history, Goal goal) {
    Plan plan = Planner.plan(place.read().all(), history, goal, Policy.strict()).orThrow();
    List<Problem> against = material.transactions().against(plan);
    if (!against.isEmpty()) {
      throw new WhimbrelException(against);
    }
    if (!plan.isEmpty()) {
      place.stages().refuseLost(history, place.sources());
    }
    return plan;
  }

  private static void refuseReadOnly(Place place) {
    if (place.database().writability() != Writability.WRITABLE) {
      throw new WhimbrelException(Problem.of(ProblemCode.READ_ONLY, "the database takes no writes")
          .state("nothing was changed")
          .remedy(place.database().writability() == Writability.STANDBY
              ? "it is a standby (in recovery): hand in connections to the primary"
              : "see: show default_transaction_read_only; it is set for the server, the database or the role"),
          null);
    }
  }

  /** Another tool has no row for what is no file, and would make one of its own mistakes of it. */
  private static void refuseMirrored(Place place, History history) {
    boolean hasCode = place.read().all().migrations().size() > place.read().inFiles().migrations().size();
    if (hasCode && history.mirrored().isPresent()) {
      MirroredTable table = history.mirrored().get();
      throw new WhimbrelException(Problem.of(ProblemCode.UNSUPPORTED, "the table " + table.schema() + "." + table.name()
          + " of " + table.tool() + " is kept up here, and it has no place for migrations that are code")
          .state("nothing was changed")
          .remedy("if that tool is not used any more: whimbrel adopt --detach"), null);
    }
  }

  /** The version of this library. */
  public static String version() {
    return Release.version();
  }
}
