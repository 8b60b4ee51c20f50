package dev.whimbrel.kubernetes.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of a Job, judged from what the API server says of it and of its pods. Pure. */
public sealed interface JobState {
  /** A container that ended otherwise than well, or a pod that is gone with all in it. */
  record Ended(String pod, String container, Part part, @Nullable Integer exitCode, String reason,
      @Nullable String message) {
    public Ended {
      Objects.requireNonNull(pod);
      Objects.requireNonNull(reason);
    }

    /** Whether it did not end by itself: its node, or somebody, took the pod away. */
    public boolean isLost() {
      return part == Part.POD;
    }
  }

  /** What of a pod ended. */
  enum Part {
    /** A container that prepares or checks; nothing was changed in the database. */
    INIT,
    /** The container that does the work. */
    MAIN,
    /** The pod as a whole: evicted, its node lost, deleted. */
    POD
  }

  /** Why nothing more is tried. */
  enum Cause {
    /** The exit code says that it cannot get better by itself. */
    NOT_BY_ITSELF,
    /** It was tried as often as it may be. */
    TRIES,
    /** The time is over that the Job had. */
    DEADLINE,
    /** Another reason of the cluster's. */
    OTHER
  }

  /** Whether it is over. */
  default boolean isOver() {
    return switch (this) {
      case Succeeded succeeded -> true;
      case Failed failed -> true;
      case Deleted deleted -> true;
      case Suspended suspended -> false;
      case Pending pending -> false;
      case Unschedulable unschedulable -> false;
      case Blocked blocked -> false;
      case Checking checking -> false;
      case Running running -> false;
      case Again again -> false;
    };
  }

  /** Somebody took it away. */
  record Deleted() implements JobState {}

  /** Somebody, or a queue, holds it. */
  record Suspended() implements JobState {}

  /**
   * It is not at work yet, and nothing is wrong with that so far.
   *
   * @param pod its pod, or null if there is none yet
   */
  record Pending(@Nullable String pod) implements JobState {}

  /** No node takes the pod. */
  record Unschedulable(String pod, String message) implements JobState {}

  /**
   * A container cannot be started: its image does not come, or a Secret that it needs is not there.
   *
   * @param reason the cluster's word for it, such as {@code ImagePullBackOff}
   */
  record Blocked(String pod, String container, String image, String reason, String message) implements JobState {
    /** Whether it is the image that is missing. */
    public boolean isImage() {
      return PodState.IMAGE.contains(reason);
    }
  }

  /** An init container is at work. */
  record Checking(String pod, String container, int attempt) implements JobState {}

  /**
   * The container that migrates is at work.
   *
   * @param since RFC 3339
   */
  record Running(String pod, int attempt, @Nullable String since) implements JobState {}

  /** One try failed, and the cluster will begin another. */
  record Again(Ended last, int failures) implements JobState {}

  /** All is done. */
  record Succeeded(int attempts, @Nullable String at) implements JobState {}

  /**
   * It failed for good.
   *
   * @param tries what ended each try of which something is left, the last one last
   * @param reason the cluster's words
   */
  record Failed(Cause cause, List<Ended> tries, String reason, String message) implements JobState {
    public Failed {
      tries = List.copyOf(tries);
    }

    /** What ended the last try, or null if nothing is left of it. */
    public @Nullable Ended last() {
      return tries.isEmpty() ? null : tries.getLast();
    }

    /** The exit code of the last try, or null if it has none. */
    public @Nullable Integer exitCode() {
      Ended last = last();
      return last == null || last.isLost() ? null : last.exitCode();
    }
  }

  /** Whether a container of it ever ran. Where that is not known, it may have. */
  static boolean hasBegun(Job job, List<Pod> pods) {
    return JobJudge.hasBegun(job, pods);
  }

  /**
   * Judges.
   *
   * @param pods those of the Job, in any order
   */
  static JobState of(Job job, List<Pod> pods) {
    return JobJudge.judge(job, pods);
  }
}
