package dev.whimbrel.kubernetes.job;

import dev.whimbrel.kubernetes.job.JobState.Ended;
import dev.whimbrel.kubernetes.job.JobState.Part;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What goes on in one pod of a Job. */
final class PodState {
  /** The cluster's words for an image that does not come. */
  static final Set<String> IMAGE = Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ImageInspectError",
      "ErrImageNeverPull", "RegistryUnavailable");
  /** Its words for a container that is merely being made. */
  private static final Set<String> ON_ITS_WAY = Set.of("", "PodInitializing", "ContainerCreating");

  private PodState() {}

  private static PodStatus status(Pod pod) {
    return Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }

  /** A try of which nothing is left but that it was counted. */
  static Ended gone() {
    return new Ended("", "", Part.POD, null, "Deleted", null);
  }

  /** How it ended, if it ended otherwise than well. */
  static Optional<Ended> ended(Pod pod) {
    PodStatus status = status(pod);
    String phase = Objects.requireNonNullElse(status.getPhase(), "");
    return switch (phase) {
      case "Failed" -> Optional.of(disrupted(pod, status)
          .or(() -> container(pod, status.getInitContainerStatuses(), Part.INIT))
          .or(() -> container(pod, status.getContainerStatuses(), Part.MAIN))
          .orElseGet(() -> lost(pod, Objects.requireNonNullElse(status.getReason(), "Failed"), status.getMessage())));
      case "Unknown" -> Optional.of(lost(pod, Objects.requireNonNullElse(status.getReason(), "NodeLost"),
          status.getMessage()));
      default -> Optional.empty();
    };
  }

  /** Evicted, preempted, its node drained: the exit code is that of the signal, and says nothing. */
  private static Optional<Ended> disrupted(Pod pod, PodStatus status) {
    Optional<PodCondition> target = condition(status, "DisruptionTarget");
    if (target.filter(condition -> "True".equals(condition.getStatus())).isPresent()) {
      PodCondition condition = target.get();
      return Optional.of(lost(pod, Objects.requireNonNullElse(condition.getReason(), "DisruptionTarget"),
          condition.getMessage()));
    }
    return "Evicted".equals(status.getReason())
        ? Optional.of(lost(pod, "Evicted", status.getMessage()))
        : Optional.empty();
  }

  private static Ended lost(Pod pod, String reason, @Nullable String message) {
    return new Ended(name(pod), "", Part.POD, null, reason, message);
  }

  private static Optional<Ended> container(Pod pod, List<ContainerStatus> containers, Part part) {
    return containers.stream().flatMap(container -> terminated(container)
        .filter(end -> !Integer.valueOf(0).equals(end.getExitCode()))
        .map(end -> new Ended(name(pod), container.getName(), part, end.getExitCode(),
            Objects.requireNonNullElse(end.getReason(), "Error"), end.getMessage()))
        .stream()).findFirst();
  }

  private static Optional<ContainerStateTerminated> terminated(ContainerStatus container) {
    return Optional.ofNullable(container.getState()).map(ContainerState::getTerminated);
  }

  private static Optional<PodCondition> condition(PodStatus status, String type) {
    return status.getConditions().stream().filter(condition -> type.equals(condition.getType())).findFirst();
  }

  /** What it does while it has not ended. */
  static JobState atWork(Pod pod, int attempt) {
    PodStatus status = status(pod);
    Optional<PodCondition> unscheduled = condition(status, "PodScheduled")
        .filter(condition -> "False".equals(condition.getStatus()));
    if (unscheduled.isPresent()) {
      return new JobState.Unschedulable(name(pod),
          Objects.requireNonNullElse(unscheduled.get().getMessage(), "no node takes it"));
    }
    return blocked(pod, status.getInitContainerStatuses())
        .or(() -> checking(pod, status, attempt))
        .or(() -> blocked(pod, status.getContainerStatuses()))
        .or(() -> running(pod, status, attempt))
        .orElseGet(() -> new JobState.Pending(name(pod)));
  }

  private static Optional<JobState> blocked(Pod pod, List<ContainerStatus> containers) {
    for (ContainerStatus container : containers) {
      ContainerStateWaiting waiting = container.getState() == null ? null : container.getState().getWaiting();
      String reason = waiting == null ? "" : Objects.requireNonNullElse(waiting.getReason(), "");
      if (waiting != null && !ON_ITS_WAY.contains(reason)) {
        return Optional.of(new JobState.Blocked(name(pod), container.getName(),
            Objects.requireNonNullElse(container.getImage(), ""), reason,
            Objects.requireNonNullElse(waiting.getMessage(), "")));
      }
    }
    return Optional.empty();
  }

  private static Optional<JobState> checking(Pod pod, PodStatus status, int attempt) {
    return status.getInitContainerStatuses().stream().filter(PodState::isRunning).findFirst()
        .map(container -> new JobState.Checking(name(pod), container.getName(), attempt));
  }

  /** Also when its container ended well: the Job has not counted it yet. */
  private static Optional<JobState> running(Pod pod, PodStatus status, int attempt) {
    return status.getContainerStatuses().stream()
        .filter(container -> isRunning(container) || terminated(container).isPresent()).findFirst()
        .map(container -> new JobState.Running(name(pod), attempt, since(container)));
  }

  static boolean isRunning(ContainerStatus container) {
    return container.getState() != null && container.getState().getRunning() != null;
  }

  private static @Nullable String since(ContainerStatus container) {
    return container.getState().getRunning() == null
        ? terminated(container).map(ContainerStateTerminated::getStartedAt).orElse(null)
        : container.getState().getRunning().getStartedAt();
  }

  /** Init containers run while the pod is still said to be pending. */
  static boolean hasBegun(Pod pod) {
    String phase = Objects.requireNonNullElse(status(pod).getPhase(), "Pending");
    return !phase.equals("Pending") || containers(pod).stream().anyMatch(PodState::hasBegun);
  }

  /** Whether a container has written, or may be writing: its log can be asked for. */
  static boolean hasBegun(ContainerStatus container) {
    return isRunning(container) || terminated(container).isPresent();
  }

  /** All of them in the order in which they run. */
  static List<ContainerStatus> containers(Pod pod) {
    PodStatus status = status(pod);
    return Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream()).toList();
  }
}
