package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.screen.Screen;
import dev.whimbrel.kubernetes.job.Follower;
import dev.whimbrel.kubernetes.job.JobState;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Job as somebody sees it who waits for its end: how it stands, and what its containers write. */
final class Following implements Follower {
  /** So many lines of a log stand in a JSON document. */
  private static final int MOST_LINES = 1000;
  /** An image may be on its way to a registry; a Secret may be made in the same moment. */
  private static final Duration BLOCKED = Duration.ofMinutes(2);
  /** A warning that passes within this time is none. */
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final Set<String> HOPELESS = Set.of("InvalidImageName", "ErrImageNeverPull");

  /** Whether somebody ends the wait for a Job that cannot begin. */
  enum Ending {
    /** A Job that was made by the same command is not left behind to begin some time. */
    IF_BLOCKED, NEVER
  }

  private final Cluster cluster;
  private final Screen screen;
  private final String job;
  private final Ending ending;
  private final Deque<String> log = new ArrayDeque<>();
  private String container = "";
  private @Nullable Long blockedSince;
  private @Nullable Obstacle obstacle;
  private String warned = "";

  Following(Cluster cluster, String job, Ending ending) {
    this.cluster = cluster;
    this.screen = cluster.site().invocation().screen();
    this.job = job;
    this.ending = ending;
  }

  /**
   * What kept a Job from beginning.
   *
   * @param object the pod, or the Job where there is none, of which the cluster's events speak
   * @param sentence without its full stop
   */
  record Obstacle(JobState state, String object, String sentence) {}

  /** What it waited for last; empty where a container of it was at work after that, or nothing is known. */
  Optional<Obstacle> obstacle() {
    return Optional.ofNullable(obstacle);
  }

  List<String> log() {
    return new ArrayList<>(log);
  }

  @Override
  public void stands(JobState state) {
    if (!(state instanceof JobState.Blocked)) {
      blockedSince = null;
    } else if (blockedSince == null) {
      blockedSince = System.nanoTime();
    }
    obstacle = switch (state) {
      case JobState.Blocked blocked -> new Obstacle(state, blocked.pod(), StateText.sentence(state));
      case JobState.Unschedulable none -> new Obstacle(state, none.pod(), StateText.sentence(state));
      case JobState.Pending pending -> obstacle;
      case JobState.Failed failed -> obstacle;
      case JobState.Suspended suspended -> null;
      case JobState.Checking checking -> null;
      case JobState.Running running -> null;
      case JobState.Again again -> null;
      case JobState.Deleted deleted -> null;
      case JobState.Succeeded succeeded -> null;
    };
    switch (state) {
      case JobState.Pending pending -> screen.detail(StateText.sentence(state));
      case JobState.Checking checking -> screen.detail(StateText.sentence(state));
      case JobState.Running running -> screen.detail(StateText.sentence(state));
      case JobState.Unschedulable none -> screen.step(StateText.sentence(state));
      case JobState.Blocked blocked -> screen.step(StateText.sentence(state));
      case JobState.Suspended suspended -> screen.step(StateText.sentence(state));
      case JobState.Again again -> screen.step(StateText.sentence(state));
      case JobState.Deleted deleted -> {
      }
      case JobState.Succeeded succeeded -> {
      }
      case JobState.Failed failed -> {
      }
    }
  }

  @Override
  public Patience stillStands(JobState state, Duration since, List<String> warnings) {
    if (since.compareTo(QUIET) > 0 && !warnings.isEmpty() && !warnings.getFirst().equals(warned)) {
      warned = warnings.getFirst();
      screen.step("the cluster warns: " + warned);
      obstacle = state instanceof JobState.Pending pending
          ? new Obstacle(state, pending.pod() == null ? job : pending.pod(), warned)
          : obstacle;
    }
    Long began = blockedSince;
    boolean isHopeless = state instanceof JobState.Blocked blocked && (HOPELESS.contains(blocked.reason())
        || (began != null && System.nanoTime() - began > BLOCKED.toNanos()));
    return isHopeless && ending == Ending.IF_BLOCKED ? Patience.GIVES_UP : Patience.WAITS;
  }

  @Override
  public void begins(String pod, String begun) {
    container = begun;
    screen.detail("log of " + begun + " in " + pod);
  }

  @Override
  public void line(String line) {
    String whole = container + ": " + line;
    if (log.size() == MOST_LINES) {
      log.removeFirst();
    }
    log.add(whole);
    screen.progress(whole);
  }

  @Override
  public void waits(KubernetesClientException e) {
    screen.waiting(ClusterProblem.of(e, cluster.label()).message() + "; the Job goes on");
  }
}
