package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.problem.Result;
import dev.whimbrel.report.Json;
import dev.whimbrel.schema.diff.ChangePlan;
import java.util.List;

/** The command {@code diff}: the statements that lead from one schema to another. */
public final class Diffing {
  private Diffing() {}

  /** The command {@code diff}. */
  public static Outcome diff(Invocation invocation) {
    Settings settings = Settings.of(invocation);
    SchemaSource from = SchemaSource.of(invocation, settings, invocation.arguments().get(0));
    SchemaSource to = SchemaSource.of(invocation, settings, invocation.arguments().get(1));
    try (SchemaDesk desk = SchemaDesk.of(invocation, settings, List.of(from, to), SchemaDesk.Peers.LEFT_OUT)) {
      SchemaChange change = SchemaChange.between(desk, from, to,
          (before, after) -> Renaming.told(invocation, to, before, after));
      if (change.isEmpty()) {
        return Outcome.of("Nothing to do: " + from.label() + " and " + to.label() + " are alike.\n",
            json(from, to, change));
      }
      boolean isBack = invocation.has(Options.WAY_BACK);
      String text = isBack ? change.down().orThrow() : change.up();
      ChangePlan shown = isBack ? change.back().orThrow() : change.forward();
      change.noWayBack().ifPresent(invocation.screen()::warning);
      Outcome outcome = Outcome.of(text, json(from, to, change));
      return invocation.has(Options.ALLOW_DATA_LOSS)
          ? outcome
          : outcome
              .with(SchemaChange.refused(shown, "nothing was changed; the script is shown above").stream().toList());
    }
  }

  private static <T> T value(Result<T> result, T otherwise) {
    return result.problems().isEmpty() ? result.orThrow() : otherwise;
  }

  private static Json.Obj json(SchemaSource from, SchemaSource to, SchemaChange change) {
    return Json.object().with("from", from.label()).with("to", to.label())
        .with("differences", Json.texts(change.words()))
        .with("renames", Json.texts(change.renames().statements()))
        .with("statements", PlanText.json(change.forward()))
        .with("down", PlanText.json(value(change.back(), new ChangePlan(List.of()))))
        .with("up_script", change.up())
        .with("down_script", value(change.down(), ""));
  }
}
