package dev.whimbrel.cli.log;

import dev.whimbrel.cli.screen.Log;
import dev.whimbrel.cli.screen.Printable;
import dev.whimbrel.history.Direction;
import dev.whimbrel.plan.Step;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.run.RunReport.Manner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * One line in a file: the time at which it was true, and what is being done. It is written anew as long as the process lives, so that a
 * line that is old means that it does not.
 */
public final class ProgressFile implements Log {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Path file;
  private final Clock clock;
  private final Thread thread;
  private volatile String doing;

  private ProgressFile(Path file, Clock clock, String command) {
    this.file = file;
    this.clock = clock;
    this.doing = command + ": begins";
    this.thread = Thread.ofPlatform().daemon().name("progress file").unstarted(this::keep);
  }

  /**
   * Writes the first line.
   *
   * @throws WhimbrelException if it cannot be written; nothing was changed then
   */
  public static ProgressFile open(Path file, Clock clock, String command) {
    ProgressFile progress = new ProgressFile(file, clock, command);
    try {
      progress.write();
    } catch (IOException e) {
      throw new WhimbrelException(Problem
          .of(ProblemCode.CONFIGURATION, "the progress file \"" + file + "\" cannot be written")
          .state("nothing was changed").remedy("name a file in a directory that is there and that this user may write"),
          e);
    }
    progress.thread.start();
    return progress;
  }

  private void keep() {
    try {
      while (true) {
        Thread.sleep(INTERVAL);
        writeIfPossible();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(String text) {
    doing = text;
    writeIfPossible();
  }

  /** Who reads it sees an old line then, which is what it means; a run does not end for that. */
  private void writeIfPossible() {
    try {
      write();
    } catch (IOException e) {
      return;
    }
  }

  /** In one step, so that nobody reads half a line. */
  private synchronized void write() throws IOException {
    Path written = file.resolveSibling("." + file.getFileName() + ".new");
    Files.writeString(written, clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + Printable.of(doing) + "\n");
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void saw(RunEvent event, Manner manner) {
    switch (event) {
      case RunEvent.StepStarted started -> say(doing(started.step()) + " (" + started.number() + " of "
          + started.total() + "), " + statements(started.step()));
      case RunEvent.StepsSent sent -> say(doing(sent.steps().getFirst()) + " to "
          + sent.steps().getLast().migration().id() + " (" + sent.number() + " to "
          + (sent.number() + sent.steps().size() - 1) + " of " + sent.total() + ")");
      case RunEvent.Retrying retrying -> say(retrying.step().migration().id() + " was rolled back and is tried again");
      case RunEvent.Entangled entangled -> say(entangled.step().migration().id() + " waits for other sessions");
      case RunEvent.Recovering recovering ->
        say("the connection was lost during " + recovering.step().migration().id());
      case RunEvent.StepFinished finished -> say("did " + finished.result().step().migration().id());
    }
  }

  private static String doing(Step step) {
    return (step.direction() == Direction.UP ? "applies " : "reverts ") + step.migration().id() + " "
        + step.migration().description();
  }

  private static String statements(Step step) {
    int all = step.script().statements().size();
    return step.from() == 0
        ? all + (all == 1 ? " statement" : " statements")
        : "from statement " + (step.from() + 1) + " of " + all;
  }

  @Override
  public void waiting(String reason) {
    say("waits: " + reason);
  }

  @Override
  public void exits(int exitCode) {
    say("ended with exit code " + exitCode);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
