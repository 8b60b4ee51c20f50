package dev.whimbrel.cli.command;

import dev.whimbrel.cli.screen.Durations;
import dev.whimbrel.history.Direction;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Step;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.StepResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a run comes to, in sentences. */
final class RunText {
  private final Desk desk;
  private final RunReport report;
  private final Optional<Survey> after;

  RunText(Desk desk, RunReport report, Optional<Survey> after) {
    this.desk = desk;
    this.report = report;
    this.after = after;
  }

  String summary() {
    if (report.plan().isEmpty()) {
      return nothing();
    }
    List<String> done = new ArrayList<>();
    part(done, "reverted", Direction.DOWN);
    part(done, "applied", Direction.UP);
    String sentences = ((done.isEmpty() ? "" : doneSentence(done)) + notTried()).strip();
    if (sentences.isEmpty()) {
      return "\n";
    }
    return "\n" + sentences + (isDry() ? " It was a dry run: nothing was changed.\n" : " " + current() + "\n");
  }

  private String doneSentence(List<String> done) {
    Duration took = report.results().stream().map(RunText::took).reduce(Duration.ZERO, Duration::plus);
    String joined = String.join(" and ", done) + " in " + Durations.brief(took) + ".";
    return isDry() ? "Would have " + joined : capitalised(joined);
  }

  private String notTried() {
    long n = report.results().stream().filter(StepResult.NotTried.class::isInstance).count();
    return n == 0 ? "" : " " + count(n, "migration") + " could not be tried.";
  }

  private boolean isDry() {
    return report.manner() == RunReport.Manner.DRY;
  }

  private void part(List<String> parts, String verb, Direction direction) {
    long n = report.results().stream()
        .filter(StepResult.Done.class::isInstance)
        .filter(result -> result.step().direction() == direction)
        .count();
    if (n > 0) {
      parts.add(verb + " " + count(n, "migration"));
    }
  }

  private String nothing() {
    long pending = after.stream().flatMap(survey -> survey.lines().stream()).filter(Survey.Line::isToApply).count();
    String rest = pending == 0 ? "" : " " + count(pending, "migration") + " pending.";
    return "Nothing to do. " + current() + rest + "\n";
  }

  private String current() {
    String name = desk.place().startsWith("the ") ? capitalised(desk.place()) : desk.place();
    if (after.isEmpty()) {
      return "The session with " + desk.place() + " has ended.";
    }
    return after.get().current()
        .map(line -> name + " is at version " + line.version() + ".")
        .orElse("Nothing is applied in " + desk.place() + ".");
  }

  /** Where a database is, and what is left to do there. */
  static String standing(Survey survey, Desk desk) {
    long pending = survey.lines().stream().filter(Survey.Line::isToApply).count();
    return survey.current().map(line -> desk.place() + " is at version " + line.version())
        .orElse("nothing is applied in " + desk.place()) + ", " + pending + " pending";
  }

  private static Duration took(StepResult result) {
    return switch (result) {
      case StepResult.Done done -> done.took();
      case StepResult.Failed failed -> failed.took();
      case StepResult.NotReached notReached -> Duration.ZERO;
      case StepResult.SharedFate shared -> Duration.ZERO;
      case StepResult.NotTried notTried -> Duration.ZERO;
    };
  }

  /** Such as "reverts 3 migrations and applies 2". */
  static String intention(Plan plan) {
    long reverts = plan.steps().stream().filter(Step.Revert.class::isInstance).count();
    long applies = plan.steps().size() - reverts;
    List<String> parts = new ArrayList<>();
    if (reverts > 0) {
      parts.add("reverts " + count(reverts, "migration"));
    }
    if (applies > 0) {
      parts.add("applies " + count(applies, "migration"));
    }
    return String.join(" and ", parts);
  }

  static String count(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  static String capitalised(String text) {
    return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
  }
}
