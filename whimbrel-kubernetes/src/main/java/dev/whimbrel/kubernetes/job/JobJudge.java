package dev.whimbrel.kubernetes.job;

import dev.whimbrel.kubernetes.job.JobState.Cause;
import dev.whimbrel.kubernetes.job.JobState.Ended;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** From a Job and its pods to a {@link JobState}. */
final class JobJudge {
  /** By creation, and by name where two were made in the same second. */
  static final Comparator<Pod> BY_AGE = Comparator
      .comparing((Pod pod) -> Objects.requireNonNullElse(pod.getMetadata().getCreationTimestamp(), ""))
      .thenComparing(pod -> pod.getMetadata().getName());

  private JobJudge() {}

  static JobState judge(Job job, List<Pod> unsorted) {
    List<Pod> pods = unsorted.stream().sorted(BY_AGE).toList();
    JobStatus status = Objects.requireNonNullElseGet(job.getStatus(), JobStatus::new);
    Optional<JobCondition> failed = condition(status, "Failed");
    if (failed.isPresent()) {
      return failed(failed.get(), pods);
    }
    if (condition(status, "Complete").isPresent()) {
      return new JobState.Succeeded(Math.max(1, pods.size()), status.getCompletionTime());
    }
    boolean isHeld = job.getSpec() != null && Boolean.TRUE.equals(job.getSpec().getSuspend());
    return isHeld ? new JobState.Suspended() : atWork(status, pods);
  }

  static boolean hasBegun(Job job, List<Pod> pods) {
    JobStatus status = Objects.requireNonNullElseGet(job.getStatus(), JobStatus::new);
    boolean isCounted = Stream.of(status.getFailed(), status.getSucceeded())
        .anyMatch(count -> count != null && count > 0)
        || status.getUncountedTerminatedPods() != null;
    return isCounted || pods.stream().anyMatch(PodState::hasBegun);
  }

  /** Only the final words count: what a Job is about to be, its pods may still contradict. */
  private static Optional<JobCondition> condition(JobStatus status, String type) {
    return status.getConditions().stream()
        .filter(condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus())).findFirst();
  }

  private static JobState failed(JobCondition condition, List<Pod> pods) {
    String reason = Objects.requireNonNullElse(condition.getReason(), "");
    List<Ended> tries = pods.stream().map(PodState::ended).flatMap(Optional::stream).toList();
    return new JobState.Failed(cause(reason), tries, reason,
        Objects.requireNonNullElse(condition.getMessage(), ""));
  }

  private static Cause cause(String reason) {
    return switch (reason) {
      case "PodFailurePolicy" -> Cause.NOT_BY_ITSELF;
      case "BackoffLimitExceeded" -> Cause.TRIES;
      case "DeadlineExceeded" -> Cause.DEADLINE;
      default -> Cause.OTHER;
    };
  }

  private static JobState atWork(JobStatus status, List<Pod> pods) {
    if (pods.isEmpty()) {
      int failures = Objects.requireNonNullElse(status.getFailed(), 0);
      return failures == 0
          ? new JobState.Pending(null)
          : new JobState.Again(PodState.gone(), failures);
    }
    Pod newest = pods.getLast();
    Optional<Ended> ended = PodState.ended(newest);
    return ended.isPresent()
        ? new JobState.Again(ended.get(), failures(pods))
        : PodState.atWork(newest, failures(pods) + 1);
  }

  private static int failures(List<Pod> pods) {
    return (int) pods.stream().filter(pod -> PodState.ended(pod).isPresent()).count();
  }
}
