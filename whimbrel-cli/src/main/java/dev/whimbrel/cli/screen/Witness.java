package dev.whimbrel.cli.screen;

import dev.whimbrel.history.History;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.peer.GolangPosition;
import dev.whimbrel.plan.Plan;
import dev.whimbrel.plan.Survey;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Is shown what a command finds and does, as values, to tell it in words of its own. */
public interface Witness {
  /** Nobody. */
  Witness NONE = new Witness() {
  };

  /** What is about to run, and what was done before. */
  default void planned(MigrationSet set, History history, Plan plan) {}

  /** While it runs. */
  default void saw(RunEvent event) {}

  /** What became of it. */
  default void ran(RunReport report) {}

  /** Where everything stands. */
  default void surveyed(MigrationSet set, History history, Survey survey) {}

  /** What was recorded without running anything. */
  default void declared(List<NewEntry> entries) {}

  /** What golang-migrate's table says, where there is one. */
  default void position(Optional<GolangPosition> row) {}

  /** The files that were written, with their whole paths. */
  default void wrote(List<Path> files) {}
}
