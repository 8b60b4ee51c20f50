package dev.whimbrel.cli.backup;

import dev.whimbrel.cli.screen.Durations;
import dev.whimbrel.cli.screen.Sizes;
import dev.whimbrel.report.Json;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A backup that is whole.
 *
 * @param file where it lies
 * @param bytes how long it is
 * @param took how long it took to write
 * @param restore the command that restores it
 */
public record Backup(Path file, long bytes, Duration took, String restore) {
  /** In a sentence. */
  public String describe() {
    return file + " (" + Sizes.brief(bytes) + ", in " + Durations.brief(took) + ")";
  }

  public Json.Obj json() {
    return Json.object().with("file", file.toString()).with("bytes", bytes).with("took_ms", took.toMillis())
        .with("restore", restore);
  }
}
