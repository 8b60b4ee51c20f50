package dev.whimbrel.kubernetes.cluster;

import dev.whimbrel.kubernetes.cluster.Sandbox.Call;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One container of a Pod: its process, and what the status says of it. */
final class ContainerRun {
  private static final long LOOK_AGAIN_MS = 300;
  private static final long RESTART_MS = 500;
  private static final long LAST_OUTPUT_MS = 2000;
  private static final int MESSAGE_LINES = 80;
  private static final int MESSAGE_LENGTH = 2048;
  private static final int LONGEST_MESSAGE = 4096;

  /** Whether the Pod waits for its end. */
  enum Kind {
    INIT, MAIN
  }

  private final PodRun pod;
  private final Container container;
  private final Kind kind;
  private final String id;
  private ContainerState state;
  private @Nullable ContainerState last;
  private int restarts;
  private boolean ready;
  private @Nullable Log log;
  private @Nullable Log previous;
  private @Nullable Process process;

  ContainerRun(PodRun pod, Container container, Kind kind) {
    this.pod = pod;
    this.container = container;
    this.kind = kind;
    this.id = "local://" + pod.uid() + "/" + container.getName();
    this.state = waiting("PodInitializing", null);
  }

  String name() {
    return container.getName();
  }

  /** Runs it as often as the Pod wants. Nothing if the Pod was stopped before it began. */
  OptionalInt toEnd() throws InterruptedException {
    while (true) {
      Optional<Started> started = start();
      if (started.isEmpty()) {
        return OptionalInt.empty();
      }
      int code = ended(started.get());
      if (!pod.restarts(kind, code) || pod.stoppedWithin(RESTART_MS)) {
        return OptionalInt.of(code);
      }
      anew();
    }
  }

  /** A process, what it was told, and since when it runs. */
  private record Started(Process process, Call call, Log log, String since) {}

  private Optional<Started> start() throws InterruptedException {
    @Nullable
    String pulled = null;
    while (!pod.stoppedWithin(0)) {
      Optional<Image> image = pod.image(container.getImage());
      if (image.isEmpty()) {
        pulled = pulled == null ? "ErrImagePull" : "ImagePullBackOff";
        wait(pulled, "no such image: " + container.getImage());
      } else {
        try {
          return Optional.of(start(pod.call(container, image.get(), restarts)));
        } catch (Missing e) {
          wait("CreateContainerConfigError", e.getMessage());
        } catch (IOException e) {
          wait("CreateContainerError", e.getMessage());
        }
      }
      if (pod.stoppedWithin(LOOK_AGAIN_MS)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private Started start(Call call) throws IOException {
    ProcessBuilder builder = pod.sandbox().prepare(call);
    Log output = new Log();
    Process started = builder.redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.from(PodRun.NOTHING))
        .start();
    Thread.ofVirtual().start(() -> output.take(started.getInputStream()));
    String since = now();
    synchronized (this) {
      process = started;
      log = output;
      ready = kind == Kind.MAIN;
      state = new ContainerStateBuilder().withNewRunning().withStartedAt(since).endRunning().build();
    }
    pod.publish();
    return new Started(started, call, output, since);
  }

  private int ended(Started started) throws InterruptedException {
    try (Liveness probe = Liveness.of(container, started.process(), started.call(), pod)) {
      int code = started.process().waitFor();
      started.log().awaitEnd(LAST_OUTPUT_MS);
      String message = message(started, code);
      synchronized (this) {
        ready = false;
        state = new ContainerStateBuilder().withNewTerminated().withExitCode(code).withContainerID(id)
            .withReason(code == 0 ? "Completed" : "Error").withStartedAt(started.since()).withFinishedAt(now())
            .withMessage(message.isEmpty() ? probe.complaint() : message).endTerminated().build();
      }
      pod.publish();
      return code;
    }
  }

  private String message(Started started, int code) {
    try {
      String said = Files.readString(started.call().terminationFile());
      if (!said.isEmpty()) {
        return said.substring(0, Math.min(said.length(), LONGEST_MESSAGE));
      }
    } catch (IOException e) {
      return "the termination message could not be read: " + e.getMessage();
    }
    boolean fromLog = "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy()) && code != 0;
    return fromLog ? started.log().tail(MESSAGE_LINES, MESSAGE_LENGTH) : "";
  }

  private synchronized void anew() {
    last = state;
    previous = log;
    restarts++;
    state = waiting("CrashLoopBackOff", null);
  }

  private void wait(String reason, @Nullable String message) {
    synchronized (this) {
      ContainerState now = waiting(reason, message);
      if (now.equals(state)) {
        return;
      }
      state = now;
    }
    pod.told("Failed", String.valueOf(message));
    pod.publish();
  }

  private static ContainerState waiting(String reason, @Nullable String message) {
    return new ContainerStateBuilder().withNewWaiting().withReason(reason).withMessage(message).endWaiting().build();
  }

  /** Ends the process and what it started: kindly, or at once. */
  synchronized void end(Ending ending) {
    if (process == null) {
      return;
    }
    process.descendants().forEach(ending::end);
    ending.end(process.toHandle());
  }

  /** How a process is ended. */
  enum Ending {
    TERM, KILL;

    void end(ProcessHandle process) {
      if (this == TERM) {
        process.destroy();
      } else {
        process.destroyForcibly();
      }
    }
  }

  synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  synchronized boolean hasEnded() {
    return state.getTerminated() != null;
  }

  synchronized boolean hasSucceeded() {
    return state.getTerminated() != null && Objects.equals(state.getTerminated().getExitCode(), 0);
  }

  /** The log of the run at hand, or of the one before. Nothing if there was none. */
  synchronized Optional<Log> log(Which which) {
    return Optional.ofNullable(which == Which.CURRENT ? log : previous);
  }

  /** Which of the runs of a container. */
  enum Which {
    CURRENT, PREVIOUS
  }

  synchronized ContainerStatus status() {
    return new ContainerStatusBuilder().withName(container.getName()).withImage(container.getImage())
        .withImageID(process == null ? "" : "local://" + container.getImage()).withRestartCount(restarts)
        .withReady(kind == Kind.INIT ? hasSucceeded() : ready).withStarted(isRunning()).withState(state)
        .withLastState(last).withContainerID(process == null ? null : id).build();
  }

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
