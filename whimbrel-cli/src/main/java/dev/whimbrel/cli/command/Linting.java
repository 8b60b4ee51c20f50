package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.history.History;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.schema.forecast.Rates;
import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.schema.forecast.StatisticsReader;
import dev.whimbrel.schema.queries.Query;
import dev.whimbrel.schema.queries.QueryWatch;
import dev.whimbrel.sql.Lexicon;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The command {@code lint}: what migrations lock, rewrite, scan, break and lose, before anybody runs them. */
public final class Linting {
  private static final String NOWHERE = "none";

  private final Invocation invocation;
  private final Settings settings;
  private final LintOutput output;
  private final Optional<String> queriesFrom;

  private Linting(Invocation invocation, Settings settings) {
    this.invocation = invocation;
    this.settings = settings;
    this.output = LintOutput.of(invocation, settings);
    this.queriesFrom = invocation.value(Options.QUERIES);
  }

  public static Outcome lint(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    return new Linting(invocation, settings).lint();
  }

  private Outcome lint() {
    RatesKept rates = new RatesKept(invocation, settings);
    rates.refuse();
    boolean isAsked = settings.find(Options.URL).isPresent()
        && (!LintSelection.isSaid(invocation) || invocation.has(Options.URL));
    if (!isAsked) {
      return standing(Directory.of(settings, Lexicon.standard()), Statistics.unknown(), Rates.assumed(),
          LintQueries.of(settings, queriesFrom));
    }
    Directory directory = Directory.beforeConnecting(settings);
    return Desk.with(invocation, settings, Desk.Access.READ, desk -> {
      Directory read = directory.with(settings, desk.database().dialect().lexicon());
      Statistics statistics = StatisticsReader.statistics(desk.database());
      List<Query> queries = LintQueries.of(settings, queriesFrom, desk.database());
      return LintSelection.isSaid(invocation)
          ? standing(read, statistics, rates.of(desk), queries)
          : pending(desk, read, statistics, rates.of(desk), queries);
    });
  }

  /** What the command line names, or all. */
  private Outcome standing(Directory directory, Statistics statistics, Rates rates, List<Query> queries) {
    List<Migration> wanted = LintSelection.of(invocation, settings, directory.set());
    if (wanted.isEmpty()) {
      return output.nothing("Nothing to look at: no migration is new or changed.\n");
    }
    List<Migration> rehearsed = LintSelection.from(directory.set(), wanted.getFirst());
    QueryWatch watch = new QueryWatch(queries);
    Rehearsing.Seen seen = isRehearsed()
        ? new Rehearsing(invocation, settings, watch).standing(directory.set(), rehearsed)
        : Rehearsing.Seen.nothing();
    return told(Judgement.of(settings, rehearsed, wanted, seen, known(statistics, rates, watch)), watch);
  }

  private Outcome pending(Desk desk, Directory directory, Statistics statistics, Rates rates,
      List<Query> queries) {
    Goal goal = new Goal.Latest();
    History history = FirstBaseline.foreseen(desk, directory, goal, desk.history(directory));
    Plan plan = Planner.plan(directory.set(), history, goal, Moves.policy(invocation)).orThrow();
    List<Migration> pending = pending(plan);
    if (pending.isEmpty()) {
      return output.nothing("Nothing is pending in " + desk.place() + ".\n");
    }
    QueryWatch watch = new QueryWatch(queries);
    Rehearsing.Seen seen = isRehearsed()
        ? new Rehearsing(invocation, settings, watch).pending(desk, directory.set(), pending)
        : Rehearsing.Seen.nothing();
    return told(Judgement.of(settings, pending, pending, seen, known(statistics, rates, watch)), watch);
  }

  /** What is still to be done of each. */
  static List<Migration> pending(Plan plan) {
    return plan.steps().stream().filter(Step.Apply.class::isInstance).map(step -> step.from() == 0
        ? step.migration()
        : rest(step.migration(), step.from())).toList();
  }

  private static Migration rest(Migration migration, int from) {
    return new Migration(migration.id(), migration.description(), migration.role(), migration.up().from(from),
        migration.down(), migration.checksum());
  }

  private boolean isRehearsed() {
    return !settings.text(Options.SHADOW).orElse("").equals(NOWHERE);
  }

  private Judgement.Knowledge known(Statistics statistics, Rates rates, QueryWatch watch) {
    LocalDate today = LocalDate.ofInstant(invocation.surroundings().clock().instant(), ZoneOffset.UTC);
    return new Judgement.Knowledge(statistics, rates, watch.harms(), today);
  }

  private Outcome told(Judgement judgement, QueryWatch watch) {
    watch.unknown().forEach(query -> invocation.screen().warning(Problem.of(ProblemCode.QUERY,
        "a query of " + query.origin() + " does not run before the migrations either, so nothing is known of it")
        .remedy("mend it, or take it out")));
    return output.told(judgement);
  }

  /** The same for what a plan applies, where nothing is to stop for want of a shadow: then the texts decide. */
  static Judgement before(Desk desk, Directory directory, Plan plan) {
    List<Migration> pending = pending(plan);
    Linting linting = new Linting(desk.invocation(), desk.settings());
    QueryWatch watch = new QueryWatch(List.of());
    Rehearsing.Seen seen = linting.seenIfPossible(desk, directory, pending, watch);
    return Judgement.of(desk.settings(), pending, pending, seen,
        linting.known(StatisticsReader.statistics(desk.database()),
            new RatesKept(desk.invocation(), desk.settings()).of(desk), watch));
  }

  private Rehearsing.Seen seenIfPossible(Desk desk, Directory directory, List<Migration> pending, QueryWatch watch) {
    if (!isRehearsed()) {
      return Rehearsing.Seen.nothing();
    }
    try {
      return new Rehearsing(invocation, settings, watch).pending(desk, directory.set(), pending);
    } catch (WhimbrelException e) {
      return Rehearsing.Seen.nothing(e.problems().getFirst().message());
    }
  }

  /** A mistake of the command line. */
  static WhimbrelException wrong(String fact, String remedy) {
    return new WhimbrelException(Problem.of(ProblemCode.USAGE, fact).state("nothing was looked at").remedy(remedy),
        null);
  }
}
