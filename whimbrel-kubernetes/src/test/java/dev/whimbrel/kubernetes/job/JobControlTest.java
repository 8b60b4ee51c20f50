package dev.whimbrel.kubernetes.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.kubernetes.bundle.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.EventListBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an API server that keeps objects and does nothing with them: what becomes of a Job, the tests make up. */
@EnableKubernetesMockClient(crud = true)
class JobControlTest {
  private static final String NAMESPACE = "shop";
  private static final Duration SHORT = Duration.ofMillis(20);

  @SuppressWarnings("NullAway.Init") // by the extension
  KubernetesMockServer server;
  @SuppressWarnings("NullAway.Init") // by the extension
  KubernetesClient client;
  private JobControl control;

  @BeforeEach
  void control() {
    control = JobControl.of(client, NAMESPACE, "shop").every(SHORT);
  }

  private static Job job(String name, String instance) {
    return new JobBuilder().withNewMetadata().withName(name).withNamespace(NAMESPACE)
        .withLabels(Labels.of(instance)).endMetadata().withNewSpec().endSpec().build();
  }

  private Job made(String name, String instance, String time, String... conditions) {
    var builder = new JobBuilder(job(name, instance)).editMetadata().withCreationTimestamp(time).endMetadata()
        .withNewStatus();
    for (String condition : conditions) {
      builder.addNewCondition().withType(condition).withStatus("True").withReason("BackoffLimitExceeded")
          .endCondition();
    }
    return client.resource(builder.endStatus().build()).create();
  }

  private void pod(String name, String phase, int exitCode) {
    client.resource(new PodBuilder().withNewMetadata().withName(name).withNamespace(NAMESPACE)
        .addToLabels("job-name", "j").endMetadata().withNewStatus().withPhase(phase).addNewContainerStatus()
        .withName("migrate").withNewState().withNewTerminated().withExitCode(exitCode).withReason("Error")
        .endTerminated().endState().endContainerStatus().endStatus().build()).create();
  }

  private void log(String pod, String query, String text) {
    server.expect().get()
        .withPath("/api/v1/namespaces/shop/pods/" + pod + "/log?pretty=false&container=migrate" + query)
        .andReturn(200, text).always();
  }

  @Test
  void appliesWhatIsNotThereAndWhatIs() {
    ConfigMap map = new ConfigMapBuilder().withNewMetadata().withName("m").endMetadata().addToData("a", "1").build();
    control.apply(map);
    assertThat(client.configMaps().inNamespace(NAMESPACE).withName("m").get().getData()).containsEntry("a", "1");
    control.apply(new ConfigMapBuilder(map).addToData("a", "2").build());
    assertThat(client.configMaps().inNamespace(NAMESPACE).withName("m").get().getData()).containsEntry("a", "2");
  }

  @Test
  void aJobThatIsThereIsNotMadeAgain() {
    control.create(job("j", "shop"));
    assertThatThrownBy(() -> control.create(job("j", "shop"))).isInstanceOf(KubernetesClientException.class)
        .extracting("code").isEqualTo(409);
  }

  @Test
  void seesOnlyItsOwnAndTheNewestFirst() {
    made("one", "shop", "2024-05-06T07:08:09Z");
    made("two", "shop", "2024-05-06T07:08:10Z");
    made("other", "blog", "2024-05-06T07:08:11Z");
    client.resource(new JobBuilder().withNewMetadata().withName("foreign").withNamespace(NAMESPACE).endMetadata()
        .build()).create();
    assertThat(control.jobs()).extracting(job -> job.getMetadata().getName()).containsExactly("two", "one");
    assertThat(control.newest().orElseThrow().getMetadata().getName()).isEqualTo("two");
  }

  @Test
  void cleansWhatFailedButTheNewest() {
    made("good", "shop", "2024-05-06T07:08:01Z", "Complete");
    made("bad", "shop", "2024-05-06T07:08:02Z", "Failed");
    made("at-work", "shop", "2024-05-06T07:08:03Z");
    made("newest", "shop", "2024-05-06T07:08:04Z", "Failed");
    made("other", "blog", "2024-05-06T07:08:00Z", "Failed");
    List<Job> failed = control.failedBefore();
    assertThat(failed).extracting(job -> job.getMetadata().getName()).containsExactly("bad");
    failed.forEach(control::delete);
    assertThat(client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems())
        .extracting(job -> job.getMetadata().getName()).containsExactlyInAnyOrder("good", "at-work", "newest", "other");
  }

  @Test
  void followsToTheEndAndShowsTheLog() throws InterruptedException {
    made("j", "shop", "2024-05-06T07:08:09Z");
    log("p", "&follow=true", "one\ntwo\n");
    Seen seen = new Seen(state -> {
      if (state instanceof JobState.Pending) {
        pod("p", "Succeeded", 0);
        client.batch().v1().jobs().inNamespace(NAMESPACE).withName("j").editStatus(job -> new JobBuilder(job)
            .withNewStatus().addNewCondition().withType("Complete").withStatus("True").endCondition().endStatus()
            .build());
      }
    });
    JobState state = control.follow("j", seen, Duration.ZERO);
    assertThat(state).isEqualTo(new JobState.Succeeded(1, null));
    assertThat(seen.states.getFirst()).isEqualTo(new JobState.Pending(null));
    assertThat(seen.states.getLast()).isEqualTo(state);
    assertThat(seen.lines).containsExactly("begins p migrate", "one", "two");
  }

  @Test
  void tellsOfAJobThatSomebodyRemoves() throws InterruptedException {
    made("j", "shop", "2024-05-06T07:08:09Z");
    Seen seen = new Seen(state -> client.batch().v1().jobs().inNamespace(NAMESPACE).withName("j").delete());
    assertThat(control.follow("j", seen, Duration.ZERO)).isEqualTo(new JobState.Deleted());
  }

  @Test
  void endsWhenNobodyWaitsAnyMore() throws InterruptedException {
    made("j", "shop", "2024-05-06T07:08:09Z");
    Seen seen = new Seen(state -> {});
    seen.patience = Follower.Patience.GIVES_UP;
    assertThat(control.follow("j", seen, Duration.ZERO)).isEqualTo(new JobState.Pending(null));
  }

  @Test
  void waitsForAServerThatIsAway() throws InterruptedException {
    made("j", "shop", "2024-05-06T07:08:09Z", "Complete");
    for (int status : List.of(500, 429, 503)) {
      server.expect().get().withPath("/apis/batch/v1/namespaces/shop/jobs/j").andReturn(status, "away").once();
    }
    KubernetesClient impatient = client;
    impatient.getConfiguration().setRequestRetryBackoffLimit(0);
    Seen seen = new Seen(state -> {});
    assertThat(control.follow("j", seen, Duration.ofMinutes(1))).isInstanceOf(JobState.Succeeded.class);
  }

  @Test
  void doesNotWaitForWhatIsForbidden() {
    made("j", "shop", "2024-05-06T07:08:09Z");
    server.expect().get().withPath("/apis/batch/v1/namespaces/shop/jobs/j").andReturn(403, "no").always();
    assertThatThrownBy(() -> control.follow("j", new Seen(state -> {}), Duration.ofMinutes(1)))
        .isInstanceOf(KubernetesClientException.class).extracting("code").isEqualTo(403);
  }

  @Test
  void showsTheLogOfAPod() {
    pod("p", "Failed", 3);
    log("p", "", "error: x\n");
    Pod pod = client.pods().inNamespace(NAMESPACE).withName("p").get();
    Seen seen = new Seen(state -> {});
    control.log(pod, seen);
    assertThat(seen.lines).containsExactly("begins p migrate", "error: x");
  }

  @Test
  void tellsWhatTheClusterWarnsOf() {
    server.expect().get().withPath("/api/v1/namespaces/shop/events?fieldSelector=involvedObject.name%3Dp")
        .andReturn(200, new EventListBuilder()
            .withItems(event("Warning", "FailedMount", "07:08:09"), event("Normal", "Scheduled", "07:08:08"),
                event("Warning", "FailedMount", "07:08:10"), event("Warning", "Later", "07:08:11"))
            .build())
        .once();
    assertThat(control.warnings("p")).containsExactly("Later: said", "FailedMount: said");
  }

  private static Event event(String type, String reason, String time) {
    return new EventBuilder().withType(type).withReason(reason).withMessage("said")
        .withLastTimestamp("2024-05-06T" + time + "Z").withNewInvolvedObject().withName("p").endInvolvedObject()
        .build();
  }

  /** Keeps what it is told, and does something when a Job stands otherwise. */
  private static final class Seen implements Follower {
    private final Consumer<JobState> then;
    private final List<JobState> states = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private Patience patience = Patience.WAITS;

    Seen(Consumer<JobState> then) {
      this.then = then;
    }

    @Override
    public void stands(JobState state) {
      states.add(state);
      then.accept(state);
    }

    @Override
    public Patience stillStands(JobState state, Duration since, List<String> warnings) {
      return patience;
    }

    @Override
    public void begins(String pod, String container) {
      lines.add("begins " + pod + " " + container);
    }

    @Override
    public void line(String line) {
      lines.add(line);
    }

    @Override
    public void waits(KubernetesClientException e) {
      lines.add("waits");
    }
  }
}
