package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Interruption;
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
import dev.whimbrel.problem.ServerError;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.cli.command.Judgement.Target;
import dev.whimbrel.schema.queries.Query;
import dev.whimbrel.schema.queries.QueryWatch;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Redaction;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The command {@code lint}: what migrations lock, rewrite, scan, break and lose, before anybody runs them. */
public final class Linting {
  private static final String NOWHERE = "none";
  private static final int LONGEST_QUERY = 80;

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
      rates.refuseNowhere();
      return standing(Directory.of(settings, Lexicon.standard()), LintQueries.of(settings, queriesFrom),
          Target.unknown());
    }
    Directory directory = Directory.beforeConnecting(settings);
    return Desk.with(invocation, settings, Desk.Access.READ, desk -> {
      Directory read = directory.with(settings, desk.database().dialect().lexicon());
      List<Query> queries = LintQueries.of(settings, queriesFrom, desk.database());
      Target target = Target.of(desk, rates);
      return LintSelection.isSaid(invocation)
          ? standing(read, queries, target)
          : pending(desk, read, queries, target);
    });
  }

  /** What the command line names, or all. */
  private Outcome standing(Directory directory, List<Query> queries, Target target) {
    List<Migration> wanted = LintSelection.of(invocation, settings, directory.set());
    if (wanted.isEmpty()) {
      return output.nothing("Nothing to look at: no migration is new or changed.\n");
    }
    List<Migration> rehearsed = LintSelection.from(directory.set(), wanted.getFirst());
    QueryWatch watch = new QueryWatch(queries);
    Rehearsing.Seen seen = isRehearsed()
        ? whole(() -> new Rehearsing(invocation, settings, watch).standing(directory.set(), rehearsed))
        : Rehearsing.Seen.nothing();
    return told(Judgement.of(settings, rehearsed, wanted, seen, known(target, watch, seen)), watch);
  }

  private Outcome pending(Desk desk, Directory directory, List<Query> queries, Target target) {
    Goal goal = new Goal.Latest();
    History history = FirstRun.foreseen(desk, directory, goal).history();
    Plan plan = Planner.plan(directory.set(), history, goal, Moves.policy(invocation)).orThrow();
    List<Migration> pending = pending(plan);
    if (pending.isEmpty()) {
      return output.nothing("Nothing is pending in " + desk.place() + ".\n");
    }
    QueryWatch watch = new QueryWatch(queries);
    Rehearsing.Seen seen = isRehearsed()
        ? whole(() -> new Rehearsing(invocation, settings, watch).pending(desk, directory.set(), pending))
        : Rehearsing.Seen.nothing();
    return told(Judgement.of(settings, pending, pending, seen, known(target, watch, seen)), watch);
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

  private Judgement.Knowledge known(Target target, QueryWatch watch, Rehearsing.Seen seen) {
    LocalDate today = LocalDate.ofInstant(invocation.surroundings().clock().instant(), ZoneOffset.UTC);
    return new Judgement.Knowledge(target, watch.harms(seen.report()), LintSelection.elsewhere(invocation, settings),
        today);
  }

  private Outcome told(Judgement judgement, QueryWatch watch) {
    watch.unknown().forEach(unknown -> invocation.screen().warning(unknown(unknown)));
    return output.told(judgement);
  }

  private static Problem unknown(QueryWatch.Unknown unknown) {
    Query query = unknown.query();
    return Problem
        .of(ProblemCode.QUERY, "\"" + Redaction.ofOthers(query.text(), LONGEST_QUERY) + "\" of " + query.origin()
            + " does not run before the migrations either: " + unknown.message())
        .state("nothing is known of it").remedy("mend it, or take it out");
  }

  /** The same for what a plan applies, where nothing is to stop for want of a shadow: then the texts decide. */
  static Judgement before(Desk desk, Directory directory, Plan plan) {
    List<Migration> pending = pending(plan);
    Linting linting = new Linting(desk.invocation(), desk.settings());
    QueryWatch watch = new QueryWatch(List.of());
    Rehearsing.Seen seen = linting.seenIfPossible(desk, directory, pending, watch);
    return Judgement.of(desk.settings(), pending, pending, seen,
        linting.known(Target.of(desk, new RatesKept(desk.invocation(), desk.settings())), watch, seen));
  }

  private Rehearsing.Seen seenIfPossible(Desk desk, Directory directory, List<Migration> pending, QueryWatch watch) {
    if (!isRehearsed()) {
      return Rehearsing.Seen.nothing();
    }
    try {
      return whole(() -> new Rehearsing(invocation, settings, watch).pending(desk, directory.set(), pending));
    } catch (WhimbrelException e) {
      if (Interruption.came()) {
        throw e;
      }
      return Rehearsing.Seen.nothing(reason(e.problems().getFirst()));
    }
  }

  /** A signal ends it in the middle, and whatever a server or a statement made of that is no finding. */
  private static Rehearsing.Seen whole(Supplier<Rehearsing.Seen> rehearsal) {
    try {
      Rehearsing.Seen seen = rehearsal.get();
      if (!Interruption.came()) {
        return seen;
      }
    } catch (WhimbrelException e) {
      if (!Interruption.came()) {
        throw e;
      }
    }
    throw new WhimbrelException(Problem.of(ProblemCode.INTERRUPTED, "interrupted while migrations were rehearsed")
        .state("nothing was changed"), null);
  }

  /** With what the server said. */
  static String reason(Problem problem) {
    ServerError server = problem.server();
    return problem.message() + (server == null ? "" : ": " + server.message());
  }

  /** A mistake of the command line. */
  static WhimbrelException wrong(String fact, String remedy) {
    return new WhimbrelException(Problem.of(ProblemCode.USAGE, fact).state("nothing was looked at").remedy(remedy),
        null);
  }
}
