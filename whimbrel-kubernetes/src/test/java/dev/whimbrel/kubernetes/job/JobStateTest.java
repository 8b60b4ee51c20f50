package dev.whimbrel.kubernetes.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.job.JobState.Again;
import dev.whimbrel.kubernetes.job.JobState.Blocked;
import dev.whimbrel.kubernetes.job.JobState.Cause;
import dev.whimbrel.kubernetes.job.JobState.Checking;
import dev.whimbrel.kubernetes.job.JobState.Ended;
import dev.whimbrel.kubernetes.job.JobState.Failed;
import dev.whimbrel.kubernetes.job.JobState.Part;
import dev.whimbrel.kubernetes.job.JobState.Pending;
import dev.whimbrel.kubernetes.job.JobState.Running;
import dev.whimbrel.kubernetes.job.JobState.Succeeded;
import dev.whimbrel.kubernetes.job.JobState.Suspended;
import dev.whimbrel.kubernetes.job.JobState.Unschedulable;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of situations: what the API server says, and what it means. */
class JobStateTest {
  /**
   * A situation.
   *
   * @param job the status of the Job, as YAML; what is written in braces stands for conditions
   * @param pods the status of each pod
   */
  private record Situation(String name, String job, List<String> pods, JobState expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String IS_SUSPENDED = "suspend";

  private static Situation of(String name, String job, JobState expected, String... pods) {
    return new Situation(name, job, List.of(pods), expected);
  }

  private static String condition(String type, String reason) {
    return "conditions: [{type: " + type + ", status: 'True', reason: " + reason + ", message: said}]";
  }

  private static String init(String state) {
    return "{phase: Pending, initContainerStatuses: [{name: wait-for-database, image: w, state: " + state
        + "}], containerStatuses: [{name: migrate, image: w, state: {waiting: {reason: PodInitializing}}}]}";
  }

  private static String main(String phase, String state) {
    return "{phase: " + phase + ", initContainerStatuses: [{name: check, state: {terminated: {exitCode: 0}}}], "
        + "containerStatuses: [{name: migrate, image: w, state: " + state + "}]}";
  }

  private static String ended(int code) {
    return main("Failed", "{terminated: {exitCode: " + code + ", reason: Error, message: 'error: x'}}");
  }

  private static Ended end(int pod, int code) {
    return new Ended("p" + pod, "migrate", Part.MAIN, code, "Error", "error: x");
  }

  private static Ended lost(int pod, String reason) {
    return new Ended("p" + pod, "", Part.POD, null, reason, "said");
  }

  static Stream<Situation> situations() {
    return Stream.of(
        of("nothing is known of it yet", "", new Pending(null)),
        of("somebody holds it", IS_SUSPENDED, new Suspended()),
        of("its pod has no status", "active: 1", new Pending("p0"), "{}"),
        of("its pod waits for a node", "active: 1", new Unschedulable("p0", "0/3 nodes are available"),
            "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, "
                + "message: 0/3 nodes are available}]}"),
        of("its containers are being made", "active: 1", new Pending("p0"),
            init("{waiting: {reason: PodInitializing}}")),
        of("the image does not come", "active: 1",
            new Blocked("p0", "wait-for-database", "w", "ImagePullBackOff", "no such image"),
            init("{waiting: {reason: ImagePullBackOff, message: no such image}}")),
        of("the Secret is not there", "active: 1",
            new Blocked("p0", "migrate", "w", "CreateContainerConfigError", "secret \"db\" not found"),
            main("Pending", "{waiting: {reason: CreateContainerConfigError, message: secret \"db\" not found}}")),
        of("an init container is at work", "active: 1", new Checking("p0", "wait-for-database", 1),
            init("{running: {startedAt: '2024-05-06T07:08:09Z'}}")),
        of("it migrates", "active: 1", new Running("p0", 1, "2024-05-06T07:08:09Z"),
            main("Running", "{running: {startedAt: '2024-05-06T07:08:09Z'}}")),
        of("it has done its work, and nobody has counted it", "active: 1",
            new Running("p0", 1, "2024-05-06T07:08:09Z"),
            main("Succeeded", "{terminated: {exitCode: 0, startedAt: '2024-05-06T07:08:09Z'}}")),
        of("it is done", "succeeded: 1\n  completionTime: '2024-05-06T07:09:00Z'\n  " + condition("Complete", "x"),
            new Succeeded(1, "2024-05-06T07:09:00Z"), main("Succeeded", "{terminated: {exitCode: 0}}")),
        of("it is done and its pod is gone", "succeeded: 1\n  " + condition("Complete", "x"), new Succeeded(1, null)),
        of("it is done at the second try", "succeeded: 1\n  " + condition("Complete", "x"), new Succeeded(2, null),
            ended(5), main("Succeeded", "{terminated: {exitCode: 0}}")),
        of("a condition that is not true does not count",
            "active: 1\n  conditions: [{type: Failed, status: 'False'}]", new Pending("p0"), "{phase: Pending}"),
        of("about to fail is not failed", "active: 1\n  " + condition("FailureTarget", "BackoffLimitExceeded"),
            new Again(end(0, 5), 1), ended(5)),
        of("one try failed", "failed: 1", new Again(end(0, 5), 1), ended(5)),
        of("one try failed and its pod is gone", "failed: 1",
            new Again(new Ended("", "", Part.POD, null, "Deleted", null), 1)),
        of("the second try is at work", "failed: 1", new Running("p1", 2, null), ended(5),
            main("Running", "{running: {}}")),
        of("an init container failed", "failed: 1",
            new Again(new Ended("p0", "wait-for-database", Part.INIT, 5, "Error", null), 1),
            "{phase: Failed, initContainerStatuses: [{name: wait-for-database, state: {terminated: {exitCode: 5, "
                + "reason: Error}}}], containerStatuses: [{name: migrate, state: {waiting: {reason: "
                + "PodInitializing}}}]}"),
        of("it failed and cannot get better", "failed: 1\n  " + condition("Failed", "PodFailurePolicy"),
            new Failed(Cause.NOT_BY_ITSELF, List.of(end(0, 3)), "PodFailurePolicy", "said"), ended(3)),
        of("it was tried three times", "failed: 3\n  " + condition("Failed", "BackoffLimitExceeded"),
            new Failed(Cause.TRIES, List.of(end(0, 5), end(1, 5), end(2, 4)), "BackoffLimitExceeded", "said"),
            ended(5), ended(5), ended(4)),
        of("its time is over and its pod was taken away", condition("Failed", "DeadlineExceeded"),
            new Failed(Cause.DEADLINE, List.of(), "DeadlineExceeded", "said")),
        of("a reason of a later version", condition("Failed", "MaxFailedIndexesExceeded"),
            new Failed(Cause.OTHER, List.of(), "MaxFailedIndexesExceeded", "said")),
        of("memory ran out", "failed: 1",
            new Again(new Ended("p0", "migrate", Part.MAIN, 137, "OOMKilled", null), 1),
            main("Failed", "{terminated: {exitCode: 137, reason: OOMKilled}}")),
        of("evicted", "failed: 1", new Again(lost(0, "Evicted"), 1),
            "{phase: Failed, reason: Evicted, message: said}"),
        of("its node was drained", "failed: 1", new Again(lost(0, "EvictionByEvictionAPI"), 1),
            "{phase: Failed, conditions: [{type: DisruptionTarget, status: 'True', reason: EvictionByEvictionAPI, "
                + "message: said}], containerStatuses: [{name: migrate, state: {terminated: {exitCode: 143}}}]}"),
        of("its node is lost", "active: 1", new Again(lost(0, "NodeLost"), 1),
            "{phase: Unknown, reason: NodeLost, message: said}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("situations")
  void isJudged(Situation situation) {
    boolean isHeld = situation.job().equals(IS_SUSPENDED);
    Job job = Serialization.unmarshal("kind: Job\napiVersion: batch/v1\nmetadata: {name: j}\nspec: {suspend: " + isHeld
        + "}\n" + (isHeld || situation.job().isEmpty() ? "" : "status:\n  " + situation.job()), Job.class);
    assertThat(JobState.of(job, pods(situation.pods()))).isEqualTo(situation.expected());
  }

  /** In the order in which they were made, given in another one. */
  private static List<Pod> pods(List<String> statuses) {
    List<Pod> pods = new ArrayList<>();
    for (String status : statuses) {
      int n = pods.size();
      pods.addFirst(Serialization.unmarshal("kind: Pod\napiVersion: v1\nmetadata: {name: p" + n
          + ", creationTimestamp: '2024-05-06T07:08:0" + n + "Z'}\nstatus: " + status, Pod.class));
    }
    return pods;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("situations")
  void isOverOnlyWhenTheClusterSaysSo(Situation situation) {
    assertThat(situation.expected().isOver()).isEqualTo(situation.job().contains("type: Complete")
        || situation.job().contains("type: Failed, status: 'True'"));
  }
}
