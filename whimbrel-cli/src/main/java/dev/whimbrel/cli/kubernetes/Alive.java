package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.report.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Whether a process that keeps a progress file lives, for the probe of a pod. */
final class Alive {
  private static final Duration OLDEST = Duration.ofSeconds(60);

  private Alive() {}

  static Outcome alive(Invocation invocation) {
    String named = invocation.arguments().get(1);
    String line;
    Duration age;
    try {
      line = Files.readString(invocation.surroundings().directory().resolve(Path.of(named))).strip();
      age = Duration.between(Instant.parse(line.replaceFirst("(?s) .*", "")),
          invocation.surroundings().clock().instant());
    } catch (IOException e) {
      return dead("the progress file \"" + named + "\" cannot be read");
    } catch (DateTimeParseException e) {
      return dead("the progress file \"" + named + "\" does not begin with a time");
    }
    Json.Obj json = Json.object().with("line", line).with("age_seconds", age.toSeconds());
    return age.compareTo(OLDEST) < 0
        ? Outcome.of(line + "\n", json)
        : dead("the progress file \"" + named + "\" was written " + age.toSeconds() + " seconds ago: " + line);
  }

  private static Outcome dead(String fact) {
    return new Outcome("", Json.object(), List.of(Problem.of(ProblemCode.UNHEALTHY, fact)
        .remedy("a run with --progress-file keeps it; an old one means that its process is gone")));
  }
}
