package dev.whimbrel.cli.fleet;

import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.screen.Style;
import dev.whimbrel.cli.screen.Table;
import dev.whimbrel.cli.screen.Table.Cell;
import dev.whimbrel.fleet.MemberResult;
import dev.whimbrel.plan.State;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.problem.Shortened;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What became of all services, a line each. */
final class FleetText {
  private static final int LONGEST = 120;

  private FleetText() {}

  /** The same below the lines of what was done. */
  static String toldBelow(Screen screen, List<MemberResult<Outcome>> results) {
    return "\n" + told(screen, results);
  }

  static String told(Screen screen, List<MemberResult<Outcome>> results) {
    StringBuilder text = new StringBuilder();
    Table table = new Table(List.of("SERVICE", "RESULT", ""));
    for (MemberResult<Outcome> result : results) {
      List<String> lines = lines(result);
      if (lines.size() > 1) {
        text.append(screen.styled(result.member().name(), Style.STRONG)).append('\n');
        lines.subList(0, lines.size() - 1).forEach(line -> text.append("  ").append(line).append('\n'));
        text.append('\n');
      }
      table.add(List.of(new Cell(result.member().name(), Style.STRONG), how(result),
          new Cell(what(result, lines, results), Style.PLAIN)));
    }
    return text + table.render(screen) + summary(results);
  }

  private static List<String> lines(MemberResult<Outcome> result) {
    return switch (result) {
      case MemberResult.Done<Outcome> done -> done.result().text().lines().filter(line -> !line.isBlank()).toList();
      case MemberResult.NotReached<Outcome> notReached -> List.of();
    };
  }

  private static Cell how(MemberResult<Outcome> result) {
    return switch (result) {
      case MemberResult.Done<Outcome> done -> done.result().problems().isEmpty()
          ? new Cell("done", Style.GOOD)
          : new Cell("failed", Style.BAD);
      case MemberResult.NotReached<Outcome> notReached -> new Cell("not reached", Style.WARNING);
    };
  }

  private static String what(MemberResult<Outcome> result, List<String> lines, List<MemberResult<Outcome>> all) {
    return switch (result) {
      case MemberResult.Done<Outcome> done when !done.result().problems().isEmpty() -> failure(done.result());
      case MemberResult.Done<Outcome> done -> lines.isEmpty() ? "" : lines.getLast();
      case MemberResult.NotReached<Outcome> notReached -> because(notReached, all);
    };
  }

  private static String because(MemberResult.NotReached<Outcome> notReached, List<MemberResult<Outcome>> all) {
    if (notReached.because().isEmpty()) {
      return "the run was interrupted before";
    }
    boolean onlyTried = all.stream().filter(one -> notReached.because().contains(one.member().name()))
        .allMatch(FleetText::isWell);
    return "requires " + String.join(" and ", notReached.because())
        + (onlyTried ? ", where migrations are pending" : "");
  }

  private static boolean isWell(MemberResult<Outcome> result) {
    return result instanceof MemberResult.Done<Outcome> done && done.result().problems().isEmpty();
  }

  private static String failure(Outcome outcome) {
    return Shortened.to(LONGEST, outcome.problems().getFirst().message().lines().findFirst().orElse(""));
  }

  private static String summary(List<MemberResult<Outcome>> results) {
    long done = results.stream().filter(FleetText::isWell).count();
    long notReached = results.stream().filter(MemberResult.NotReached.class::isInstance).count();
    long failed = results.size() - done - notReached;
    return failed + notReached == 0
        ? ""
        : done + " of " + results.size() + " services done, " + failed + " failed"
            + (notReached == 0 ? "" : ", " + notReached + " not reached") + ".\n";
  }

  /** The table of {@code status}, and under it what is not as it should be. */
  static String standing(Screen screen, List<MemberResult<Outcome>> results, Map<String, Survey> surveys) {
    Table table = new Table(List.of("SERVICE", "VERSION", "APPLIED", "PENDING", "STATUS"));
    StringBuilder odd = new StringBuilder();
    for (MemberResult<Outcome> result : results) {
      String name = result.member().name();
      Survey survey = surveys.get(name);
      if (survey == null) {
        table.add(List.of(new Cell(name, Style.STRONG), plain("-"), plain("-"), plain("-"),
            new Cell(what(result, List.of(), results), Style.BAD)));
        continue;
      }
      table.add(row(name, survey));
      survey.lines().stream().filter(line -> word(line.state()) != null).forEach(line -> odd.append(name).append(": ")
          .append(line.version()).append(' ').append(line.state().label()).append('\n'));
    }
    if (surveys.isEmpty()) {
      return table.render(screen);
    }
    long pending = surveys.values().stream().mapToLong(FleetText::pending).sum();
    return table.render(screen) + (odd.isEmpty() ? "" : "\n" + odd) + "\n"
        + (pending == 0 ? "Nothing pending" : pending + (pending == 1 ? " migration" : " migrations") + " pending")
        + " in " + surveys.size() + (surveys.size() == 1 ? " service" : " services") + ".\n";
  }

  private static List<Cell> row(String name, Survey survey) {
    return List.of(new Cell(name, Style.STRONG), plain(survey.current().map(Survey.Line::version).orElse("-")),
        plain(String.valueOf(count(survey, line -> line.standing().isApplied()))),
        plain(String.valueOf(pending(survey))), state(survey));
  }

  private static Cell state(Survey survey) {
    List<String> words = new ArrayList<>();
    for (State state : State.values()) {
      long n = count(survey, line -> line.state() == state);
      String word = word(state);
      if (n > 0 && word != null) {
        words.add(n + " " + word);
      }
    }
    return words.isEmpty()
        ? pending(survey) > 0 ? new Cell("behind", Style.WARNING) : new Cell("current", Style.GOOD)
        : new Cell(String.join(", ", words), Style.BAD);
  }

  /** What is to be looked at by somebody, or null. */
  private static @Nullable String word(State state) {
    return switch (state) {
      case FAILED, MISSING, EDITED, OUT_OF_ORDER, BY_CODE -> state.label();
      case PENDING, APPLIED, ROLLED_BACK -> null;
    };
  }

  private static long pending(Survey survey) {
    return count(survey, Survey.Line::isToApply);
  }

  private static long count(Survey survey, Predicate<Survey.Line> such) {
    return survey.lines().stream().filter(such).count();
  }

  private static Cell plain(String text) {
    return new Cell(text, Style.PLAIN);
  }
}
