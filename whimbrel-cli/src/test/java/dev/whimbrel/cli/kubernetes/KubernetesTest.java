package dev.whimbrel.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Cli;
import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.kubernetes.bundle.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.io.TempDir;

@EnableKubernetesMockClient(crud = true, https = false)
class KubernetesTest {
  private static final String NAMESPACE = "shop";
  private static final String LOG = "/api/v1/namespaces/shop/pods/p/log?pretty=false&container=migrate";
  private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-05-06T07:08:09Z"), ZoneOffset.UTC);

  @SuppressWarnings("NullAway.Init") // by the extension
  KubernetesMockServer server;
  @SuppressWarnings("NullAway.Init") // by the extension
  KubernetesClient client;
  @TempDir
  Path directory;
  private String out = "";
  private String err = "";

  @BeforeEach
  void layOut() throws IOException {
    Files.createDirectories(directory.resolve("migrations"));
    Files.writeString(directory.resolve("migrations/1_a.up.sql"), "create table a (n int);\n");
    Files.writeString(directory.resolve("migrations/1_a.down.sql"), "drop table a;\n");
    Files.writeString(directory.resolve("config"), """
        apiVersion: v1
        kind: Config
        current-context: here
        clusters: [{name: here, cluster: {server: "%s"}}]
        contexts: [{name: here, context: {cluster: here, namespace: shop, user: me}}]
        users: [{name: me, user: {token: secret}}]
        """.formatted(client.getConfiguration().getMasterUrl()));
    Files.writeString(directory.resolve("whimbrel.yaml"), """
        k8s:
          name: shop
          secret: shop-db/url
          image: registry.example/whimbrel:1
        """);
  }

  private int run(String line) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    int exitCode = new Cli(new Surroundings(Map.of("KUBECONFIG", "config"), directory, new StringReader(""),
        new PrintStream(said, true, StandardCharsets.UTF_8), new PrintStream(complained, true, StandardCharsets.UTF_8),
        Terminal.NONE, CLOCK)).run(line.split(" "));
    out = said.toString(StandardCharsets.UTF_8);
    err = complained.toString(StandardCharsets.UTF_8);
    return exitCode;
  }

  /** What becomes of every Job that is made: its pod ends with an exit code, and the Job with a condition. */
  private AutoCloseable controller(int exitCode, String condition, String reason) {
    server.expect().get().withPath(LOG + "&follow=true").andReturn(200, "the log\n").always();
    server.expect().get().withPath(LOG).andReturn(200, "the log\n").always();
    return client.batch().v1().jobs().inNamespace(NAMESPACE).watch(new Watcher<>() {
      @Override
      public void eventReceived(Action action, Job job) {
        if (action == Action.ADDED) {
          ends(job, exitCode, condition, reason);
        }
      }

      @Override
      public void onClose(WatcherException cause) {}
    });
  }

  private void ends(Job job, int exitCode, String condition, String reason) {
    client.resource(new PodBuilder().withNewMetadata().withName("p").withNamespace(NAMESPACE)
        .addToLabels("job-name", job.getMetadata().getName()).endMetadata().withNewStatus()
        .withPhase(exitCode == 0 ? "Succeeded" : "Failed").addNewContainerStatus().withName("migrate").withNewState()
        .withNewTerminated().withExitCode(exitCode).withReason("Error").withMessage("error: no table b\n  next: x")
        .endTerminated().endState().endContainerStatus().endStatus().build()).unlock().createOr(it -> it.update());
    client.resource(new JobBuilder(job).withNewStatus().addNewCondition().withType(condition).withStatus("True")
        .withReason(reason).endCondition().endStatus().build()).updateStatus();
  }

  private List<Job> jobs() {
    return client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems();
  }

  private void job(String name, String time, String... conditions) {
    var builder = new JobBuilder().withNewMetadata().withName(name).withNamespace(NAMESPACE)
        .withLabels(Labels.of("shop")).addToLabels(Labels.OPERATION, "up").withCreationTimestamp(time).endMetadata()
        .withNewStatus();
    for (String condition : conditions) {
      builder.addNewCondition().withType(condition).withStatus("True").withReason("BackoffLimitExceeded")
          .endCondition();
    }
    client.resource(builder.endStatus().build()).create();
  }

  @Test
  void runsAJobAndShowsItsLog() throws Exception {
    try (AutoCloseable controller = controller(0, "Complete", "")) {
      assertThat(run("k8s run")).as(err).isZero();
    }
    assertThat(out).isEqualTo("migrate: the log\nThe Job shop-up-20240506070809 succeeded.\n");
    assertThat(err).isEqualTo("applied the ConfigMap shop-migrations\n"
        + "made the Job shop-up-20240506070809 in the namespace shop\n");
    ConfigMap map = client.configMaps().inNamespace(NAMESPACE).withName("shop-migrations").get();
    assertThat(map.getData()).containsOnlyKeys("1_a.up.sql", "1_a.down.sql");
    assertThat(map.getMetadata().getLabels()).containsAllEntriesOf(Labels.selecting("shop"));
  }

  @Test
  void endsAsTheMigrationEnds() throws Exception {
    try (AutoCloseable controller = controller(3, "Failed", "PodFailurePolicy")) {
      assertThat(run("k8s run -n shop")).as(err).isEqualTo(3);
    }
    assertThat(err).contains("""
        error: the Job "shop-up-20240506070809" ended with exit code 3 in its container "migrate": no table b
          next:     see all that it said with: whimbrel k8s logs -n shop
                    and when that is mended: whimbrel k8s run -n shop
        """);
  }

  @ParameterizedTest
  @CsvSource({"k8s run --dry-run,--dry-run", "k8s pipeline --dry-run,--dry-run", "k8s status --selector a=b,--selector",
      "k8s rollback 1 --to 1,--to", "k8s clean --apply,--apply", "k8s run --allow-data-loss,--allow-data-loss"})
  void anOptionThatWouldDoNothingIsRefused(String line, String option) {
    assertThat(run(line)).isEqualTo(1);
    assertThat(err).contains("does not take " + option).contains("nothing was changed");
    assertThat(jobs()).isEmpty();
  }

  @Test
  void thePipelineSaysWhereItStopped() throws Exception {
    try (AutoCloseable controller = controller(5, "Failed", "BackoffLimitExceeded")) {
      assertThat(run("k8s pipeline")).as(err).isEqualTo(5);
    }
    assertThat(out).contains("validate ok: ", "configmap ok: the ConfigMap shop-migrations in the namespace shop",
        "Stopped at: job. Done: validate, configmap. Not done: verify.");
  }

  @Test
  void thePipelineGoesThrough() throws Exception {
    try (AutoCloseable controller = controller(0, "Complete", "")) {
      assertThat(run("k8s pipeline")).as(err).isZero();
    }
    assertThat(out).endsWith("\nDone: validate, configmap, job, verify.\n");
    assertThat(jobs()).extracting(job -> job.getMetadata().getName()).containsExactly("shop-up-20240506070809");
  }

  @Test
  void aRollbackAsksFirst() throws Exception {
    assertThat(run("k8s rollback 1")).isEqualTo(1);
    assertThat(err).contains("\"k8s\" asks before it begins, and there is nobody to answer");
    assertThat(jobs()).isEmpty();
    try (AutoCloseable controller = controller(0, "Complete", "")) {
      assertThat(run("k8s rollback 1 --yes")).as(err).isZero();
    }
    assertThat(jobs().getFirst().getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs())
        .startsWith("down", "--to", "1", "--yes");
  }

  @Test
  void twoAtOnceAreRefused() {
    job("shop-up-1", "2024-05-06T07:00:00Z");
    assertThat(run("k8s run")).isEqualTo(4);
    assertThat(err).startsWith("error: the Job \"shop-up-1\" of \"shop\" is at work\n");
  }

  @Test
  void aConfigMapOfSomebodyElseIsNotReplaced() {
    client.resource(new ConfigMapBuilder().withNewMetadata().withName("shop-migrations").withNamespace(NAMESPACE)
        .endMetadata().addToData("a", "b").build()).create();
    assertThat(run("k8s configmap --apply")).isEqualTo(1);
    assertThat(err).startsWith("error: the ConfigMap \"shop-migrations\" is there already, and not one of this "
        + "installation\n");
    assertThat(run("k8s configmap --apply --force")).as(err).isZero();
  }

  @Test
  void comparesTheDirectoryWithThatOfTheCluster() throws IOException {
    assertThat(run("k8s validate")).isEqualTo(1);
    assertThat(err).startsWith("error: there is no ConfigMap of \"shop\" in the namespace \"shop\"\n");
    assertThat(run("k8s configmap --apply")).as(err).isZero();
    assertThat(run("k8s validate")).as(err).isZero();
    assertThat(out).contains("The cluster has the same files in the namespace \"shop\"");
    Files.writeString(directory.resolve("migrations/1_a.up.sql"), "create table b (n int);\n");
    Files.writeString(directory.resolve("migrations/2_b.up.sql"), "create table c (n int);\n");
    assertThat(run("k8s validate")).isEqualTo(3);
    assertThat(err).startsWith("error: the cluster does not have the same files in the namespace \"shop\": "
        + "1_a.up.sql is another, 2_b.up.sql is only here\n");
  }

  @Test
  void saysHowThingsStand() {
    assertThat(run("k8s status")).as(err).isZero();
    assertThat(out).isEqualTo("No Job of \"shop\" is in the namespace shop.\n");
    job("shop-up-1", "2024-05-06T07:00:00Z", "Failed");
    ends(jobs().getFirst(), 2, "Failed", "BackoffLimitExceeded");
    assertThat(run("k8s status")).as(err).isZero();
    assertThat(out.replaceAll("[-0-9:]{10}T[-0-9:]{8}Z", "TIME")).isEqualTo("""
        JOB        DOES  STATE   SINCE
        shop-up-1  up    failed  TIME
        It failed: migrate ended with exit code 2.
          error: no table b
            next: x
        """);
  }

  @Test
  void cleansOnlyWhatFailedBefore() {
    job("shop-up-1", "2024-05-06T07:00:00Z", "Failed");
    job("shop-up-2", "2024-05-06T07:00:01Z", "Complete");
    job("shop-up-3", "2024-05-06T07:00:02Z", "Failed");
    assertThat(run("k8s clean --dry-run")).as(err).isZero();
    assertThat(out).isEqualTo("Would remove shop-up-1\n");
    assertThat(run("k8s clean")).as(err).isZero();
    assertThat(out).isEqualTo("Removed shop-up-1\n");
    assertThat(jobs()).extracting(job -> job.getMetadata().getName()).containsExactlyInAnyOrder("shop-up-2",
        "shop-up-3");
  }

  @Test
  void showsWhatTheLastTryWrote() {
    assertThat(run("k8s logs")).isEqualTo(1);
    assertThat(err).startsWith("error: no Job of \"shop\" is in the namespace shop\n");
    job("shop-up-1", "2024-05-06T07:00:00Z", "Failed");
    ends(jobs().getFirst(), 2, "Failed", "BackoffLimitExceeded");
    server.expect().get().withPath(LOG).andReturn(200, "the log\n").always();
    assertThat(run("k8s logs")).as(err).isZero();
    assertThat(out).isEqualTo("migrate: the log\n");
  }

  @Test
  void saysWhatARoleWouldHaveToAllow() {
    server.expect().get().withPath("/apis/batch/v1/namespaces/shop/jobs?labelSelector="
        + "app.kubernetes.io%2Finstance%3Dshop%2Capp.kubernetes.io%2Fmanaged-by%3Dwhimbrel").andReturn(403,
            new StatusBuilder().withCode(403).withMessage("jobs.batch is forbidden: User \"me\" cannot list resource "
                + "\"jobs\" in API group \"batch\" in the namespace \"shop\"").build())
        .always();
    assertThat(run("k8s status")).isEqualTo(1);
    assertThat(err).isEqualTo("""
        error: "me" may not list jobs.batch in the namespace "shop"
          next:     let a role allow the verb "list" on "jobs.batch" in the namespace "shop"
        """);
  }
}
