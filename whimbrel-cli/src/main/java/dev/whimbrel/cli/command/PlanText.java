package dev.whimbrel.cli.command;

import dev.whimbrel.report.Json;
import dev.whimbrel.schema.diff.ChangePlan;
import dev.whimbrel.schema.diff.Loss;
import dev.whimbrel.schema.diff.Step;
import dev.whimbrel.schema.wording.Names;
import java.util.List;
import java.util.Locale;

/** Statements that lead from one schema to another, as a script. */
final class PlanText {
  private PlanText() {}

  /** All of them, with a comment above each that loses something; what a migration of them has to say stands at the top. */
  static String script(ChangePlan plan) {
    return script(plan, List.of(), List.of());
  }

  /** The same with statements that come before it, and such that come behind. */
  static String script(ChangePlan plan, List<String> first, List<String> last) {
    StringBuilder text = new StringBuilder();
    plan.directives().forEach(directive -> text.append("-- whimbrel: ").append(directive).append('\n'));
    add(text, first);
    String before = "";
    for (Step step : plan.steps()) {
      String about = step.about().schema() + "." + step.about().name();
      boolean isNew = !about.equals(before) || step.loses() || !step.notes().isEmpty();
      text.append(text.isEmpty() || !isNew ? "" : "\n").append(comments(step)).append(step.sql()).append(";\n");
      before = about;
    }
    add(text, last);
    return text.toString();
  }

  private static void add(StringBuilder text, List<String> statements) {
    text.append(text.isEmpty() || statements.isEmpty() ? "" : "\n");
    statements.forEach(statement -> text.append(statement).append(";\n"));
  }

  private static String comments(Step step) {
    StringBuilder text = new StringBuilder();
    switch (step.loss()) {
      case Loss.None none -> {
      }
      case Loss.Drops drops -> text.append("-- LOSES DATA: ").append(line(drops.sentence())).append('\n');
      case Loss.MayLose may -> text.append("-- MAY LOSE DATA: ").append(line(may.sentence())).append('\n');
    }
    step.notes().forEach(note -> text.append("-- note: ").append(line(note)).append('\n'));
    return text.toString();
  }

  /** As a comment holds it: a name with a line break in it must not leave the comment. */
  static String line(String text) {
    return text.replaceAll("\\R", " ");
  }

  static Json.Arr json(ChangePlan plan) {
    return Json.array(plan.steps().stream().map(PlanText::json).toList());
  }

  private static Json.Obj json(Step step) {
    return Json.object().with("sql", step.sql())
        .with("object", Names.of(step.about()))
        .with("loses", sentence(step.loss()))
        .with("transaction", step.transaction().name().toLowerCase(Locale.ROOT))
        .with("notes", Json.texts(step.notes()));
  }

  /** What it loses, or an empty text. */
  private static String sentence(Loss loss) {
    return switch (loss) {
      case Loss.None none -> "";
      case Loss.Drops drops -> drops.sentence();
      case Loss.MayLose may -> "may lose: " + may.sentence();
    };
  }

  /** What is lost, one sentence each. */
  static List<String> losses(ChangePlan plan) {
    return plan.loses().stream().map(step -> sentence(step.loss())).toList();
  }
}
