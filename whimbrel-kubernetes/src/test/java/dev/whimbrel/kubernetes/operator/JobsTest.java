package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.decide.JobSeen;
import dev.whimbrel.kubernetes.job.JobControl;
import dev.whimbrel.kubernetes.job.JobState;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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

  @Test
  void readsTheExitCodeWhereThePodIsGone() {
    Job job = job("f", "Failed",
        "Container migrate for pod shop/f-x failed with exit code 3 matching FailJob rule at index 0");
    JobSeen seen = Jobs.seen(job, JobState.of(job, List.of()));
    assertThat(seen.phase()).isEqualTo(JobSeen.Phase.FAILED);
    assertThat(seen.exitCode()).isEqualTo(3);
    assertThat(seen.since()).isEqualTo("2026-01-01T00:00:07Z");
  }
}
