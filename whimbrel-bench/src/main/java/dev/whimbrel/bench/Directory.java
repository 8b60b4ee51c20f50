package dev.whimbrel.bench;

import dev.whimbrel.history.Direction;
import dev.whimbrel.history.Event;
import dev.whimbrel.history.History;
import dev.whimbrel.history.NewEntry;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.ParseOptions;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Directories of small migrations, in memory, and the history of their databases. */
final class Directory {
  private Directory() {}

  static FileSet files(int count) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int number = 1; number <= count; number++) {
      files.put("%06d_change.up.sql".formatted(number), Text.migration(number).getBytes(StandardCharsets.UTF_8));
      files.put("%06d_change.down.sql".formatted(number),
          "drop table if exists item_%d;\n".formatted(number).getBytes(StandardCharsets.UTF_8));
    }
    return FileSet.of("migrations", files);
  }

  static MigrationSet migrations(int count) {
    return Format.GOLANG_MIGRATE.parse(files(count), ParseOptions.standard()).orThrow();
  }

  /** Of a database in which that many of them are applied. */
  static History history(MigrationSet set, int applied) {
    return History.empty().with(set.migrations().stream().limit(applied).map(Directory::applied).toList());
  }

  private static NewEntry applied(Migration migration) {
    int statements = migration.up().statements().size();
    return new NewEntry(migration.id().key(), 1, Event.APPLIED, Direction.UP, 1, migration.file(),
        migration.description(),
        migration.checksum(), statements, statements, new NewEntry.Began.WithTransaction(), null);
  }
}
