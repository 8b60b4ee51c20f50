package dev.whimbrel.cli.command;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.report.Json;
import java.util.List;

/**
 * What a command has to say at its end.
 *
 * @param text for people; may be empty
 * @param json the result for programs
 * @param problems what went wrong; the first decides the exit code
 */
public record Outcome(String text, Json.Obj json, List<Problem> problems) {
  public Outcome {
    problems = List.copyOf(problems);
  }

  /** One in which nothing went wrong. */
  public static Outcome of(String text, Json.Obj json) {
    return new Outcome(text, json, List.of());
  }

  public Outcome with(List<Problem> more) {
    return new Outcome(text, json, more);
  }
}
