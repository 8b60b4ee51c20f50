package dev.whimbrel.peer;

import dev.whimbrel.Rig;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.Runner;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Whimbrel beside another tool, on one directory and one database. */
final class Neighbour implements AutoCloseable {
  private static final Duration WAIT = Duration.ofSeconds(30);

  private final Database database;
  private final Journal journal;
  private final Sources sources;

  private Neighbour(Database database, Journal journal, Sources sources) {
    this.database = database;
    this.journal = journal;
    this.sources = sources;
  }

  /** A directory of names and contents in turn. */
  static Neighbour on(TestDatabase test, Format format, String service, String... namesAndContents) {
    return at(test.url(), format, service, namesAndContents);
  }

  /** The same as another role. */
  static Neighbour at(String url, Format format, String service, String... namesAndContents) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      files.put(namesAndContents[i], namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    FileSet read = FileSet.of("migrations", files);
    MigrationSet set = format.parse(read, ParseOptions.standard()).orThrow();
    Database database = Database.open(Rig.url(url), SessionSettings.standard());
    Journal journal = Journal.of(database, dev.whimbrel.Whimbrel.JOURNAL_SCHEMA, service,
        new Author("tester", "here", "test"));
    return new Neighbour(database, journal, new Sources(read, format, set, service));
  }

  MigrationSet set() {
    return sources.set();
  }

  /** The tools whose tables are found, each with its table. */
  List<String> found() {
    return Adoption.tables(database).stream().map(table -> table.tool().label() + " " + table).toList();
  }

  /** What is to be adopted from the only table there is. */
  Result<Adoption> adoption() {
    return Adoption.of(database, Adoption.tables(database).getFirst(), sources, journal.read(),
        Adoption.Missing.REFUSE);
  }

  Neighbour adopt() {
    adoption().orThrow().record(journal);
    return this;
  }

  /** The obstacles, each in one line. */
  List<String> refusals() {
    return lines(adoption().problems());
  }

  static List<String> lines(List<Problem> problems) {
    return problems.stream().map(problem -> problem.message() + " / " + problem.state() + " / " + problem.remedy())
        .toList();
  }

  /** Why it would not begin. */
  List<String> signs() {
    return lines(Adoption.sign(database, sources).stream().toList());
  }

  List<String> run(Goal goal) {
    return beside((kept, history) -> {
      RunReport report = new Runner(database, kept)
          .run(Planner.plan(sources.set(), history, goal, Policy.strict()).orThrow(), event -> {});
      return Rig.outcomes(report);
    });
  }

  List<String> up() {
    return run(new Goal.Latest());
  }

  List<String> down(int count) {
    return run(new Goal.Undo(count));
  }

  void declare(BiFunction<MigrationSet, History, Result<List<NewEntry>>> declaration) {
    beside((kept, history) -> {
      kept.create();
      kept.append(declaration.apply(sources.set(), history).orThrow());
      return List.of();
    });
  }

  /** A run that does nothing but look. */
  Neighbour look() {
    beside((kept, history) -> List.of());
    return this;
  }

  /** Why a run does not begin. */
  List<String> refused() {
    try {
      look();
    } catch (WhimbrelException e) {
      return lines(e.problems());
    }
    throw new AssertionError("it is not refused");
  }

  private List<String> beside(BiFunction<Journal, History, List<String>> work) {
    return database.locked(journal.lockKey(), WAIT, holder -> {}, () -> new Upkeep(database, journal, sources)
        .during(journal.read(), WAIT, holder -> {}, work));
  }

  Result<HandBack.Handed> handBack(Tool tool, String name) {
    PeerTable table = PeerTable.named(database, tool, name);
    Result<HandBack.Handed> handed = database.locked(journal.lockKey(), WAIT, holder -> {},
        () -> HandBack.write(database, table, sources, journal.read()));
    if (handed.problems().isEmpty()) {
      new Adoption(table, List.of(), List.of()).record(journal);
    }
    return handed;
  }

  History history() {
    return journal.read();
  }

  /** What the journal says: version, event, batch, statements, and the error if there is one. */
  List<String> events() {
    return history().entries().stream()
        .map(entry -> entry.version() + " " + entry.event().word() + " batch " + entry.batch()
            + " " + entry.statementsDone() + "/" + entry.statementsTotal()
            + (entry.error() == null ? "" : " " + entry.error()))
        .toList();
  }

  @Override
  public void close() {
    database.close();
  }
}
