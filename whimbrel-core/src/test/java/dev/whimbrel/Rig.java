package dev.whimbrel;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.DatabaseUrl;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.history.Author;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.peer.Sources;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.problem.Result;
import dev.whimbrel.run.Grouping;
import dev.whimbrel.run.Retries;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.Runner;
import dev.whimbrel.run.StepResult;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a test of the engine does again and again: a session, its journal, and runs under the lock. */
public final class Rig implements AutoCloseable {
  private static final Author AUTHOR = new Author("tester", "here", "test");

  private final Database database;
  private final Journal journal;

  private Rig(Database database) {
    this.database = database;
    this.journal = journalOf(database);
  }

  public static Rig on(TestDatabase test) {
    return on(test.url());
  }

  public static Rig on(String url) {
    return on(Database.open(url(url), SessionSettings.standard()));
  }

  public static Rig on(Database database) {
    return new Rig(database);
  }

  public static DatabaseUrl url(String text) {
    return DatabaseUrl.parse(text).orThrow();
  }

  /** The URL of another role. */
  public static String url(TestDatabase test, String role, String password) {
    return "postgres://" + role + ":" + password + "@" + test.host() + ":" + test.port() + "/" + test.name();
  }

  public static Journal journalOf(Database database) {
    return Journal.of(database, Whimbrel.JOURNAL_SCHEMA, "", AUTHOR);
  }

  /** A directory in the format of golang-migrate: names and contents in turn. */
  public static MigrationSet set(String... namesAndContents) {
    return result(Format.GOLANG_MIGRATE, ParseOptions.standard(), namesAndContents).orThrow();
  }

  /** The same with its bytes. */
  public static Sources sources(Format format, String... namesAndContents) {
    return new Sources(files(namesAndContents), format,
        result(format, ParseOptions.standard(), namesAndContents).orThrow(), "");
  }

  private static FileSet files(String... namesAndContents) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      files.put(namesAndContents[i], namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return FileSet.of("migrations", files);
  }

  public static Result<MigrationSet> result(Format format, ParseOptions options, String... namesAndContents) {
    return format.parse(files(namesAndContents), options);
  }

  public Database database() {
    return database;
  }

  public Journal journal() {
    return journal;
  }

  public History history() {
    return journal.read();
  }

  public RunReport up(String... namesAndContents) {
    return run(new Goal.Latest(), result(Format.GOLANG_MIGRATE, options(), namesAndContents).orThrow());
  }

  /** The same with retries of its own. */
  public RunReport up(Retries retries, Consumer<RunEvent> events, String... namesAndContents) {
    MigrationSet set = result(Format.GOLANG_MIGRATE, options(), namesAndContents).orThrow();
    return database.locked(journal.lockKey(), Duration.ofSeconds(30), holder -> {},
        () -> new Runner(database, journal, retries)
            .run(Planner.plan(set, journal.read(), new Goal.Latest(), Policy.strict()).orThrow(), events));
  }

  /** The same of migrations that share something. */
  public RunReport up(Grouping grouping, Consumer<RunEvent> events, String... namesAndContents) {
    MigrationSet set = result(Format.GOLANG_MIGRATE, options(), namesAndContents).orThrow();
    return database.locked(journal.lockKey(), Duration.ofSeconds(30), holder -> {},
        () -> new Runner(database, journal, grouping)
            .run(Planner.plan(set, journal.read(), new Goal.Latest(), Policy.strict()).orThrow(), events));
  }

  /** How this server reads literals. */
  private ParseOptions options() {
    return new ParseOptions(database.dialect().lexicon(), Map.of());
  }

  public RunReport run(Goal goal, MigrationSet set) {
    return database.locked(journal.lockKey(), Duration.ofSeconds(30), holder -> {}, () -> new Runner(database, journal)
        .run(Planner.plan(set, journal.read(), goal, Policy.strict()).orThrow(), event -> {}));
  }

  public RunReport dryRun(Goal goal, MigrationSet set) {
    return database.locked(journal.lockKey(), Duration.ofSeconds(30), holder -> {}, () -> new Runner(database, journal)
        .dryRun(Planner.plan(set, journal.read(), goal, Policy.strict()).orThrow(), event -> {}));
  }

  /** The versions that are applied, in the order in which they were. */
  public List<String> applied() {
    return history().applied().stream().map(entry -> entry.key()).toList();
  }

  /** What became of each step, one word or a problem for each. */
  public static List<String> outcomes(RunReport report) {
    return report.results().stream().map(Rig::outcome).toList();
  }

  private static String outcome(StepResult result) {
    return switch (result) {
      case StepResult.Done done -> "done";
      case StepResult.Failed failed ->
        failed.problem().code() + " " + failed.problem().at() + " " + failed.problem().message();
      case StepResult.NotReached notReached -> "not reached";
      case StepResult.SharedFate shared -> shared.fate() + " with " + shared.with().migration().id();
      case StepResult.NotTried notTried -> "not tried: " + notTried.reason();
    };
  }

  @Override
  public void close() {
    database.close();
  }
}
