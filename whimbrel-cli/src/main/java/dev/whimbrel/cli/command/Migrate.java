package dev.whimbrel.cli.command;

import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Observer;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.peer.Adoption;
import dev.whimbrel.peer.Beginning;
import dev.whimbrel.peer.Beginning.Keeping;
import dev.whimbrel.peer.HandBack;
import dev.whimbrel.peer.PeerTable;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.report.ReportJson;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.Runner;
import dev.whimbrel.schema.rollback.ComputedDown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The commands that run migrations: they differ in their goal alone. */
final class Migrate {
  /** Whether to ask before it begins. */
  enum Caution {
    NONE, ASK
  }

  private static final String UNTOUCHED = "nothing was changed by this run";

  private final Desk desk;
  private final Directory directory;
  private final Goal goal;
  private final Policy policy;
  private final RunReport.Manner manner;
  private @Nullable Intended confirmed;
  private @Nullable RunReport report;

  /** What was read under the lock, if there was nothing to do: it need not be read again to say where the database stands. */
  private @Nullable History unchanged;
  /** What a dry run would have recorded before; null in a real one. */
  private @Nullable Beginning foreseen;

  private Migrate(Desk desk, Directory directory, Goal goal, Policy policy, RunReport.Manner manner) {
    this.desk = desk;
    this.directory = directory;
    this.goal = goal;
    this.policy = policy;
    this.manner = manner;
  }

  /** For a command of which this is a part: the desk is open, the directory read. */
  static Migrate at(Desk desk, Directory directory, Goal goal, Policy policy, RunReport.Manner manner) {
    return new Migrate(desk, directory, goal, policy, manner);
  }

  static Outcome run(Invocation invocation, Goal goal, Policy policy, RunReport.Manner manner, Caution caution) {
    Settings settings = Settings.of(invocation);
    Directory directory = Directory.beforeConnecting(settings);
    return Desk.with(invocation, settings, Desk.Access.WRITE, desk -> {
      Directory read = directory.with(settings, desk.database().dialect().lexicon());
      WaysBack.Known known = WaysBack.of(desk, read, goal, policy);
      Directory whole = (manner == RunReport.Manner.DRY ? known : known.orRefused(desk)).directory();
      return new Migrate(desk, whole, goal, policy, manner).run(caution);
    });
  }

  /** Asks first, where it is to ask. */
  Outcome run(Caution caution) {
    begins();
    if (manner == RunReport.Manner.REAL && (caution == Caution.ASK || desk.isGuarded())) {
      Intended preview = intended();
      Adopting.warn(desk, preview.beginning().keeping());
      if (!preview.isEmpty()) {
        confirm(preview, caution);
      }
      confirmed = preview; // an empty one, too: what another run leaves to do meanwhile was not agreed to
    }
    return run();
  }

  /** What was agreed to elsewhere, or nothing. */
  Outcome run(Intended agreed) {
    begins();
    confirmed = agreed;
    return run();
  }

  private void begins() {
    desk.log().begins(manner, described(), desk.database().label(), desk.database().dialect().label());
  }

  private Outcome run() {
    try {
      return outcome(switch (manner) {
        case REAL -> confirmed == null ? desk.locked(directory, this::carryOut) : carryOutExactly(confirmed);
        case DRY -> desk.locked(() -> {
          Beginning beginning = FirstRun.foreseen(desk, directory, goal);
          foreseen = beginning;
          Adopting.warn(desk, beginning.keeping());
          Adopting.told(desk, beginning.keeping())
              .ifPresent(adoption -> Adopting.show(desk, directory, adoption));
          return carryOut(desk.journal(), beginning);
        });
      }, List.of());
    } catch (WhimbrelException e) {
      if (report == null) {
        throw e;
      }
      return outcome(report, e.problems()); // what was done is told, whatever became of the lock
    }
  }

  /** Under the locks nothing is written before all of it is compared once more. */
  private RunReport carryOutExactly(Intended agreed) {
    return desk.locked(() -> {
      refuseUnless(agreed.isSameAs(intended()), agreed, UNTOUCHED);
      return desk.locked(directory, keeping -> refuseUnless(agreed.beginsWith(keeping.get()), agreed, UNTOUCHED),
          this::carryOut);
    });
  }

  /** Asks in the way that the environment asks for. */
  void confirm(Intended preview, Caution caution) {
    String digest = preview.digest(desk);
    desk.protection().refuseStale(digest);
    if (desk.protection().isOn()) {
      desk.protection().confirm(question(preview), digest);
    } else if (caution == Caution.ASK) {
      Desk.confirm(desk.invocation(), question(preview));
    }
  }

  private Outcome outcome(RunReport ran, List<Problem> more) {
    desk.invocation().screen().witness().ran(ran);
    desk.log().ran(ran);
    Optional<Survey> after = after();
    after.ifPresent(survey -> desk.log().verified(RunText.standing(survey, desk)));
    List<Problem> problems = new ArrayList<>();
    Interrupted.problems(ran).forEach(problem -> problems.add(again(withEarlier(problem, ran))));
    problems.addAll(more);
    return new Outcome(new RunText(desk, ran, after).summary(), json(ran, after), problems);
  }

  private String described() {
    return RunText.count(directory.set().migrations().size(), "migration") + " in the format "
        + directory.format().label() + " read from " + desk.settings().directoryLabel();
  }

  /** Nothing can be asked of a session that ended in the middle of a migration. */
  private Optional<Survey> after() {
    if (desk.database().isClosed()) {
      return Optional.empty();
    }
    History known = unchanged;
    if (known != null) {
      return Optional.of(Survey.of(directory.set(), known));
    }
    try {
      return Optional.of(Survey.of(directory.set(), history()));
    } catch (WhimbrelException e) {
      desk.invocation().screen().detail("the history cannot be read any more: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** With what a dry run would have recorded before. */
  private History history() {
    return foreseen == null ? desk.history(directory) : foreseen.history();
  }

  private RunReport carryOut(Journal journal, History before) {
    return carryOut(journal, FirstRun.rest(desk, directory, goal, before));
  }

  private RunReport carryOut(Journal journal, Beginning beginning) {
    if (confirmed != null) { // a tool that knows no lock may have been at work in the very last moment
      refuseUnless(confirmed.goesOnWith(beginning, plan(beginning.history())), confirmed,
          begun(confirmed.beginning().keeping()));
    }
    History history = switch (manner) {
      case REAL -> FirstRun.recorded(desk, directory, journal, beginning);
      case DRY -> beginning.history();
    };
    Plan plan = plan(history);
    Warnings.show(desk.invocation().screen(), directory.set(), plan);
    desk.invocation().screen().witness().planned(directory.set(), history, plan);
    desk.log().planned(plan);
    RunProgress progress = new RunProgress(desk.invocation().screen(), plan, manner, desk.log());
    Runner runner = desk.runner(journal);
    try (Observer observer = desk.database().observer().orElseThrow()) {
      unchanged = manner == RunReport.Manner.REAL && plan.isEmpty() ? history : null;
      report = switch (manner) {
        case REAL -> runner.run(plan, event -> progress.show(event, observer));
        case DRY -> runner.dryRun(plan, event -> progress.show(event, observer));
      };
      return report;
    } finally {
      desk.invocation().screen().quieten();
    }
  }

  /** What a run has changed that ends before its first migration. */
  private static String begun(Keeping keeping) {
    return switch (keeping) {
      case Keeping.AsItIs as -> UNTOUCHED;
      case Keeping.TakenOver(Adoption adoption) -> begun(adoption.table());
      case Keeping.Begun(PeerTable table, HandBack.Handed handed) -> begun(table);
    };
  }

  private static String begun(PeerTable table) {
    return "the table " + table + " of " + table.tool().label()
        + " is kept up now, as was agreed to; nothing else was changed by this run";
  }

  /** What was agreed to is what is done, or nothing is. */
  private static void refuseUnless(boolean same, Intended agreed, String state) {
    if (!same) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.OUTDATED, agreed.isEmpty()
              ? "another run changed the history, and now there is something to do that nobody agreed to"
              : "another run changed the history while you were asked")
              .state(state)
              .remedy("look at it with: whimbrel status, then decide anew"),
          null);
    }
  }

  /** What it would do now. */
  Intended intended() {
    Beginning beginning = FirstRun.foreseen(desk, directory, goal);
    return new Intended(beginning, plan(beginning.history()));
  }

  /** What is asked before it begins. */
  private String question(Intended intended) {
    return "This " + intended.inWords() + " in " + desk.place() + ". Go on?";
  }

  private Plan plan(History history) {
    Plan plan = ProofsOf.demanded(desk.settings(),
        Grouped.refused(desk.settings(), Planner.plan(directory.set(), history, goal, policy).orThrow()));
    if (!plan.isEmpty()) {
      desk.refuseLost(history, directory);
    }
    return plan;
  }

  private static Problem withEarlier(Problem problem, RunReport report) {
    if (report.manner() == RunReport.Manner.DRY || report.done() == 0 || problem.state() == null) {
      return problem;
    }
    return problem.state(problem.state() + "; " + RunText.count(report.done(), "migration") + " before it in this run "
        + (report.done() == 1 ? "is" : "are") + " in effect");
  }

  /** The runner knows up and down; what to type again is what was typed. */
  private Problem again(Problem problem) {
    if (problem.remedy() == null) {
      return problem;
    }
    if (problem.at() != null && problem.at().file().endsWith(ComputedDown.NAME)) {
      return problem.remedy(
          "the database holds what the directory does not make, or what is repeatable stands on it: look at the "
              + "statements with: whimbrel plan --down, and write the way back with: whimbrel new --down VERSION");
    }
    Invocation typed = desk.invocation();
    String command = (typed.command() + " " + String.join(" ", typed.arguments())).strip();
    if (command.equals("deploy")) {
      return problem.remedy(problem.remedy().replace("run again: whimbrel up", "run again: whimbrel deploy"));
    }
    return problem.remedy(problem.remedy().replace("run again: whimbrel down", "run again: whimbrel " + command));
  }

  private Json.Obj json(RunReport report, Optional<Survey> after) {
    Json.Obj json = Json.object()
        .with("dry_run", report.manner() == RunReport.Manner.DRY ? Json.Flag.TRUE : Json.Flag.FALSE)
        .with("batch", report.plan().batch())
        .with("steps", ReportJson.of(report))
        .with("current_version", after.flatMap(Survey::current).map(Survey.Line::version).orElse(null));
    return foreseen == null
        ? json
        : Adopting.told(desk, foreseen.keeping()).map(adoption -> json.with("adoption", Adopting.json(adoption)))
            .orElse(json);
  }
}
