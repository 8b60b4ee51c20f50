package dev.whimbrel.peers;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.LockHolder;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.peer.Adoption;
import dev.whimbrel.peer.HandBack;
import dev.whimbrel.peer.HandBack.Handed;
import dev.whimbrel.peer.PeerTable;
import dev.whimbrel.peer.Sources;
import dev.whimbrel.peer.Tool;
import dev.whimbrel.peer.Upkeep;
import dev.whimbrel.plan.Declaration;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.run.Runner;
import dev.whimbrel.run.StepResult;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A directory of migrations and a database, and what somebody does to them with Whimbrel. */
final class Team implements AutoCloseable {
  private static final Duration WAIT = Duration.ofSeconds(60);

  private final Path directory;
  private final Format format;
  private final String changelogPath;
  private final Database database;
  private final Journal journal;

  Team(Path directory, Format format, TestDatabase test) {
    this(directory, format, test, "");
  }

  /** With what Liquibase's changelog has before the paths of the files. */
  Team(Path directory, Format format, TestDatabase test, String changelogPath) {
    this.directory = directory;
    this.format = format;
    this.changelogPath = changelogPath;
    this.database = Database.open(DatabaseUrl.parse(test.url()).orThrow(), SessionSettings.standard());
    this.journal = Journal.of(database, Whimbrel.JOURNAL_SCHEMA, "", new Author("tester", "here", "whimbrel"));
  }

  /** Writes a file of the directory. */
  static void write(Path directory, String name, String text) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Database database() {
    return database;
  }

  private static void quietly(LockHolder holder) {}

  /** Takes the only other history over and says what was recorded, or what stands in the way. */
  List<String> adopt() {
    Result<Adoption> adoption = Adoption.of(database, Adoption.tables(database).getFirst(), sources(), journal.read(),
        Adoption.Missing.REFUSE);
    if (!adoption.problems().isEmpty()) {
      return said(adoption.problems());
    }
    return database.locked(journal.lockKey(), WAIT, Team::quietly, () -> {
      adoption.orThrow().record(journal);
      return adoption.orThrow().entries().stream().map(entry -> entry.event().word() + " " + entry.key()).toList();
    });
  }

  /** What {@code up} did, one line for each step. */
  List<String> up() {
    return run(new Goal.Latest());
  }

  List<String> down() {
    return run(new Goal.Undo(1));
  }

  private List<String> run(Goal goal) {
    return during((written, history) -> {
      Result<Plan> plan = Planner.plan(set(), history, goal, Policy.strict());
      return plan.problems().isEmpty()
          ? new Runner(database, written).run(plan.orThrow(), event -> {}).results().stream().map(Team::line).toList()
          : said(plan.problems());
    });
  }

  /** Records that the database is at a version. */
  List<String> baseline(String version) {
    return declare(history -> Declaration.baseline(set(), history, version));
  }

  List<String> resolve(String version, Declaration.Resolution as) {
    return declare(history -> Declaration.resolve(set(), history, version, as));
  }

  private List<String> declare(
      Function<History, Result<List<NewEntry>>> declaration) {
    return during((written, history) -> {
      List<NewEntry> entries = declaration.apply(history).orThrow();
      written.create();
      written.append(entries);
      return entries.stream().map(entry -> entry.event().word() + " " + entry.key()).toList();
    });
  }

  /** Keeps no other history up any more. */
  void detach() {
    database.locked(journal.lockKey(), WAIT, Team::quietly, () -> {
      journal.detach();
      return true;
    });
  }

  /** Gives the database to a tool and says what was added and removed. */
  List<String> handBack(Tool tool) {
    PeerTable table = PeerTable.named(database, tool, tool.usualName());
    return during((written, history) -> Upkeep.beside(database, table, WAIT, Team::quietly, () -> {
      Result<Handed> result = HandBack.write(database, table, sources(), history);
      if (!result.problems().isEmpty()) {
        return said(result.problems());
      }
      Handed handed = result.orThrow();
      new Adoption(table, List.of(), List.of()).record(journal);
      List<String> said = new ArrayList<>(
          List.of("added " + handed.added().stream().map(migration -> migration.id().key()).toList(),
              "removed " + handed.removed().stream().map(migration -> migration.id().key()).toList()));
      if (!handed.corrected().isEmpty()) {
        said.add("corrected " + handed.corrected().stream().map(migration -> migration.id().key()).toList());
      }
      return said;
    }));
  }

  /** What is applied, in the order in which it was, with what the other tool did. */
  List<String> applied() {
    return new Upkeep(database, journal, sources()).asSeen(journal.read()).applied().stream()
        .map(entry -> entry.key()).toList();
  }

  private <T> T during(BiFunction<Journal, History, T> work) {
    return database.locked(journal.lockKey(), WAIT, Team::quietly,
        () -> new Upkeep(database, journal, sources()).during(journal.read(), WAIT, Team::quietly, work));
  }

  private MigrationSet set() {
    return sources().set();
  }

  private Sources sources() {
    FileSet files = FileSet.read(directory).orThrow();
    MigrationSet set = format.parse(files, ParseOptions.of(database.dialect().lexicon(), Map.of(), changelogPath))
        .orThrow();
    return new Sources(files, format, set, "");
  }

  private static String line(StepResult result) {
    String key = result.step().migration().id().key();
    return switch (result) {
      case StepResult.Done done -> done.step().direction().word() + " " + key;
      case StepResult.Failed failed -> "failed " + key + ": " + failed.problem().message();
      case StepResult.NotReached notReached -> "not reached " + key;
      case StepResult.SharedFate shared -> shared.fate() + " " + key;
      case StepResult.NotTried notTried -> "not tried " + key;
    };
  }

  private static List<String> said(List<Problem> problems) {
    return problems.stream().map(problem -> problem.message() + " | " + problem.remedy()).toList();
  }

  @Override
  public void close() {
    database.close();
  }
}
