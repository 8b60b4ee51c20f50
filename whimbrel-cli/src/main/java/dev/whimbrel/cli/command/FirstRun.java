package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.history.History;
import dev.whimbrel.history.Journal;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.peer.Beginning;
import dev.whimbrel.peer.Beginning.Keeping;
import dev.whimbrel.peer.Wanted;
import dev.whimbrel.plan.Goal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the options say of the first run on a database: it counts then, and never again, so that it can stand in a configuration. */
final class FirstRun {
  private FirstRun() {}

  /** What a run to a goal would record before it runs anything. */
  static Beginning foreseen(Desk desk, Directory directory, Goal goal) {
    return of(desk, directory, desk.seen(directory), new Wanted(Adopting.wanted(desk), baseline(desk, goal)));
  }

  /** What is left of it when another tool's table is as it is to be. */
  static Beginning rest(Desk desk, Directory directory, Goal goal, History history) {
    return of(desk, directory, history, new Wanted(new Wanted.Table.Nothing(), baseline(desk, goal)));
  }

  /** What any command that writes the journal would make of another tool's table; where nothing is wanted, nobody is asked. */
  static Keeping keeping(Desk desk, Directory directory) {
    Wanted.Table wanted = Adopting.wanted(desk);
    return wanted instanceof Wanted.Table.Nothing
        ? new Keeping.AsItIs()
        : of(desk, directory, desk.history(), new Wanted(wanted, null)).keeping();
  }

  private static Beginning of(Desk desk, Directory directory, History history, Wanted wanted) {
    return Beginning.of(desk.database(), directory.sources(desk.journal().service()), history, wanted);
  }

  private static Wanted.@Nullable Baseline baseline(Desk desk, Goal goal) {
    boolean up = goal instanceof Goal.Latest || goal instanceof Goal.Next || goal instanceof Goal.UpTo;
    return up
        ? desk.settings().find(Options.FIRST).map(said -> new Wanted.Baseline(said.value(), said.at())).orElse(null)
        : null;
  }

  /** The history with the baseline, which is written. */
  static History recorded(Desk desk, Directory directory, Journal journal, Beginning beginning) {
    List<NewEntry> entries = beginning.baseline();
    if (entries.isEmpty()) {
      return beginning.history();
    }
    journal.create();
    journal.append(entries);
    desk.invocation().screen().progress("recorded as already there: " + RunText.count(entries.size(), "migration")
        + " up to the baseline " + entries.getLast().key());
    return desk.history(directory);
  }
}
