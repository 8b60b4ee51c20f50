package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.decide.JobSeen;
import dev.whimbrel.kubernetes.job.JobControl;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobsTest {
  private static Job job(String name, String condition, String message) {
    JobBuilder job = new JobBuilder().withNewMetadata().withName(name).withNamespace("shop").endMetadata();
    return condition.isEmpty()
        ? job.build()
        : job.withNewStatus().addNewCondition().withType(condition).withStatus("True").withReason("PodFailurePolicy")
            .withMessage(message).withLastTransitionTime("2026-01-01T00:00:07Z").endCondition().endStatus().build();
  }

  @Test
  void keepsTheLastThatFailedAndTheLastThatEndedWell() {
    List<Job> newestFirst = List.of(job("running", "", ""), job("f1", "Failed", ""), job("s1", "Complete", ""),
        job("f2", "Failed", ""), job("f3", "Failed", ""), job("s2", "Complete", ""), job("f4", "Failed", ""),
        job("old", "", ""));
    assertThat(Jobs.superfluous(newestFirst)).extracting(job -> job.getMetadata().getName()).containsExactly("s2",
        "f4");
  }

  /** The same second, in which one failed and the next was started. */
  @Test
  void oneAtWorkIsTheNewestWhateverItsNameIs() {
    List<Job> jobs = Stream.of(job("shop-b", "Failed", ""), job("shop-a", "", ""), job("shop-c", "Complete", ""))
        .map(job -> job.edit().editMetadata().withCreationTimestamp("2026-01-01T00:00:00Z").endMetadata().build())
        .sorted(JobControl.NEWEST_FIRST).toList();
    assertThat(jobs).extracting(job -> job.getMetadata().getName()).containsExactly("shop-a", "shop-c", "shop-b");
  }

  private static Pod pod(String status) {
    return Serialization.unmarshal("metadata: {name: p}\nstatus: " + status, Pod.class);
  }

  /** An init container may run while the Pod is still pending. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {phase: Pending}                                                                       | WAITING
      {}                                                                                     | WAITING
      {phase: Pending, containerStatuses: [{state: {waiting: {reason: ErrImagePull}}}]}      | WAITING
      {phase: Pending, initContainerStatuses: [{state: {terminated: {exitCode: 0}}}]}        | RUNNING
      {phase: Pending, initContainerStatuses: [{state: {running: {}}}]}                      | RUNNING
      {phase: Running, containerStatuses: [{state: {running: {}}}]}                          | RUNNING
      {phase: Unknown}                                                                       | RUNNING
      """)
  void whatNeverRanIsWaiting(String status, JobSeen.Phase phase) {
    assertThat(Jobs.seen(job("j", "", ""), List.of(pod(status))).phase()).isEqualTo(phase);
    assertThat(Jobs.seen(job("j", "", ""), List.of()).phase()).isEqualTo(JobSeen.Phase.WAITING);
    Job counted = new JobBuilder(job("j", "", "")).withNewStatus().withFailed(1).endStatus().build();
    assertThat(Jobs.seen(counted, List.of()).phase()).isEqualTo(JobSeen.Phase.RUNNING);
  }

  @Test
  void readsTheExitCodeWhereThePodIsGone() {
    Job job = job("f", "Failed",
        "Container migrate for pod shop/f-x failed with exit code 3 matching FailJob rule at index 0");
    JobSeen seen = Jobs.seen(job, List.of());
    assertThat(seen.phase()).isEqualTo(JobSeen.Phase.FAILED);
    assertThat(seen.exitCode()).isEqualTo(3);
    assertThat(seen.since()).isEqualTo("2026-01-01T00:00:07Z");
  }
}
