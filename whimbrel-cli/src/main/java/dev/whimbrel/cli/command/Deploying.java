package dev.whimbrel.cli.command;

import dev.whimbrel.cli.NextCommand;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.backup.Backup;
import dev.whimbrel.cli.backup.Dumping;
import dev.whimbrel.cli.checks.Checking;
import dev.whimbrel.cli.checks.Checks;
import dev.whimbrel.cli.lint.LintText;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.history.History;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Policy;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.report.Json;
import dev.whimbrel.run.RunReport.Manner;
import dev.whimbrel.schema.forecast.ForecastText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One deployment: the other commands, one after the other, until one fails. Nothing of them is done a second way here. */
public final class Deploying {
  private final Invocation invocation;
  private final Settings settings;
  private final Screen screen;
  private final StageLog log;
  private final Goal goal;
  private final Policy policy;
  private Json.Obj json = Json.object();
  private String conclusion = "";
  private @Nullable Backup backup;

  private Deploying(Invocation invocation, Settings settings) {
    this.invocation = invocation;
    this.settings = settings;
    this.screen = invocation.screen();
    this.log = new StageLog(screen);
    this.goal = invocation.value(Options.TO).<Goal>map(Goal.UpTo::new).orElseGet(Goal.Latest::new);
    this.policy = Moves.policy(invocation);
  }

  /** The command {@code deploy}. */
  public static Outcome deploy(Invocation invocation) {
    return new Deploying(invocation, Settings.of(invocation)).run();
  }

  private Outcome run() {
    List<Problem> problems = List.of();
    try {
      deploy();
    } catch (WhimbrelException e) {
      log.fail(Json.object());
      problems = e.problems();
      conclusion = stopped();
      json = json.with("outcome", "stopped");
    }
    return new Outcome(conclusion, json.with("steps", log.json()), problems);
  }

  private void deploy() {
    log.begin(Stage.VALIDATE);
    Directory directory = Directory.beforeConnecting(settings);
    Checks before = Checks.read(settings.project(), settings.find(Options.CHECKS_BEFORE), Options.CHECKS_BEFORE.name());
    Checks after = Checks.read(settings.project(), settings.find(Options.CHECKS_AFTER), Options.CHECKS_AFTER.name());
    Optional<Path> backups = settings.text(Options.BACKUP).map(settings.project()::resolve);
    backups.ifPresent(Dumping::refuse);
    Outcome inOrder = Files.inOrder(settings, directory);
    log.done(inOrder.text().strip(), inOrder.json());
    log.begin(Stage.CONNECT);
    Desk.with(invocation, settings, Desk.Access.WRITE, desk -> {
      new Work(desk, directory, before, after, backups).run();
      return Outcome.of("", Json.object());
    });
  }

  /** What was not done, and what to type when that is mended. */
  private String stopped() {
    String rest = log.notReached();
    return "\nStopped at: " + log.failed() + ". Done: " + orNothing(log.done()) + "."
        + (rest.isEmpty() ? "" : " Not done: " + rest + ".") + "\n" + next() + "\n";
  }

  private static String orNothing(String labels) {
    return labels.isEmpty() ? "nothing" : labels;
  }

  private String next() {
    String kept = backup == null
        ? ""
        : "The backup is " + backup.file() + "; restore it with: " + backup.restore() + "\n";
    String untouched = log.isReached(Stage.APPLY) ? "" : "Nothing was changed in the database. ";
    return kept + untouched + NextCommand.complete(log.isDone(Stage.APPLY)
        ? "What is in effect shows: whimbrel status"
        : "When that is mended, run again: whimbrel deploy", invocation);
  }

  /** What is done while the database is open. */
  private final class Work {
    private final Desk desk;
    private final Directory directory;
    private final Checks before;
    private final Checks after;
    private final @Nullable Backups backups;

    Work(Desk desk, Directory read, Checks before, Checks after, Optional<Path> backups) {
      this.desk = desk;
      this.directory = read.with(settings, desk.database().dialect().lexicon());
      this.before = before.with(desk.database().dialect().lexicon());
      this.after = after.with(desk.database().dialect().lexicon());
      this.backups = backups.map(path -> Backups.into(desk, path)).orElse(null);
    }

    void run() {
      connected();
      verify();
      Intended intended = status();
      Plan plan = intended.plan();
      if (plan.isEmpty()) {
        nothingToDo();
        return;
      }
      Optional<Judgement> judgement = lint(plan);
      dryRun();
      show(intended);
      judgement.ifPresent(this::foretell);
      if (invocation.has(Options.PREVIEW)) {
        conclusion = NextCommand.complete("It was a preview: nobody was asked, and nothing was changed. "
            + "Deploy exactly this, or nothing, with: whimbrel deploy " + (desk.protection().isOn() ? "--yes " : "")
            + "--plan " + intended.digest(desk) + Grouped.typed(desk.settings()) + "\n", invocation);
        json = json.with("outcome", "preview");
        return;
      }
      confirm(intended);
      backUp();
      check(Stage.CHECKS_BEFORE, before, ProblemCode.CHECK_BEFORE, "nothing was changed",
          "mend what it found, or the check, and run again: whimbrel deploy");
      apply(intended);
      check(Stage.CHECKS_AFTER, after, ProblemCode.CHECK_AFTER, "what was deployed is in effect: "
          + RunText.count(plan.steps().size(), "migration") + " in batch " + plan.batch(), back(plan));
      verifyAfter();
      conclusion = "\nDeployed " + RunText.count(plan.steps().size(), "migration") + " to " + desk.place() + "."
          + (backup == null ? "" : "\nThe backup of before is restored with: " + backup.restore()) + "\n";
      json = json.with("outcome", "deployed");
    }

    private void connected() {
      String server = desk.place() + ", " + desk.database().dialect().label() + ", as "
          + desk.database().identity().user();
      String program = backups == null ? "" : "; the backup is written by " + backups.program();
      log.done(server + program, Json.object().with("database", desk.place())
          .with("server", desk.database().dialect().label()).with("user", desk.database().identity().user()));
    }

    private void verify() {
      log.begin(Stage.VERIFY);
      History history = FirstRun.foreseen(desk, directory, goal).history();
      List<Problem> problems = Planner.plan(directory.set(), history, goal, policy).problems();
      if (!problems.isEmpty()) {
        throw new WhimbrelException(problems);
      }
      log.done(Reading.agreement(directory, history).strip().replace('\n', ' '),
          Json.object().with("applied", Reading.compared(directory, history)));
    }

    private Intended status() {
      log.begin(Stage.STATUS);
      Intended intended = Migrate.at(desk, directory, goal, policy, Manner.REAL).intended();
      Survey survey = Survey.of(directory.set(), intended.beginning().history());
      long pending = survey.lines().stream().filter(Survey.Line::isToApply).count();
      String current = survey.current().map(line -> "at version " + line.version()).orElse("nothing is applied");
      log.done(current + ", " + RunText.count(pending, "migration") + " pending",
          Json.object().with("current_version", survey.current().map(Survey.Line::version).orElse(null))
              .with("pending", pending));
      return intended;
    }

    private void nothingToDo() {
      boolean asks = !invocation.has(Options.PREVIEW);
      for (Stage stage : Stage.values()) {
        if (stage.compareTo(Stage.STATUS) > 0 && (!asks || stage.compareTo(Stage.CHECKS_AFTER) < 0)) {
          log.leaveOut(stage);
        }
      }
      if (asks) { // those of a deployment that failed in them count until they are true
        check(Stage.CHECKS_AFTER, after, ProblemCode.CHECK_AFTER, "nothing was pending, so nothing was deployed now",
            "mend what it found, or the check, and run again: whimbrel deploy");
        log.leaveOut(Stage.VERIFY_AFTER);
      }
      conclusion = "\nNothing to deploy to " + desk.place() + ".\n";
      json = json.with("outcome", "nothing to do");
    }

    /** What cannot be rehearsed is judged by its text: a deployment does not stop for want of a shadow. */
    private Optional<Judgement> lint(Plan plan) {
      if (desk.settings().isOn(Options.NO_LINT)) {
        log.leaveOut(Stage.LINT);
        return Optional.empty();
      }
      log.begin(Stage.LINT);
      Judgement judgement = Linting.before(desk, directory, plan);
      List<Problem> problems = LintOutput.threshold(desk.settings())
          .map(weight -> LintOutput.problems(judgement, weight)).orElse(List.of());
      String findings = LintText.blocks(judgement.linted(), LintText.Detail.GRAVE, screen);
      if (!problems.isEmpty()) {
        screen.progress(findings.stripTrailing());
        log.fail(LintOutput.json(judgement));
        throw new WhimbrelException(problems.stream().map(problem -> problem.remedy(problem.remedy()
            + "\nor go on all the same: whimbrel deploy --no-lint")).toList());
      }
      log.done(LintText.summary(judgement.linted()), LintOutput.json(judgement));
      if (!findings.isEmpty()) {
        screen.progress("\n" + findings.stripTrailing() + "\n");
      }
      return Optional.of(judgement);
    }

    /** What the plan will lock, before anybody agrees to it. */
    private void foretell(Judgement judgement) {
      List<String> lines = ForecastText.lines(judgement.forecast());
      if (!lines.isEmpty()) {
        screen.progress(String.join("\n", lines) + "\n");
      }
    }

    private void dryRun() {
      if (invocation.has(Options.NO_DRY_RUN)) {
        log.leaveOut(Stage.DRY_RUN);
        return;
      }
      log.beginAloud(Stage.DRY_RUN);
      carriedOut(Migrate.at(desk, directory, goal, policy, Manner.DRY).run(Migrate.Caution.NONE));
    }

    /** A run that tells of itself on the way. */
    private void carriedOut(Outcome outcome) {
      if (!outcome.problems().isEmpty()) {
        log.fail(outcome.json());
        throw new WhimbrelException(outcome.problems());
      }
      screen.progress(outcome.text().strip());
      log.doneQuietly(outcome.json());
    }

    private void show(Intended intended) {
      screen.progress("\n" + Planning.text(screen, intended).stripTrailing() + "\n");
      json = json.with("plan", Planning.json(desk, intended));
    }

    private void confirm(Intended intended) {
      log.begin(Stage.CONFIRM);
      Migrate.at(desk, directory, goal, policy, Manner.REAL).confirm(intended, Migrate.Caution.ASK);
      log.done(invocation.wants(Options.YES) ? "by --yes" : "yes", Json.object());
    }

    private void backUp() {
      if (backups == null) {
        log.leaveOut(Stage.BACKUP);
        return;
      }
      log.begin(Stage.BACKUP);
      Backup taken = backups.take();
      backup = taken;
      log.done(taken.describe(), taken.json());
      screen.progress("restore it with: " + taken.restore());
    }

    private void check(Stage stage, Checks checks, ProblemCode code, String state, String remedy) {
      if (checks.isEmpty()) {
        log.leaveOut(stage);
        return;
      }
      log.begin(stage);
      int asked = checks.queries().size();
      List<Problem> problems = new Checking(desk.database(), code).ask(checks);
      if (!problems.isEmpty()) {
        log.fail(Json.object().with("checks", asked).with("not_true", problems.size()));
        throw new WhimbrelException(problems.stream().map(problem -> problem.state(state).remedy(remedy)).toList());
      }
      log.done(RunText.count(asked, "check") + (asked == 1 ? " is true" : " are true"),
          Json.object().with("checks", asked));
    }

    /** What was agreed to: if the history moved since, it is refused. */
    private void apply(Intended intended) {
      log.beginAloud(Stage.APPLY);
      carriedOut(Migrate.at(desk, directory, goal, policy, Manner.REAL).run(intended));
    }

    private String back(Plan plan) {
      List<String> ways = new ArrayList<>();
      if (plan.steps().stream().allMatch(step -> step.migration().down() instanceof Reversal.By)) {
        ways.add("go back with: whimbrel down --batch");
      }
      if (backup != null) {
        ways.add("restore the backup with: " + backup.restore());
      }
      return ways.isEmpty()
          ? "mend it with a further migration: whimbrel new NAME; there is neither a way back nor a backup"
          : String.join("\nor ", ways);
    }

    private void verifyAfter() {
      log.begin(Stage.VERIFY_AFTER);
      History history = desk.history(directory);
      Plan rest = Planner.plan(directory.set(), history, goal, policy).orThrow();
      if (!rest.isEmpty()) {
        throw new WhimbrelException(Problem.of(ProblemCode.PENDING, RunText.count(rest.steps().size(), "migration")
            + " of this deployment " + (rest.steps().size() == 1 ? "is" : "are")
            + " pending again: another run reverted "
            + (rest.steps().size() == 1 ? "it" : "them"))
            .remedy("see who did it with: whimbrel history"), null);
      }
      log.done(Reading.agreement(directory, history).strip().replace('\n', ' '),
          Json.object().with("applied", Reading.compared(directory, history)));
    }
  }
}
