package dev.whimbrel.cli.command;

import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.cli.screen.Style;
import dev.whimbrel.report.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What became of each step of a deployment; tells it as it comes. */
final class StageLog {
  private final Screen screen;
  private final Map<Stage, Entry> entries = new EnumMap<>(Stage.class);
  private @Nullable Stage current;
  private long began;

  /** What became of a step. */
  private enum Result {
    DONE("done"), FAILED("failed"), LEFT_OUT("left out"), NOT_REACHED("not reached");

    private final String label;

    Result(String label) {
      this.label = label;
    }
  }

  /** A step that is over. */
  private record Entry(Result result, Duration took, Json.Obj details) {}

  StageLog(Screen screen) {
    this.screen = screen;
  }

  /** A step begins; what goes wrong from now on is its. */
  void begin(Stage stage) {
    current = stage;
    began = System.nanoTime();
  }

  /** The same of a step that tells of itself on the way. */
  void beginAloud(Stage stage) {
    begin(stage);
    say(stage, "");
  }

  /** The step is over and all is well. */
  void done(String said, Json.Obj details) {
    Stage stage = end(Result.DONE, details);
    say(stage, said);
  }

  /** The same of a step that was told of when it began. */
  void doneQuietly(Json.Obj details) {
    end(Result.DONE, details);
  }

  /** Nobody asked for the step, or nothing is to be done in it. */
  void leaveOut(Stage stage) {
    entries.put(stage, new Entry(Result.LEFT_OUT, Duration.ZERO, Json.object()));
  }

  /** The step, if one is under way, ended badly. */
  void fail(Json.Obj details) {
    if (current != null) {
      Stage stage = end(Result.FAILED, details);
      say(stage, screen.styled("failed", Style.BAD));
    }
  }

  private Stage end(Result result, Json.Obj details) {
    Stage stage = Objects.requireNonNull(current);
    entries.put(stage, new Entry(result, Duration.ofNanos(System.nanoTime() - began), details));
    current = null;
    return stage;
  }

  private void say(Stage stage, String said) {
    screen.progress((screen.styled(stage.label() + ":", Style.STRONG) + " " + said).stripTrailing());
  }

  boolean isReached(Stage stage) {
    return entries.containsKey(stage);
  }

  boolean isDone(Stage stage) {
    Entry entry = entries.get(stage);
    return entry != null && entry.result() == Result.DONE;
  }

  /** Such as "validate, connect". */
  String done() {
    return labels(Result.DONE);
  }

  String failed() {
    return labels(Result.FAILED);
  }

  /** The steps that were to come. */
  String notReached() {
    return labels(Result.NOT_REACHED);
  }

  private String labels(Result result) {
    return Stream.of(Stage.values()).filter(stage -> entry(stage).result() == result).map(Stage::label)
        .collect(Collectors.joining(", "));
  }

  private Entry entry(Stage stage) {
    return entries.getOrDefault(stage, new Entry(Result.NOT_REACHED, Duration.ZERO, Json.object()));
  }

  Json json() {
    List<Json.Obj> steps = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      Entry entry = entry(stage);
      Json.Obj step = Json.object().with("step", stage.label()).with("result", entry.result().label);
      if (entry.result() == Result.DONE || entry.result() == Result.FAILED) {
        step = step.with("took_ms", entry.took().toMillis());
      }
      for (Json.Member member : entry.details().members()) {
        step = step.with(member.name(), member.value());
      }
      steps.add(step);
    }
    return Json.array(steps);
  }
}
