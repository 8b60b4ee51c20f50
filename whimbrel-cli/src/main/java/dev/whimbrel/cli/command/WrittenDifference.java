package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.cli.settings.Settings;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.MigrationText;
import java.util.List;
import java.util.Optional;

/** The next migration of a directory, from what an SQL file says the schema is to be. */
final class WrittenDifference {
  private WrittenDifference() {}

  /** What the migration is to do, or nothing if the directory makes that schema already. */
  static Optional<MigrationText> of(Invocation invocation, Settings settings, FileSet existing, Format format,
      String desired) {
    SchemaSource to = SchemaSource.of(invocation, settings, desired);
    SchemaSource from = new SchemaSource.OfDirectory(Directory.orEmpty(settings, existing, format),
        "the directory " + settings.directoryLabel());
    try (SchemaDesk desk = SchemaDesk.of(invocation, settings, List.of(from, to), SchemaDesk.Peers.LEFT_OUT)) {
      SchemaChange change = SchemaChange.between(desk, from, to,
          (before, after) -> Renaming.told(invocation, to, before, after));
      if (change.isEmpty()) {
        return Optional.empty();
      }
      Optional<Problem> refused = SchemaChange.refused(change.forward(), "nothing was written");
      if (refused.isPresent() && !invocation.has(Options.ALLOW_DATA_LOSS)) {
        throw new WhimbrelException(refused.get(), null);
      }
      change.noWayBack().ifPresent(invocation.screen()::warning);
      return Optional.of(switch (change.down()) {
        case Result.Ok<String>(String down) -> new MigrationText(change.up(), down);
        case Result.Rejected<String> rejected -> new MigrationText(change.up(), "");
      });
    }
  }
}
