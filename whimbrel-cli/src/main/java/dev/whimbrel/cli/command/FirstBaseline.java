package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Settings.Sourced;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.peer.Adoption;
import dev.whimbrel.plan.Declaration;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import java.util.List;
import java.util.Optional;

/** The baseline that a configuration names: it counts for the first run on a database of which nothing is recorded, and never again. */
final class FirstBaseline {
  private FirstBaseline() {}

  /** The history with the baseline, which is written. */
  static History recorded(Desk desk, Directory directory, Goal goal, Journal journal, History history) {
    List<NewEntry> entries = entries(desk, directory, goal, history);
    if (entries.isEmpty()) {
      return history;
    }
    refuseUnasked(desk, entries);
    journal.create();
    journal.append(entries);
    desk.invocation().screen().progress("recorded as already there: " + RunText.count(entries.size(), "migration")
        + " up to the baseline " + entries.getLast().key());
    return desk.history(directory);
  }

  /**
   * Refuses what the command that has this name asks about, and a run does not.
   *
   * @throws WhimbrelException where a digest or the environment guards what is done, if the baseline would be recorded
   */
  static void refuseUnasked(Desk desk, Directory directory, Goal goal, History history) {
    refuseUnasked(desk, entries(desk, directory, goal, history));
  }

  private static void refuseUnasked(Desk desk, List<NewEntry> entries) {
    if (desk.isGuarded() && !entries.isEmpty()) {
      Sourced version = desk.settings().find(Options.FIRST).orElseThrow();
      throw new WhimbrelException(Problem
          .of(ProblemCode.NOT_CONFIRMED, "this would record " + RunText.count(entries.size(), "migration")
              + " up to the baseline " + version.value() + " without a question")
          .at(version.at()).state("nothing was changed")
          .remedy("record it first, which asks: whimbrel baseline " + version.value()), null);
    }
  }

  /** The history as it would be with the baseline. */
  static History foreseen(Desk desk, Directory directory, Goal goal, History history) {
    return history.with(entries(desk, directory, goal, history));
  }

  /** Attempts that were rolled back leave rows and nothing else: often that is how somebody learns that a baseline is needed. */
  private static boolean isUntouched(History history) {
    return history.standings().stream().allMatch(standing -> standing.lastTurn() == null)
        && history.entries().stream().allMatch(entry -> entry.statementsDone() == 0);
  }

  private static List<NewEntry> entries(Desk desk, Directory directory, Goal goal, History history) {
    Optional<Sourced> version = desk.settings().find(Options.FIRST);
    boolean up = goal instanceof Goal.Latest || goal instanceof Goal.Next || goal instanceof Goal.UpTo;
    if (!up || version.isEmpty() || !isUntouched(history)) {
      return List.of();
    }
    Adoption.sign(desk.database(), directory.sources(desk.journal().service())).ifPresent(problem -> {
      throw new WhimbrelException(problem, null);
    });
    Result<List<NewEntry>> entries = Declaration.baseline(directory.set(), history, version.get().value());
    if (entries instanceof Result.Rejected<List<NewEntry>> rejected && version.get().at() != null) {
      throw new WhimbrelException(
          rejected.problems().stream().map(problem -> problem.at(version.get().at())).toList());
    }
    return entries.orThrow();
  }
}
