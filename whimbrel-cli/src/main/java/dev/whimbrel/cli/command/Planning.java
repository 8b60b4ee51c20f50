package dev.whimbrel.cli.command;

import dev.whimbrel.cli.NextCommand;
import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Migrate.Caution;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.screen.Style;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.history.History;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Planner;
import dev.whimbrel.plan.Step;
import dev.whimbrel.report.Json;
import dev.whimbrel.report.ReportJson;
import dev.whimbrel.run.RunReport.Manner;
import dev.whimbrel.sql.Statement;
import java.util.List;

/** What {@code up} would do, statement by statement. */
public final class Planning {
  private static final int WIDEST = 100;

  private Planning() {}

  public static Outcome plan(Invocation invocation) {
    Goal goal = invocation.value(Options.TO).<Goal>map(Goal.UpTo::new).orElseGet(Goal.Latest::new);
    if (invocation.has(Options.DRY_RUN)) {
      return Migrate.run(invocation, goal, Moves.policy(invocation), Manner.DRY, Caution.NONE);
    }
    Settings settings = Settings.of(invocation);
    Directory directory = Directory.beforeConnecting(settings);
    return Desk.with(invocation, settings, Desk.Access.READ, desk -> {
      Directory read = directory.with(settings, desk.database().dialect().lexicon());
      History history = FirstBaseline.foreseen(desk, read, goal, desk.history(read));
      Plan plan = Grouped.refused(settings,
          Planner.plan(read.set(), history, goal, Moves.policy(invocation)).orThrow());
      desk.refuseLost(history, read);
      Warnings.show(invocation.screen(), read.set(), plan);
      return Outcome.of(text(invocation.screen(), desk, plan), json(plan, PlanDigest.of(plan, desk.targetOfRun())));
    });
  }

  private static String text(Screen screen, Desk desk, Plan plan) {
    if (plan.isEmpty()) {
      return "Nothing to do in " + desk.place() + ".\n";
    }
    int statements = plan.steps().stream().mapToInt(step -> remaining(step).size()).sum();
    return text(screen, plan) + "up would run " + RunText.count(statements, "statement") + " of "
        + RunText.count(plan.steps().size(), "migration")
        + " in " + desk.place() + ". Try it with: whimbrel plan --dry-run\n"
        + NextCommand
            .complete("Exactly this, or nothing, does: whimbrel up " + (desk.protection().isOn() ? "--yes " : "")
                + "--plan " + PlanDigest.of(plan, desk.targetOfRun()) + Grouped.typed(desk.settings()),
                desk.invocation())
        + "\n";
  }

  /** Every statement of it. */
  static String text(Screen screen, Plan plan) {
    StringBuilder text = new StringBuilder();
    plan.steps().forEach(step -> text.append(text(screen, step)));
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

  static Json.Obj json(Plan plan, String digest) {
    return Json.object()
        .with("made_for", plan.madeFor())
        .with("digest", plan.isEmpty() ? null : digest)
        .with("steps", Json.array(plan.steps().stream().map(Planning::json).toList()));
  }

  private static Json json(Step step) {
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
