package dev.whimbrel.source;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.problem.Result;
import dev.whimbrel.source.Portable.Part;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a new migration is to do, as plain SQL; {@code -- whimbrel:} directives at the top say how it is run.
 *
 * @param up what makes the change
 * @param down what takes it back; written where the format has a place for it
 */
public record MigrationText(String up, String down) {
  private static final String UP = "1_x.up.sql";
  private static final String DOWN = "1_x.down.sql";

  /** Puts it, in the words of a format, into the files that stand for the next migration. */
  Result<SortedMap<String, String>> in(Format format, SortedMap<String, String> files) {
    return read().then(migration -> {
      Script back = switch (migration.down()) {
        case Reversal.By by -> by.script();
        case Reversal.None none -> throw new IllegalStateException("it has a way back");
      };
      Part down = isWritten(format, files) ? new Part(this.down, back) : null;
      Portable portable = new Portable(migration, "1", "x", "", new Part(up, migration.up()), down, List.of());
      ParseOptions options = ParseOptions.standard();
      return Result.ok(renamed(new PortableWriter(format, options.lexicon()).files(portable, "1"), files));
    });
  }

  private Result<Migration> read() {
    FileSet pair = FileSet.of("", Map.of(UP, up.getBytes(StandardCharsets.UTF_8),
        DOWN, down.getBytes(StandardCharsets.UTF_8)));
    return Format.GOLANG_MIGRATE.parse(pair, ParseOptions.standard())
        .then(set -> Result.ok(set.migrations().getFirst()));
  }

  /** Atlas's own tool would run a way back that stands in the file; Flyway's has none where there are no undo files. */
  private static boolean isWritten(Format format, SortedMap<String, String> files) {
    return switch (format) {
      case ATLAS -> false;
      case FLYWAY -> files.size() > 1;
      case GOLANG_MIGRATE, SQL_MIGRATE, GOOSE, DBMATE, LIQUIBASE -> true;
    };
  }

  /** The names that the directory wants: up before down, one of Flyway's configuration beside its script. */
  private static SortedMap<String, String> renamed(SortedMap<String, String> written,
      SortedMap<String, String> wanted) {
    SortedMap<String, String> files = new TreeMap<>();
    written.forEach((name, text) -> files.put(name(name, wanted), text));
    return files;
  }

  private static String name(String written, SortedMap<String, String> wanted) {
    if (wanted.size() == 1) {
      return wanted.firstKey() + (written.endsWith(".conf") ? ".conf" : "");
    }
    boolean isBack = written.endsWith("down.sql") || written.startsWith("U");
    return wanted.keySet().stream()
        .filter(name -> isBack == (name.endsWith("down.sql") || name.replaceFirst(".*/", "").startsWith("U")))
        .findFirst().orElseThrow() + (written.endsWith(".conf") ? ".conf" : "");
  }
}
