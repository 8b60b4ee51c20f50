package dev.whimbrel.peer;

import dev.whimbrel.database.Database;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.JournalEntry;
import dev.whimbrel.history.MirroredTable;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.plan.PlanDigest;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Taking over what another tool has done: what the journal is to be told, and which table is kept up from then on.
 *
 * @param table the tool's
 * @param entries what the journal does not know yet
 * @param leftOut what the table calls migrations that have no file
 * @param notes what somebody should know of the table before it is taken over; warnings
 */
public record Adoption(PeerTable table, List<NewEntry> entries, List<String> leftOut, List<Problem> notes) {
  /** Asks for the tables that {@link #sign(Database, List, Sources)} judges, so that it can be asked together with something else. */
  public static final String QUESTION = Recognition.QUESTION;

  /** What to do about rows of which the directory has no file. */
  public enum Missing {
    REFUSE,
    /** They stay as they are, and the journal does not know them. */
    LEAVE_OUT
  }

  public Adoption {
    entries = List.copyOf(entries);
    leftOut = List.copyOf(leftOut);
    notes = List.copyOf(notes);
  }

  /** Of a table of which there is nothing to be said. */
  public Adoption(PeerTable table, List<NewEntry> entries, List<String> leftOut) {
    this(table, entries, leftOut, List.of());
  }

  /** The history tables of other tools in a database, in the order of schemas and names. */
  public static List<PeerTable> tables(Database database) {
    return Recognition.look(database).readable();
  }

  /** What is to be taken over, or all in which table and directory disagree. Reads, and writes nothing. */
  public static Result<Adoption> of(Database database, PeerTable table, Sources sources, History history,
      Missing missing) {
    Claims claims = read(database, table, sources, history);
    List<Problem> problems = new ArrayList<>(another(table, history));
    Rights.of(database, table).problem().ifPresent(problems::add);
    if (missing == Missing.REFUSE) {
      claims.unknown().forEach(name -> problems.add(withoutFile(table, name)));
    }
    Result<List<NewEntry>> entries = Reconciliation.of(table.tool(), claims, sources, history);
    problems.addAll(entries.problems());
    if (problems.isEmpty() && history.mirrored().isEmpty()) {
      entries.orThrow().stream().filter(entry -> takesBack(entry, history))
          .forEach(entry -> problems.add(notThere(table, entry)));
      entries.orThrow().stream().filter(entry -> bringsBack(entry, history))
          .forEach(entry -> problems.add(stillThere(table, entry)));
    }
    return problems.isEmpty()
        ? Result.ok(new Adoption(table, entries.orThrow(), claims.withoutFile(), claims.notes()))
        : Result.rejected(problems);
  }

  /** A table that was not kept up does not know what Whimbrel did: that it lacks something means nothing. */
  private static boolean takesBack(NewEntry entry, History history) {
    return entry.event() == Event.WITHDRAWN && history.standing(entry.key()).isApplied();
  }

  private static boolean bringsBack(NewEntry entry, History history) {
    JournalEntry last = history.standing(entry.key()).lastTurn();
    return entry.event().meaning() == Event.Meaning.IS_APPLIED && last != null && last.event() == Event.REVERTED;
  }

  private static Problem stillThere(PeerTable table, NewEntry entry) {
    return Problem.of(ProblemCode.MISSING, "Whimbrel reverted " + entry.version() + ", and the table " + table + " of "
        + table.tool().label() + ", which was not kept up, still says that it is applied")
        .inFile(entry.file())
        .state("nothing was changed")
        .remedy("to tell the table what the journal says, and keep it up from then on: whimbrel hand-back --to "
            + table.tool().label() + " --table " + table.argument() + "; or, if it was applied again: whimbrel resolve "
            + entry.version() + " --as applied");
  }

  private static Problem notThere(PeerTable table, NewEntry entry) {
    return Problem.of(ProblemCode.MISSING, "the journal says that " + entry.version() + " is applied, and the table "
        + table + " of " + table.tool().label() + ", which was not kept up, does not have it")
        .inFile(entry.file())
        .state("nothing was changed")
        .remedy("to tell the table what the journal says, and keep it up from then on: whimbrel hand-back --to "
            + table.tool().label() + " --table " + table.argument() + "; or, if it was reverted: whimbrel resolve "
            + entry.version() + " --as reverted");
  }

  /** One table is kept up, not two: the first would be left behind without a word. */
  static List<Problem> another(PeerTable table, History history) {
    return history.mirrored().map(PeerTable::of).filter(kept -> !kept.equals(table)).stream()
        .map(kept -> Problem.of(ProblemCode.USAGE,
            "the table " + kept + " of " + kept.tool().label() + " is kept up here, and only one can be")
            .state("nothing was changed")
            .remedy("to end that: whimbrel adopt --detach"))
        .toList();
  }

  /**
   * The tables that look like another tool's history and may not be read.
   *
   * @return what to tell somebody who expects one to be found
   */
  public static List<Problem> hidden(Database database) {
    return Recognition.look(database).hidden().stream()
        .map(table -> hidden(database, table))
        .toList();
  }

  /**
   * The history of another tool that knows migrations of this directory: to begin without it would run them a second time.
   *
   * @return what to tell somebody who is about to apply the directory to a database whose journal is empty
   */
  public static Optional<Problem> sign(Database database, Sources sources) {
    return sign(database, Recognition.look(database), sources);
  }

  /**
   * The same of what {@link #QUESTION} told.
   *
   * @param rows its answer
   */
  public static Optional<Problem> sign(Database database, List<List<@Nullable String>> rows, Sources sources) {
    return sign(database, Recognition.found(rows), sources);
  }

  private static Optional<Problem> sign(Database database, Recognition.Found found, Sources sources) {
    return found.readable().stream()
        .filter(table -> table.tool().reads(sources.format()))
        .flatMap(table -> sign(database, table, sources).stream())
        .findFirst()
        .or(() -> hidden(database, found, sources));
  }

  /** What may not be read may say that everything is applied. */
  private static Optional<Problem> hidden(Database database, Recognition.Found found,
      Sources sources) {
    return found.hidden().stream()
        .filter(table -> table.tool().reads(sources.format()))
        .findFirst()
        .map(table -> hidden(database, table))
        .map(problem -> problem.remedy(problem.remedy()
            + ", and then: whimbrel adopt; or, if it has nothing to do with this directory: whimbrel up --from-scratch"));
  }

  private static Problem hidden(Database database, PeerTable table) {
    return Problem.of(ProblemCode.JOURNAL, "the table " + table + " looks like the history of "
        + table.tool().label() + ", and " + database.identity().user() + " may not read it")
        .state("nothing was changed")
        .remedy("as the owner: " + Rights.of(database, table).grants());
  }

  private static Optional<Problem> sign(Database database, PeerTable table, Sources sources) {
    Claims claims = read(database, table, sources, History.empty());
    return claims.claims().stream().anyMatch(Claim::hasBegun)
        ? Optional.of(notTakenOver(table))
        : claims.problems().stream().findFirst();
  }

  private static Problem notTakenOver(PeerTable table) {
    return Problem.of(ProblemCode.JOURNAL, table.tool().label() + " has migrated this database: its table " + table
        + " says that migrations of this directory are applied, and the journal of Whimbrel is empty")
        .state("nothing was changed")
        .remedy("take it over with: whimbrel adopt; or, if everything is to run from the first migration on: "
            + "whimbrel up --from-scratch");
  }

  static Claims read(Database database, PeerTable table, Sources sources, History history) {
    return new Inquiry(database, table, sources).claims(history);
  }

  private static Problem withoutFile(PeerTable table, String name) {
    return Problem.of(ProblemCode.MISSING,
        "the table " + table + " of " + table.tool().label() + " says that " + name
            + " is applied, and the directory has no file of it")
        .state("nothing was changed")
        .remedy("restore the file from version control; or, if it is gone for good, leave the row as it is with: "
            + "whimbrel adopt --skip-missing");
  }

  /** The table as the journal will name it. */
  public MirroredTable mirrored() {
    return table.keptUp(leftOut);
  }

  /** All of it that is recorded, for a digest. */
  public List<String> parts() {
    List<String> parts = new ArrayList<>(List.of("adopt", table.tool().label(), table.toString()));
    leftOut.forEach(name -> parts.add("leaves " + name));
    parts.addAll(PlanDigest.parts(entries));
    return List.copyOf(parts);
  }

  /** Writes it. The caller holds the migration lock. */
  public void record(Journal journal) {
    journal.create();
    journal.adopt(entries, mirrored());
  }
}
