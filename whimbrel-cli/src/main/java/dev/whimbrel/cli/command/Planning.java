package dev.whimbrel.cli.command;

import dev.whimbrel.cli.NextCommand;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Migrate.Caution;
import dev.whimbrel.cli.lint.LintText;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.screen.Style;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.peer.Beginning;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Step;
import dev.whimbrel.report.Json;
import dev.whimbrel.report.ReportJson;
import dev.whimbrel.run.RunReport.Manner;
import dev.whimbrel.schema.rollback.Trial;
import dev.whimbrel.sql.Statement;
import java.util.List;

/** What {@code up} would do, statement by statement. */
public final class Planning {
  private static final int WIDEST = 100;

  private Planning() {}

  public static Outcome plan(Invocation invocation) {
    boolean back = invocation.has(Options.PLAN_DOWN);
    Goal goal = back
        ? invocation.value(Options.TO).<Goal>map(Goal.BackTo::new).orElseGet(() -> new Goal.Undo(1))
        : invocation.value(Options.TO).<Goal>map(Goal.UpTo::new).orElseGet(Goal.Latest::new);
    if (back && invocation.has(Options.REHEARSE)) {
      throw Linting.wrong("--rehearse is for what up would do", "leave out --down, or --rehearse");
    }
    if (back && invocation.has(Options.ADOPT)) {
      throw Linting.wrong("--adopt is for what up would do", "leave out --down, or --adopt");
    }
    if (invocation.has(Options.DRY_RUN)) {
      return Migrate.run(invocation, goal, Moves.policy(invocation), Manner.DRY, Caution.NONE);
    }
    Settings settings = Settings.of(invocation);
    Directory directory = Directory.beforeConnecting(settings);
    return Desk.with(invocation, settings, Desk.Access.READ, desk -> {
      Directory read = directory.with(settings, desk.database().dialect().lexicon());
      WaysBack.Known known = WaysBack.of(desk, read, goal, Moves.policy(invocation));
      Directory whole = known.directory();
      Beginning beginning = FirstRun.foreseen(desk, whole, goal);
      Plan plan = ProofsOf.demanded(settings, Grouped.refused(settings,
          Planner.plan(whole.set(), beginning.history(), goal, Moves.policy(invocation)).orThrow()));
      desk.refuseLost(beginning.history(), whole);
      Warnings.show(invocation.screen(), whole.set(), plan);
      Adopting.warn(desk, beginning.keeping());
      Intended intended = new Intended(beginning, plan);
      if (invocation.has(Options.REHEARSE) && !plan.isEmpty()) {
        return rehearsed(desk, whole, intended);
      }
      return back
          ? Outcome.of(textOfDown(desk, intended, known), jsonOfDown(desk, intended, known))
          : Outcome.of(text(desk, intended), json(desk, intended));
    });
  }

  private static Outcome rehearsed(Desk desk, Directory directory, Intended intended) {
    Judgement judgement = Linting.before(desk, directory, intended.plan());
    return Outcome.of(
        text(desk, intended) + "\n"
            + LintOutput.text(desk.invocation().screen(), judgement, LintText.Detail.USUAL),
        json(desk, intended).with("lint", LintOutput.json(judgement)));
  }

  private static String text(Desk desk, Intended intended) {
    if (intended.isEmpty()) {
      return "Nothing to do in " + desk.place() + ".\n";
    }
    Plan plan = intended.plan();
    int statements = plan.steps().stream().mapToInt(step -> remaining(step).size()).sum();
    String would = plan.isEmpty()
        ? "up would run nothing in " + desk.place() + ".\n"
        : "up would run " + RunText.count(statements, "statement") + " of "
            + RunText.count(plan.steps().size(), "migration") + " in " + desk.place()
            + ". Try it with: whimbrel plan --dry-run\n";
    return text(desk.invocation().screen(), intended) + would
        + NextCommand
            .complete("Exactly this, or nothing, does: whimbrel up" + Protection.options(desk.invocation())
                + (desk.protection().isOn() ? " --yes" : "") + " --plan " + intended.digest(desk)
                + Grouped.typed(desk.settings()), desk.invocation())
        + "\n";
  }

  private static String textOfDown(Desk desk, Intended intended, WaysBack.Known known) {
    Invocation invocation = desk.invocation();
    Plan plan = intended.plan();
    if (plan.isEmpty()) {
      return "Nothing to revert in " + desk.place() + ".\n";
    }
    StringBuilder text = new StringBuilder();
    for (Step step : plan.steps()) {
      text.append(text(invocation.screen(), step).stripTrailing()).append('\n');
      Trial trial = known.trials().get(step.migration().id().key());
      if (trial != null) {
        text.append("  computed, and proven on ").append(known.server()).append('\n');
      }
      losses(known, step).forEach(loss -> text.append("  ").append(invocation.screen().styled("loses", Style.BAD))
          .append("  ").append(loss).append('\n'));
      text.append('\n');
    }
    int statements = plan.steps().stream().mapToInt(step -> remaining(step).size()).sum();
    String to = invocation.value(Options.TO).map(version -> " --to " + version).orElse("");
    return text + "down would run " + RunText.count(statements, "statement") + " for "
        + RunText.count(plan.steps().size(), "migration") + " in " + desk.place() + ".\n"
        + NextCommand.complete("Exactly this, or nothing, does: whimbrel down" + to
            + (known.losses().isEmpty() ? "" : " --allow-data-loss") + Protection.shadow(invocation)
            + (desk.protection().isOn() ? " --yes" : "")
            + " --plan " + intended.digest(desk) + Grouped.typed(desk.settings()), invocation)
        + "\n";
  }

  private static List<String> losses(WaysBack.Known known, Step step) {
    return known.losses().stream()
        .filter(loss -> loss.key().equals(step.migration().id().key()))
        .map(loss -> loss.problem().message()).toList();
  }

  private static Json.Obj jsonOfDown(Desk desk, Intended intended, WaysBack.Known known) {
    Plan plan = intended.plan();
    return Json.object()
        .with("made_for", plan.madeFor())
        .with("digest", plan.isEmpty() ? null : intended.digest(desk))
        .with("steps", Json.array(plan.steps().stream().map(step -> {
          boolean computed = known.trials().containsKey(step.migration().id().key());
          return json(step).with("way_back", computed ? "computed" : "written")
              .with("proven_on", computed ? known.server() : null)
              .with("losses", Json.texts(losses(known, step)));
        }).toList()));
  }

  /** What is recorded first, and every statement. */
  static String text(Screen screen, Intended intended) {
    StringBuilder text = new StringBuilder();
    if (!intended.beginning().isEmpty()) {
      text.append("First it ").append(String.join(", then ", intended.beginning().said())).append(".\n\n");
    }
    intended.plan().steps().forEach(step -> text.append(text(screen, step)));
    return text.toString();
  }

  private static String text(Screen screen, Step step) {
    StringBuilder text = new StringBuilder(screen.styled(step.migration().id().toString(), Style.STRONG))
        .append(' ').append(step.migration().description()).append(" (").append(step.script().file()).append(", ")
        .append(mode(step)).append(")\n");
    if (step.from() > 0) {
      text.append("  the first ").append(step.from()).append(" are in effect already\n");
    }
    for (Statement statement : remaining(step)) {
      text.append("  ").append(screen.styled("line " + statement.line(), Style.FAINT)).append("  ")
          .append(statement.brief(WIDEST - 1)).append('\n');
    }
    return text.append('\n').toString();
  }

  private static String mode(Step step) {
    return switch (step.script().mode()) {
      case WHOLE -> "one transaction";
      case NONE -> "no transaction: statement by statement, resumable";
      case PER_SEGMENT -> "a transaction for each segment, resumable";
    };
  }

  private static List<Statement> remaining(Step step) {
    List<Statement> all = step.script().statements();
    return all.subList(Math.min(step.from(), all.size()), all.size());
  }

  static Json.Obj json(Desk desk, Intended intended) {
    Json.Obj json = Json.object()
        .with("made_for", intended.plan().madeFor())
        .with("digest", intended.isEmpty() ? null : intended.digest(desk));
    return (intended.beginning().isEmpty() ? json : json.with("first", Json.texts(intended.beginning().said())))
        .with("steps", Json.array(intended.plan().steps().stream().map(Planning::json).toList()));
  }

  private static Json.Obj json(Step step) {
    return ReportJson.of(step)
        .with("transaction", step.script().mode() == TransactionMode.WHOLE
            ? "whole"
            : step.script().mode() == TransactionMode.NONE ? "none" : "per-segment")
        .with("plan", Json.array(remaining(step).stream()
            .map(statement -> Json.object().with("line", statement.line()).with("kind", statement.kind().name()).with(
                "sql",
                statement.shown()))
            .toList()));
  }
}
