package dev.whimbrel.peer;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.history.NewEntry.Began;
import dev.whimbrel.history.Standing;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Literal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes another tool's table say what the journal says, so that the tool can go on alone. */
public final class HandBack {
  private final Database database;
  private final PeerTable table;
  private final Sources sources;
  private final History history;
  private final Bookkeeping bookkeeping;

  private HandBack(Database database, PeerTable table, Sources sources, History history) {
    this.database = database;
    this.table = table;
    this.sources = sources;
    this.history = History.of(history.entries()); // the table alone is to say it
    this.bookkeeping = table.tool().bookkeeping();
  }

  /**
   * What was changed so that the table is true.
   *
   * @param made whether the table was not there before
   * @param added the migrations that it did not know to be applied
   * @param removed those that it wrongly took for applied
   * @param corrected those whose row had the checksum of another content, which differed in comments and white space alone
   * @param leftOut what it calls migrations that have no file
   */
  public record Handed(Made made, List<Migration> added, List<Migration> removed, List<Migration> corrected,
      List<String> leftOut) {
    /** Where the table came from. */
    public enum Made {
      NEW, WAS_THERE
    }

    /** All of it for a digest, in the order in which it is done. */
    public List<String> parts() {
      List<String> parts = new ArrayList<>(List.of(made.name()));
      removed.forEach(migration -> parts.add(part("removes", migration)));
      added.forEach(migration -> parts.add(part("adds", migration)));
      corrected.forEach(migration -> parts.add(part("corrects", migration)));
      leftOut.forEach(name -> parts.add("leaves " + name));
      return List.copyOf(parts);
    }

    private static String part(String verb, Migration migration) {
      return String.join(" ", verb, migration.id().key(), migration.file(), migration.checksum().raw());
    }
  }

  /** What will be changed, and the commands that do it. */
  private record Ready(Handed handed, List<String> commands) {}

  /**
   * What {@link #write} would change. Reads, and writes nothing; what the tool cannot read back afterwards shows when it is written.
   *
   * @return what would be changed, or what the tool's table cannot say
   */
  public static Result<Handed> foreseen(Database database, PeerTable table, Sources sources, History history) {
    return ready(database, table, sources, history).then(ready -> Result.ok(ready.handed()));
  }

  /**
   * Writes what is missing, takes away what is wrong, in one transaction, and reads it back. The caller holds the migration lock and
   * those of the tool.
   *
   * @return what was changed, or what the tool's table cannot say
   */
  public static Result<Handed> write(Database database, PeerTable table, Sources sources, History history) {
    return ready(database, table, sources, history)
        .then(ready -> new HandBack(database, table, sources, history).carriedOut(ready));
  }

  /**
   * The same of what was foreseen, or nothing: not every tool has a lock that keeps it from its table meanwhile.
   *
   * @return what was changed; that it would be something else by now; or what the tool's table cannot say
   */
  public static Result<Handed> write(Database database, PeerTable table, Sources sources, History history,
      Handed foreseen) {
    return ready(database, table, sources, history).then(ready -> ready.handed().parts().equals(foreseen.parts())
        ? new HandBack(database, table, sources, history).carriedOut(ready)
        : Result.rejected(Problem.of(ProblemCode.OUTDATED,
            "somebody changed the table " + table + " of " + table.tool().label() + " while it was looked at")
            .state("nothing was changed by this run")
            .remedy("run it again")));
  }

  private static Result<Ready> ready(Database database, PeerTable table, Sources sources, History history) {
    List<Problem> another = Adoption.another(table, history);
    return another.isEmpty() ? new HandBack(database, table, sources, history).ready() : Result.rejected(another);
  }

  private Result<Ready> ready() {
    List<Problem> obstacles = obstacles();
    if (!obstacles.isEmpty()) {
      return Result.rejected(obstacles);
    }
    Handed.Made made = exists() ? Handed.Made.WAS_THERE : Handed.Made.NEW;
    Inquiry inquiry = new Inquiry(database, table, sources);
    List<List<@Nullable String>> rows = made == Handed.Made.NEW ? List.of() : inquiry.rows();
    Claims claims = inquiry.claims(rows, history);
    if (!claims.problems().isEmpty()) {
      return Result.rejected(claims.problems());
    }
    Map<String, Claim> claimed = claims.byKey();
    Handed handed = new Handed(made, added(claimed), removed(claimed), corrected(claimed),
        claims.withoutFile());
    List<Problem> unknown = unknown(handed);
    if (!unknown.isEmpty()) {
      return Result.rejected(unknown);
    }
    return Result.ok(new Ready(handed, commands(handed, claimed, bookkeeping.in(rows, sources, history))));
  }

  private List<Problem> obstacles() {
    List<Problem> obstacles = new ArrayList<>(history.standings().stream()
        .filter(standing -> Half.of(standing).isPresent())
        .map(this::halfDone)
        .toList());
    obstacles.addAll(bookkeeping.unsayable(sources, history));
    if (!table.tool().reads(sources.format())) {
      obstacles.add(Problem.of(ProblemCode.USAGE, table.tool().label() + " cannot read this directory: its format is "
          + sources.format().label())
          .state("nothing was changed")
          .remedy("convert it first: whimbrel convert --to " + table.tool().format().label()
              + "; or hand back to a tool that reads it"));
    }
    return obstacles;
  }

  /** What the table knows and the journal does not is not taken away: the other tool, or somebody, did it. */
  private List<Problem> unknown(Handed handed) {
    List<Problem> problems = new ArrayList<>(handed.removed().stream()
        .filter(migration -> !history.standing(migration.id()).isReverted())
        .map(this::notInJournal)
        .toList());
    if (table.tool().needsEveryFile()) {
      handed.leftOut().forEach(name -> problems.add(Problem.of(ProblemCode.MISSING, "the table " + table + " of "
          + table.tool().label() + " names " + name + ", of which the directory has no file, and "
          + table.tool().label() + " refuses to work with such a row")
          .state("nothing was changed")
          .remedy("bring the directory up to date; or delete that row yourself")));
    }
    return problems;
  }

  private Problem notInJournal(Migration migration) {
    return Problem.of(ProblemCode.MISSING, "the table " + table + " of " + table.tool().label() + " says that "
        + migration.id() + " is applied, and the journal does not")
        .inFile(migration.file())
        .state("nothing was changed")
        .remedy("take it over first: whimbrel adopt; or, if it is not in the database, delete that row yourself");
  }

  private List<Migration> removed(Map<String, Claim> claimed) {
    return sources.set().migrations().reversed().stream()
        .filter(migration -> isClaimed(claimed, migration) && !isApplied(migration))
        .toList();
  }

  private List<Migration> added(Map<String, Claim> claimed) {
    return history.applied().stream()
        .flatMap(entry -> sources.byKey(entry.key()).stream())
        .filter(migration -> !isClaimed(claimed, migration) || isOtherwise(claimed, migration))
        .toList();
  }

  private List<Migration> corrected(Map<String, Claim> claimed) {
    return sources.set().migrations().stream().filter(migration -> isToCorrect(claimed, migration)).toList();
  }

  private List<String> commands(Handed handed, Map<String, Claim> claimed, Bookkeeping written) {
    List<String> commands = new ArrayList<>();
    if (handed.made() == Handed.Made.NEW) {
      commands.addAll(making());
    }
    Set<String> now = new TreeSet<>();
    sources.set().migrations().stream().filter(migration -> isClaimed(claimed, migration))
        .forEach(migration -> now.add(migration.id().key()));
    handed.removed().forEach(migration -> {
      now.remove(migration.id().key());
      commands.addAll(following(written, entry(migration, Event.REVERTED), migration, now));
    });
    handed.added().forEach(migration -> {
      now.add(migration.id().key());
      commands.addAll(following(written, entry(migration, Event.APPLIED), migration, now));
    });
    handed.corrected().forEach(migration -> commands
        .addAll(written.correcting(table, change(entry(migration, Event.APPLIED), migration, now))));
    commands.addAll(
        bookkeeping.settling(table, sources.set().migrations().stream().filter(this::isApplied).toList()));
    return commands;
  }

  private List<String> making() {
    List<String> commands = new ArrayList<>();
    boolean makesSchema = bookkeeping.ownSchema().isPresent()
        && !isThere("pg_catalog.to_regnamespace", table.schema().quoted());
    if (makesSchema) {
      commands.add("CREATE SCHEMA " + table.schema().quoted());
    }
    commands.addAll(bookkeeping.ddl(table));
    return commands;
  }

  /** What the tool could not read back is not left behind. */
  private Result<Handed> carriedOut(Ready ready) {
    send("BEGIN");
    List<Problem> problems;
    try {
      ready.commands().forEach(this::send);
      problems = wrong();
    } catch (WhimbrelException e) {
      database.send("ROLLBACK");
      throw e;
    }
    send(problems.isEmpty() ? "COMMIT" : "ROLLBACK");
    return problems.isEmpty() ? Result.ok(ready.handed()) : Result.rejected(problems);
  }

  private static boolean isClaimed(Map<String, Claim> claimed, Migration migration) {
    Claim claim = claimed.get(migration.id().key());
    return claim != null && claim.isApplied();
  }

  /** Whether the tool's row tells of another content than the journal, which it would stumble over, or run again. */
  private boolean isOtherwise(Map<String, Claim> claimed, Migration migration) {
    Claim claim = claimed.get(migration.id().key());
    return claim != null && !isToCorrect(claimed, migration) && (claim.problem() != null || isRunAgain(claim));
  }

  /** Whether the tool would stumble over a checksum to whose file the journal has no objection. */
  private boolean isToCorrect(Map<String, Claim> claimed, Migration migration) {
    Claim claim = claimed.get(migration.id().key());
    return claim != null && claim.isApplied() && claim.content() == Claim.Content.OTHER && isTheFile(migration)
        && !isRunAgain(claim);
  }

  private boolean isRunAgain(Claim claim) {
    return isApplied(claim.migration())
        && Reconciliation.isRunAgain(claim, history.standing(claim.migration().id()));
  }

  /** Whether the journal's content is that of the file, apart from comments and white space. */
  private boolean isTheFile(Migration migration) {
    JournalEntry last = history.standing(migration.id()).lastTurn();
    Checksum recorded = last == null ? null : last.checksum();
    return isApplied(migration) && recorded != null && recorded.tokens().equals(migration.checksum().tokens());
  }

  private boolean isApplied(Migration migration) {
    return history.standing(migration.id()).isApplied();
  }

  private List<String> following(Bookkeeping written, NewEntry entry, Migration migration, Set<String> applied) {
    return written.following(table, change(entry, migration, applied));
  }

  private Change change(NewEntry entry, Migration migration, Set<String> applied) {
    List<Migration> now = sources.set().migrations().stream().filter(m -> applied.contains(m.id().key())).toList();
    return new Change(entry, Optional.of(migration), now, sources);
  }

  private NewEntry entry(Migration migration, Event event) {
    Standing standing = history.standing(migration.id());
    JournalEntry applied = standing.applied();
    Began when = applied == null
        ? new Began.Ago(Duration.ZERO)
        : new Began.Known(applied.startedAt(), applied.finishedAt());
    int total = migration.up().statements().size();
    boolean reverts = event == Event.REVERTED;
    return new NewEntry(migration.id().key(), standing.generation(), event, reverts ? Direction.DOWN : Direction.UP,
        applied == null ? history.nextBatch() : applied.batch(), migration.file(), migration.description(),
        applied == null || isTheFile(migration)
            ? migration.checksum()
            : Objects.requireNonNull(standing.lastTurn()).checksum(),
        reverts ? 0 : total, total, when, null);
  }

  private Problem halfDone(Standing standing) {
    return Problem
        .of(ProblemCode.PARTLY_APPLIED,
            "part of " + standing.key() + (standing.partial().isPresent() ? " is" : " may be") + " in effect, and "
                + table.tool().label() + " could not go on from there")
        .state("nothing was changed")
        .remedy("finish it first: mend what stopped it and run whimbrel up (or down); or finish it by hand and say so "
            + "with: whimbrel resolve " + standing.key() + " --as applied");
  }

  /** What the table still says otherwise. */
  private List<Problem> wrong() {
    Claims claims = Adoption.read(database, table, sources, history);
    Map<String, Claim> claimed = claims.byKey();
    List<Problem> problems = new ArrayList<>(claims.problems());
    sources.set().migrations().stream()
        .filter(migration -> isClaimed(claimed, migration) != isApplied(migration)
            || (isApplied(migration) && isOtherwise(claimed, migration)) || isToCorrect(claimed, migration))
        .forEach(migration -> problems.add(wrong(migration)));
    return problems;
  }

  private Problem wrong(Migration migration) {
    return Problem.of(ProblemCode.JOURNAL, "the table " + table + " of " + table.tool().label() + " cannot say that "
        + migration.id() + " is " + (isApplied(migration) ? "applied" : "not applied"))
        .inFile(migration.file())
        .state("nothing was changed")
        .remedy("look at it with: whimbrel status; that tool cannot have this state");
  }

  private boolean exists() {
    return isThere("pg_catalog.to_regclass", table.quoted());
  }

  private boolean isThere(String function, String name) {
    return Objects.requireNonNull(database.query("SELECT " + function + "(" + Literal.of(name) + ") IS NOT NULL")
        .getFirst().getFirst()).equals("t");
  }

  private void send(String command) {
    ServerFailure failure = database.send(command).failure();
    if (failure == null) {
      return;
    }
    if (failure.connection() == ServerFailure.Link.LOST) {
      throw new WhimbrelException(Problem
          .of(ProblemCode.UNKNOWN_OUTCOME, "the connection was lost while the table " + table
              + " of " + table.tool().label() + " was written")
          .server(failure.error())
          .state("unknown: all of it is in the table, or nothing")
          .remedy("run it again"), null);
    }
    throw new WhimbrelException(Problem.of(ProblemCode.JOURNAL, "the table " + table + " of " + table.tool().label()
        + " cannot be written as " + database.identity().user())
        .server(failure.error())
        .state("nothing was changed")
        .remedy("mend what the server says and run it again"), null);
  }
}
