package dev.whimbrel.peer;

import dev.whimbrel.Rig;
import dev.whimbrel.database.Database;
import dev.whimbrel.database.FaultPoint;
import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.plan.Policy.OutOfOrder;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.Grouping;
import dev.whimbrel.run.Retries;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory and a database that another tool uses too, and what the command line does with them. What is told is told in lines. */
final class SideBySide implements AutoCloseable {
  private static final Duration WAIT = Duration.ofSeconds(30);

  private final TestDatabase test;
  private final Rig rig;
  private final Format format;
  private Sources sources;

  private SideBySide(TestDatabase test, FaultPoint faults, Format format, String... files) {
    this.test = test;
    this.rig = Rig.on(Database.open(Rig.url(test.url()), SessionSettings.standard(), waiting -> {}, faults));
    this.format = format;
    this.sources = read("", files);
  }

  static SideBySide of(TestDatabase test, Format format, String... files) {
    return new SideBySide(test, FaultPoint.NONE, format, files);
  }

  static SideBySide of(TestDatabase test, FaultPoint faults, Format format, String... files) {
    return new SideBySide(test, faults, format, files);
  }

  /** From now on the directory holds this. */
  void directory(String... files) {
    sources = read("", files);
  }

  /** From now on it holds this, and Liquibase's paths begin above it. */
  void directoryBelow(String path, String... files) {
    sources = read(path, files);
  }

  private Sources read(String path, String... namesAndContents) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      files.put(namesAndContents[i], namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    FileSet set = FileSet.of("migrations", files);
    ParseOptions options = ParseOptions.of(rig.database().dialect().lexicon(), Map.of(), path);
    return new Sources(set, format, format.parse(set, options).orThrow(), "");
  }

  /** Whose tables are there. */
  String tables() {
    return Adoption.tables(rig.database()).stream().map(table -> table.tool().label())
        .collect(Collectors.joining(", "));
  }

  /** Takes over the only table that is there. */
  List<String> adopt() {
    return adopt(Adoption.Missing.REFUSE);
  }

  List<String> adopt(Adoption.Missing missing) {
    List<PeerTable> tables = Adoption.tables(rig.database());
    return rig.database().locked(rig.journal().lockKey(), WAIT, holder -> {}, () -> {
      Result<Adoption> adoption = Adoption.of(rig.database(), tables.getFirst(), sources, rig.history(), missing);
      if (adoption.problems().isEmpty()) {
        adoption.orThrow().record(rig.journal());
      }
      return lines(adoption.problems(), () -> adoption.orThrow().entries().stream()
          .map(entry -> entry.key() + " " + entry.event().word()).toList());
    });
  }

  void detach() {
    rig.journal().detach();
  }

  List<String> up() {
    return run(new Goal.Latest());
  }

  /** The same with retries of its own: its problems. */
  List<String> problems(Retries retries) {
    return beside(WAIT, (kept, history) -> new Runner(rig.database(), kept, retries)
        .run(Planner.plan(sources.set(), history, new Goal.Latest(), Policy.strict()).orThrow(), event -> {})
        .problems().stream().map(SideBySide::told).toList());
  }

  /** Of migrations that share something. */
  List<String> up(Grouping grouping) {
    return beside((kept, history) -> Rig.outcomes(new Runner(rig.database(), kept, grouping)
        .run(Planner.plan(sources.set(), history, new Goal.Latest(), Policy.strict()).orThrow(), event -> {})));
  }

  /** Without waiting for another tool's lock. */
  List<String> upAtOnce() {
    return beside(Duration.ZERO, (kept, history) -> Rig.outcomes(new Runner(rig.database(), kept)
        .run(Planner.plan(sources.set(), history, new Goal.Latest(), Policy.strict()).orThrow(), event -> {})));
  }

  List<String> down(int count) {
    return run(new Goal.Undo(count));
  }

  List<String> run(Goal goal) {
    return run(goal, Policy.strict());
  }

  List<String> upOutOfOrder() {
    return run(new Goal.Latest(), Policy.strict().withOutOfOrder(OutOfOrder.APPLY));
  }

  private List<String> run(Goal goal, Policy policy) {
    return beside((kept, history) -> {
      Runner runner = new Runner(rig.database(), kept);
      return Rig.outcomes(runner.run(Planner.plan(sources.set(), history, goal, policy).orThrow(), event -> {}));
    });
  }

  /** Baseline, resolve, force. */
  List<String> declare(BiFunction<MigrationSet, History, Result<List<NewEntry>>> declaration) {
    return beside((kept, history) -> {
      List<NewEntry> entries = declaration.apply(sources.set(), history).orThrow();
      kept.append(entries);
      return entries.stream().map(entry -> entry.key() + " " + entry.event().word()).toList();
    });
  }

  private List<String> beside(BiFunction<Journal, History, List<String>> work) {
    return beside(WAIT, work);
  }

  private List<String> beside(Duration wait, BiFunction<Journal, History, List<String>> work) {
    try {
      return rig.database().locked(rig.journal().lockKey(), WAIT, holder -> {},
          () -> new Upkeep(rig.database(), rig.journal(), sources).during(rig.history(), wait, holder -> {}, work));
    } catch (WhimbrelException e) {
      return e.problems().stream().map(SideBySide::told).toList();
    }
  }

  /** What the next run will take for applied. */
  List<String> applied() {
    try {
      History seen = new Upkeep(rig.database(), rig.journal(), sources).asSeen(rig.history());
      return sources.set().migrations().stream().map(Migration::id).filter(id -> seen.standing(id).isApplied())
          .map(id -> id.key()).toList();
    } catch (WhimbrelException e) {
      return e.problems().stream().map(SideBySide::told).toList();
    }
  }

  List<String> handBack(Tool tool) {
    PeerTable table = PeerTable.named(rig.database(), tool, tool.usualName());
    Result<HandBack.Handed> handed = rig.database().locked(rig.journal().lockKey(), WAIT, holder -> {},
        () -> HandBack.write(rig.database(), table, sources, rig.history()));
    return lines(handed);
  }

  /** The same of what was foreseen. */
  List<String> handBack(PeerTable table, HandBack.Handed foreseen) {
    return lines(rig.database().locked(rig.journal().lockKey(), WAIT, holder -> {},
        () -> HandBack.write(rig.database(), table, sources, rig.history(), foreseen)));
  }

  private static List<String> lines(Result<HandBack.Handed> handed) {
    return lines(handed.problems(), () -> Stream.of(
        handed.orThrow().added().stream().map(migration -> "+" + migration.id().key()),
        handed.orThrow().removed().stream().map(migration -> "-" + migration.id().key()),
        handed.orThrow().corrected().stream().map(migration -> "~" + migration.id().key()))
        .flatMap(names -> names).toList());
  }

  /** Why a first run refuses. */
  List<String> sign() {
    return Adoption.sign(rig.database(), sources).stream().map(SideBySide::told).toList();
  }

  /** What the next run would record first. */
  Beginning beginning(Wanted wanted) {
    History seen = new Upkeep(rig.database(), rig.journal(), sources).asSeen(rig.history());
    return Beginning.of(rig.database(), sources, seen, wanted);
  }

  /** What that and all that is pending then is agreed to by. */
  String digest(Wanted wanted) {
    Beginning beginning = beginning(wanted);
    Plan plan = Planner.plan(sources.set(), beginning.history(), new Goal.Latest(), Policy.strict()).orThrow();
    return beginning.digest(plan, "here");
  }

  /** The journal, event by event. */
  List<String> journal() {
    return rig.history().entries().stream().map(entry -> entry.key() + " " + entry.event().word()).toList();
  }

  History history() {
    return rig.history();
  }

  /** The rows of a query, their values between bars. */
  List<String> rows(String sql) {
    return test.query(sql).stream().map(row -> row.stream().map(String::valueOf).collect(Collectors.joining("|")))
        .toList();
  }

  private static List<String> lines(List<Problem> problems, Supplier<List<String>> otherwise) {
    return problems.isEmpty() ? otherwise.get() : problems.stream().map(SideBySide::told).toList();
  }

  static String told(Problem problem) {
    String where = problem.at() == null ? "" : problem.at().file() + ": ";
    return problem.code() + " " + where + problem.message() + " / " + problem.state() + " / " + problem.remedy();
  }

  @Override
  public void close() {
    rig.close();
  }
}
