package dev.whimbrel.peer;

import dev.whimbrel.database.Database;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.MirroredTable;
import dev.whimbrel.history.NewEntry;
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
    return Recognition.look(database);
  }

  /** What is to be taken over, or all in which table and directory disagree. Reads, and writes nothing. */
  public static Result<Adoption> of(Database database, PeerTable table, Sources sources, History history,
      Missing missing) {
    Claims claims = read(database, table, sources, history);
    List<Problem> problems = new ArrayList<>();
    if (missing == Missing.REFUSE) {
      claims.unknown().forEach(name -> problems.add(withoutFile(table, name)));
    }
    Result<List<NewEntry>> entries = Reconciliation.of(table.tool(), claims, sources, history);
    problems.addAll(entries.problems());
    return problems.isEmpty()
        ? Result.ok(new Adoption(table, entries.orThrow(), claims.withoutFile(), claims.notes()))
        : Result.rejected(problems);
  }

  /**
   * The history of another tool that knows migrations of this directory: to begin without it would run them a second time.
   *
   * @return what to tell somebody who is about to apply the directory to a database whose journal is empty
   */
  public static Optional<Problem> sign(Database database, Sources sources) {
    return tables(database).stream().flatMap(table -> sign(database, table, sources).stream()).findFirst();
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
    return table.tool().bookkeeping().read(rows(database, table, sources), sources, history);
  }

  /** The table as it is. */
  static List<List<@Nullable String>> rows(Database database, PeerTable table, Sources sources) {
    return database.query(table.tool().bookkeeping().question(table, sources));
  }

  private static Problem withoutFile(PeerTable table, String name) {
    return Problem.of(ProblemCode.MISSING,
        "the table " + table + " of " + table.tool().label() + " says that " + name
            + " is applied, and the directory has no file of it")
        .state("nothing was changed")
        .remedy("restore the file from version control; or, if it is gone for good, leave the row as it is with: "
            + "whimbrel adopt --skip-missing");
  }

  /** Writes it. The caller holds the migration lock. */
  public void record(Journal journal) {
    journal.create();
    journal.adopt(entries,
        new MirroredTable(table.tool().label(), table.schema().name(), table.name().name(), leftOut));
  }
}
