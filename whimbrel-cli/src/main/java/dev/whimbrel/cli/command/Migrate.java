package dev.whimbrel.cli.command;

import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.database.Observer;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.peer.Adoption;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.PlanDigest;
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

  private final Desk desk;
  private final Directory directory;
  private final Goal goal;
  private final Policy policy;
  private final RunReport.Manner manner;
  private @Nullable Plan confirmed;
  private @Nullable RunReport report;

  /** What was read under the lock, if there was nothing to do: it need not be read again to say where the database stands. */
  private @Nullable History unchanged;
  private Optional<Adoption> foreseen = Optional.empty();

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
      refuseUnasked();
      Plan preview = plan();
      if (!preview.isEmpty()) {
        confirm(preview, caution);
      }
      confirmed = preview; // an empty one, too: what another run leaves to do meanwhile was not agreed to
    }
    return run();
  }

  /** What was agreed to elsewhere, or nothing. */
  Outcome run(Plan agreed) {
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
        case REAL -> desk.locked(directory, this::carryOut);
        case DRY -> desk.locked(() -> {
          foreseen = Adopting.foreseen(desk, directory);
          return carryOut(desk.journal(), history());
        });
      }, List.of());
    } catch (WhimbrelException e) {
      if (report == null) {
        throw e;
      }
      return outcome(report, e.problems()); // what was done is told, whatever became of the lock
    }
  }

  /** What would be written beside the plan is in no question and in no digest. */
  private void refuseUnasked() {
    Adopting.refuseUnasked(desk);
    FirstBaseline.refuseUnasked(desk, directory, goal, desk.history(directory));
  }

  /** Asks in the way that the environment asks for. */
  void confirm(Plan preview, Caution caution) {
    refuseUnasked();
    String digest = PlanDigest.of(preview, desk.targetOfRun());
    desk.protection().refuseStale(digest);
    if (desk.protection().isOn()) {
      desk.protection().confirm(question(desk, preview), digest);
    } else if (caution == Caution.ASK) {
      Desk.confirm(desk.invocation(), question(desk, preview));
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

  /** With what a dry run would have taken over before. */
  private History history() {
    History history = desk.history(directory);
    return foreseen.map(adoption -> history.with(adoption.entries())).orElse(history);
  }

  private RunReport carryOut(Journal journal, History before) {
    if (confirmed != null) {
      refuseStale(plan(FirstBaseline.foreseen(desk, directory, goal, before)));
    }
    History history = switch (manner) {
      case REAL -> FirstBaseline.recorded(desk, directory, goal, journal, before);
      case DRY -> FirstBaseline.foreseen(desk, directory, goal, before);
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

  /** What was agreed to is what is done, or nothing is. */
  private void refuseStale(Plan plan) {
    if (confirmed != null && !sameSteps(confirmed, plan)) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.OUTDATED, confirmed.isEmpty()
              ? "another run changed the history, and now there is something to do that nobody agreed to"
              : "another run changed the history while you were asked")
              .state("nothing was changed by this run")
              .remedy("look at it with: whimbrel status, then decide anew"),
          null);
    }
  }

  private static boolean sameSteps(Plan one, Plan other) {
    return steps(one).equals(steps(other));
  }

  private static List<String> steps(Plan plan) {
    return plan.steps().stream()
        .map(step -> step.direction() + " " + step.migration().id().key() + " " + step.generation() + " " + step.from())
        .toList();
  }

  /** What it would do now. */
  Plan plan() {
    return plan(FirstBaseline.foreseen(desk, directory, goal, desk.history(directory)));
  }

  /** What is asked before it begins. */
  private static String question(Desk desk, Plan plan) {
    return "This " + RunText.intention(plan) + " in " + desk.place() + ". Go on?";
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
    return foreseen.map(adoption -> json.with("adoption", Adopting.json(adoption))).orElse(json);
  }
}
