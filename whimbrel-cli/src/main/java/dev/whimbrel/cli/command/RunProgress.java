package dev.whimbrel.cli.command;

import dev.whimbrel.cli.screen.Durations;
import dev.whimbrel.cli.screen.LiveLine;
import dev.whimbrel.cli.screen.Log;
import dev.whimbrel.cli.screen.Printable;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.screen.Style;
import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Blocker;
import dev.whimbrel.database.Observer;
import dev.whimbrel.history.Direction;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Step;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.StepResult;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** A line for every step, and a live line for one that takes long. */
final class RunProgress {
  private static final int WIDEST_NAME = 44;

  private final Screen screen;
  private final RunReport.Manner manner;
  private final Log log;
  private final int versionWidth;
  private final int nameWidth;

  RunProgress(Screen screen, Plan plan, RunReport.Manner manner, Log log) {
    this.screen = screen;
    this.log = log;
    this.manner = manner;
    this.versionWidth = widest(plan, step -> version(step).length());
    this.nameWidth = Math.min(WIDEST_NAME, widest(plan, step -> Printable.width(name(step))));
  }

  private static int widest(Plan plan, ToIntFunction<Step> width) {
    return plan.steps().stream().mapToInt(width).max().orElse(0);
  }

  void show(RunEvent event, Observer observer) {
    screen.witness().saw(event);
    log.saw(event, manner);
    switch (event) {
      case RunEvent.StepStarted started -> screen.watch(new LiveLine.Subject(
          (started.step().direction() == Direction.UP ? "applying " : "reverting ") + version(started.step()) + " "
              + started.step().migration().description() + " (" + started.number() + " of " + started.total() + ")",
          observer::news));
      case RunEvent.StepsSent sent -> screen.watch(new LiveLine.Subject(
          (sent.steps().getFirst().direction() == Direction.UP ? "applying " : "reverting ")
              + version(sent.steps().getFirst()) + " to " + version(sent.steps().getLast()) + " ("
              + sent.number() + " to " + (sent.number() + sent.steps().size() - 1) + " of " + sent.total() + ")",
          observer::news));
      case RunEvent.Retrying retrying -> screen.waiting(version(retrying.step()) + " was rolled back: "
          + retrying.failure().error().message() + blockedBy(retrying.blockers()) + "; again in "
          + Durations.brief(retrying.pause()));
      case RunEvent.Entangled entangled -> screen.waiting(version(entangled.step()) + " does not go on yet"
          + blockedBy(entangled.waiting()) + ", which waits for a lock of this run");
      case RunEvent.Recovering recovering ->
        screen.waiting("the connection was lost during " + version(recovering.step()) + "; " + recovering.waiting());
      case RunEvent.StepFinished finished -> show(finished.result());
    }
  }

  private static String blockedBy(List<Blocker> blockers) {
    return blockers.isEmpty()
        ? ""
        : ", blocked by " + blockers.stream().map(Blocker::describe).collect(Collectors.joining(" and "));
  }

  /** A warning is for everybody, the rest for those who ask for more. */
  private void show(String notice) {
    if (notice.startsWith(Answer.WARNING) || notice.startsWith(StepResult.NOTE)) {
      screen.progress("           " + notice);
    } else {
      screen.detail("           " + notice);
    }
  }

  private void show(StepResult result) {
    String done = done(result.step().direction());
    switch (result) {
      case StepResult.Done ok -> {
        screen.progress(line(done, Style.GOOD, result.step(), Durations.brief(ok.took())));
        ok.notices().forEach(this::show);
        if (ok.step().script().statements().isEmpty()) {
          screen.progress("           " + ok.step().script().file() + " holds no statement for this, so nothing ran");
        }
      }
      case StepResult.Failed failed ->
        screen.progress(line("failed", Style.BAD, result.step(), Durations.brief(failed.took())));
      case StepResult.SharedFate shared -> screen.progress(line(fate(shared), Style.WARNING, result.step(), ""));
      case StepResult.NotTried notTried ->
        screen.progress(line("not tried", Style.WARNING, result.step(), notTried.reason()));
      case StepResult.NotReached notReached -> screen.progress(line("not reached", Style.FAINT, result.step(), ""));
    }
  }

  private static String fate(StepResult.SharedFate shared) {
    return switch (shared.fate()) {
      case ROLLED_BACK -> "rolled back";
      case UNKNOWN -> "unknown";
    };
  }

  private String done(Direction direction) {
    return switch (manner) {
      case REAL -> direction == Direction.UP ? "applied" : "reverted";
      case DRY -> direction == Direction.UP ? "would apply" : "would revert";
    };
  }

  private String line(String word, Style style, Step step, String took) {
    int n = step.script().statements().size() - step.from();
    String padded = screen.styled(word, style) + " ".repeat(Math.max(0, widestWord() - word.length()));
    String counted = String.format(Locale.ROOT, "%4d %-10s", n, n == 1 ? "statement" : "statements");
    return padded + "  " + pad(version(step), versionWidth) + "  " + pad(name(step), nameWidth)
        + "  " + (took.isEmpty() ? counted.stripTrailing() : counted + "  " + took);
  }

  private int widestWord() {
    return manner == RunReport.Manner.DRY ? "would revert".length() : "not tried".length();
  }

  private static String version(Step step) {
    return step.migration().id().toString();
  }

  private static String name(Step step) {
    return Printable.of(step.migration().description());
  }

  private static String pad(String text, int width) {
    String cut = text.codePointCount(0, text.length()) > WIDEST_NAME
        ? text.substring(0, text.offsetByCodePoints(0, WIDEST_NAME - 1)) + "…"
        : text;
    return cut + " ".repeat(Math.max(0, width - Printable.width(cut)));
  }
}
