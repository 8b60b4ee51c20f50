package dev.whimbrel.kubernetes.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.cluster.Cluster;
import dev.whimbrel.kubernetes.cluster.Image;
import dev.whimbrel.kubernetes.cluster.LocalKubelet;
import dev.whimbrel.kubernetes.cluster.Wait;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The cluster of the tests does what a cluster does with a Job, so that the other tests say something. */
class JobEndToEndTest {
  private static final String SHELL = "localhost/shell:1";
  private static final String JOB_NAME = "job-name";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static Cluster cluster;
  private static LocalKubelet kubelet;

  @BeforeAll
  static void open() throws Exception {
    cluster = Cluster.open("job");
    kubelet = cluster.needKubelet();
    Path programs = Files.createDirectory(cluster.scratch().resolve("bin"));
    kubelet.with(SHELL, new Image(List.of("sh", "-c"), programs, List.of()));
  }

  @AfterAll
  static void close() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void runsWhatItIsGiven() {
    cluster.configMap("runs", Map.of("V1__a.sql", "select 1;", "greeting", "good morning"));
    cluster.secret("runs", Map.of("password", "s3cret"));
    PodSpec pod = pod("""
        echo "$GREETING, $PASSWORD, $NAMESPACE"; cat /migrations/V1__a.sql /prepared/x /keys/password; echo
        ls -A /migrations | sort | tr '\\n' ' '; echo; echo said > /dev/termination-log
        """).editFirstContainer().addNewEnv().withName("GREETING").withNewValueFrom()
        .withNewConfigMapKeyRef("greeting", "runs", null).endValueFrom().endEnv()
        .addNewEnv().withName("PASSWORD").withNewValueFrom().withNewSecretKeyRef("password", "runs", null)
        .endValueFrom().endEnv().addNewEnv().withName("NAMESPACE").withNewValueFrom().withNewFieldRef()
        .withFieldPath("metadata.namespace").endFieldRef().endValueFrom().endEnv()
        .addNewVolumeMount().withName("migrations").withMountPath("/migrations").endVolumeMount()
        .addNewVolumeMount().withName("keys").withMountPath("/keys").withReadOnly(true).endVolumeMount()
        .addNewVolumeMount().withName("prepared").withMountPath("/prepared").endVolumeMount().endContainer()
        .addNewInitContainer().withName("prepare").withImage(SHELL)
        .withCommand("sh", "-c", "echo prepared > /prepared/x")
        .addNewVolumeMount().withName("prepared").withMountPath("/prepared").endVolumeMount().endInitContainer()
        .addNewVolume().withName("migrations").withNewConfigMap().withName("runs").endConfigMap().endVolume()
        .addNewVolume().withName("keys").withNewSecret().withSecretName("runs").endSecret().endVolume()
        .addNewVolume().withName("prepared").withNewEmptyDir().endEmptyDir().endVolume().build();
    Job job = ended(create("runs", pod, 0));
    assertThat(job.getStatus().getSucceeded()).isEqualTo(1);
    assertThat(log("runs")).isEqualTo("good morning, s3cret, " + cluster.namespace() + """

        select 1;prepared
        s3cret
        ..2020_01_01_00_00_00.000000001 ..data V1__a.sql greeting\s
        """);
    assertThat(terminated(only("runs")).getMessage()).isEqualTo("said\n");
    assertThat(only("runs").getStatus().getInitContainerStatuses().getFirst().getState().getTerminated().getReason())
        .isEqualTo("Completed");
  }

  @Test
  void givesUpAfterTheLastTry() {
    Job job = ended(create("fails", pod("echo 'no such table'; exit 3").build(), 1));
    assertThat(job.getStatus().getConditions().getFirst().getReason()).isEqualTo("BackoffLimitExceeded");
    List<Pod> pods = cluster.pods(JOB_NAME, "fails");
    assertThat(pods).hasSize(2).allSatisfy(pod -> {
      assertThat(pod.getStatus().getPhase()).isEqualTo("Failed");
      assertThat(terminated(pod).getExitCode()).isEqualTo(3);
      assertThat(terminated(pod).getMessage()).isEqualTo("no such table\n");
    });
  }

  @Test
  void stopsAtAnInitContainerThatFails() {
    ended(create("init", pod("echo never").addNewInitContainer().withName("check").withImage(SHELL)
        .withCommand("sh", "-c", "exit 9").endInitContainer().build(), 0));
    Pod pod = only("init");
    assertThat(pod.getStatus().getInitContainerStatuses().getFirst().getState().getTerminated().getExitCode())
        .isEqualTo(9);
    assertThat(pod.getStatus().getContainerStatuses().getFirst().getState().getWaiting().getReason())
        .isEqualTo("PodInitializing");
  }

  @Test
  void followsALogToItsEnd() throws Exception {
    create("follows", pod("echo one; exec sleep 600").build(), 0);
    Pod pod = running("follows");
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try (LogWatch watch = cluster.client().pods().inNamespace(cluster.namespace())
        .withName(pod.getMetadata().getName()).watchLog(seen)) {
      Wait.until("the first line", SOON, () -> seen.toString(StandardCharsets.UTF_8).equals("one\n"));
      kubelet.kill(cluster.namespace(), pod.getMetadata().getName(), "main");
      assertThat(watch.onClose().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS)).isNull();
    }
    ended(job("follows"));
    assertThat(terminated(only("follows")).getExitCode()).isEqualTo(137);
  }

  @Test
  void aJobThatIsDeletedEndsItsProcess() {
    create("deleted", pod("exec sleep 600").build(), 0);
    String pod = running("deleted").getMetadata().getName();
    cluster.client().resource(job("deleted")).delete();
    Wait.until("the Pod is gone", SOON, () -> cluster.pods(JOB_NAME, "deleted").isEmpty());
    assertThat(kubelet.isRunning(cluster.namespace(), pod, "main")).isFalse();
  }

  @Test
  void aDeadlineEndsAJob() {
    Job job = new JobBuilder(jobOf("deadline", pod("exec sleep 600").build(), 0)).editSpec()
        .withActiveDeadlineSeconds(3L).endSpec().build();
    Job ended = ended(cluster.client().resource(job).create());
    assertThat(ended.getStatus().getConditions().getFirst().getReason()).isEqualTo("DeadlineExceeded");
  }

  @Test
  void waitsForAnImage() {
    create("image", pod("true").editFirstContainer().withImage("localhost/nobody:1").endContainer().build(), 0);
    assertThat(waiting("image", "Image").getMessage()).contains("localhost/nobody:1");
  }

  @Test
  void waitsForASecretAndGoesOnWhenItIsThere() {
    create("secret", pod("echo $X").editFirstContainer().addNewEnv().withName("X").withNewValueFrom()
        .withNewSecretKeyRef("key", "late", null).endValueFrom().endEnv().endContainer().build(), 0);
    assertThat(waiting("secret", "CreateContainerConfigError").getMessage()).isEqualTo("secret \"late\" not found");
    cluster.secret("late", Map.of("key", "there"));
    ended(job("secret"));
    assertThat(log("secret")).isEqualTo("there\n");
  }

  @Test
  void aMountThatIsMissingIsAnEvent() {
    create("mount", pod("true").addNewVolume().withName("x").withNewConfigMap().withName("nowhere").endConfigMap()
        .endVolume().build(), 0);
    String message = Wait.until("an event", SOON,
        () -> cluster.client().v1().events().inNamespace(cluster.namespace()).list().getItems().stream()
            .filter(event -> "FailedMount".equals(event.getReason())).findFirst().map(Event::getMessage));
    assertThat(message).contains("configmap \"nowhere\" not found");
  }

  @Test
  void keepsWhatIsReadOnlyAndTheUser() {
    Assumptions.assumeTrue(kubelet.isolates(), "only root can mount");
    PodSpec pod = pod("""
        id -u; touch /x /tmp/x 2>&1; touch /work/x && echo written; touch /m/x 2>&1; cat /proc/self/status | grep CapEff
        """).editFirstContainer().withNewSecurityContext().withReadOnlyRootFilesystem(true).withRunAsUser(10001L)
        .withRunAsNonRoot(true).endSecurityContext().addNewVolumeMount().withName("work").withMountPath("/work")
        .endVolumeMount().addNewVolumeMount().withName("m").withMountPath("/m").endVolumeMount().endContainer()
        .addNewVolume().withName("work").withNewEmptyDir().endEmptyDir().endVolume().addNewVolume().withName("m")
        .withNewConfigMap().withName("m").endConfigMap().endVolume().build();
    cluster.configMap("m", Map.of("a", "b"));
    ended(create("readonly", pod, 0));
    assertThat(log("readonly")).isEqualTo("""
        10001
        touch: cannot touch '/x': Read-only file system
        touch: cannot touch '/tmp/x': Read-only file system
        written
        touch: cannot touch '/m/x': Read-only file system
        CapEff:\t0000000000000000
        """);
  }

  @Test
  void aProbeThatFailsKillsTheContainer() {
    ended(create("probe", pod("touch /alive; exec sleep 600").editFirstContainer().withNewLivenessProbe().withNewExec()
        .withCommand("test", "-e", "/dead").endExec().withPeriodSeconds(1).withFailureThreshold(2).endLivenessProbe()
        .endContainer().build(), 0));
    assertThat(terminated(only("probe")).getExitCode()).isEqualTo(137);
  }

  private static PodSpecBuilder pod(String script) {
    return new PodSpecBuilder().withRestartPolicy("Never").withNodeSelector(kubelet.nodeSelector())
        .withTolerations(kubelet.tolerations()).withTerminationGracePeriodSeconds(2L).addNewContainer()
        .withName("main").withImage(SHELL).withCommand("sh", "-c", script)
        .withTerminationMessagePolicy("FallbackToLogsOnError").endContainer();
  }

  private static Job jobOf(String name, PodSpec pod, int backoffLimit) {
    return new JobBuilder().withNewMetadata().withName(name).withNamespace(cluster.namespace()).endMetadata()
        .withNewSpec().withBackoffLimit(backoffLimit).withNewTemplate().withSpec(pod).endTemplate().endSpec().build();
  }

  private static Job create(String name, PodSpec pod, int backoffLimit) {
    return cluster.client().resource(jobOf(name, pod, backoffLimit)).create();
  }

  private static Job job(String name) {
    return cluster.client().batch().v1().jobs().inNamespace(cluster.namespace()).withName(name).require();
  }

  private static Job ended(Job job) {
    return cluster.client().resource(job).waitUntilCondition(now -> now != null && now.getStatus().getConditions()
        .stream().anyMatch(condition -> List.of("Complete", "Failed").contains(condition.getType())), SOON.toSeconds(),
        TimeUnit.SECONDS);
  }

  private static Pod only(String job) {
    List<Pod> pods = cluster.pods(JOB_NAME, job);
    assertThat(pods).hasSize(1);
    return pods.getFirst();
  }

  private static Pod running(String job) {
    return Wait.until("a Pod that runs", SOON, () -> cluster.pods(JOB_NAME, job).stream()
        .filter(pod -> "Running".equals(pod.getStatus().getPhase())).findFirst());
  }

  private static ContainerStateWaiting waiting(String job, String reason) {
    return Wait.until("a container that waits: " + reason, SOON,
        () -> cluster.pods(JOB_NAME, job).stream().flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
            .flatMap(status -> Optional.ofNullable(status.getState().getWaiting()).stream())
            .filter(waiting -> waiting.getReason().contains(reason)).findFirst());
  }

  private static String log(String job) {
    return cluster.client().pods().inNamespace(cluster.namespace()).withName(only(job).getMetadata().getName())
        .getLog();
  }

  private static ContainerStateTerminated terminated(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst().getState().getTerminated();
  }
}
