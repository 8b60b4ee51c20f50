package dev.whimbrel.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.cli.Cli;
import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.kubernetes.bundle.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
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
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.io.TempDir;

@EnableKubernetesMockClient(crud = true, https = false)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("KubernetesTest") // beside other classes, and one test after the other
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
  private final List<Job> made = new CopyOnWriteArrayList<>();
  private String out = "";
  private String err = "";

  @BeforeEach
  void layOut() throws IOException {
    client.resource(new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build()).create();
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
    return run(line, Terminal.NONE, "");
  }

  private int run(String line, Terminal terminal, String answer) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    int exitCode = new Cli(new Surroundings(Map.of("KUBECONFIG", "none" + File.pathSeparator + "config"), directory,
        new StringReader(answer), new PrintStream(said, true, StandardCharsets.UTF_8),
        new PrintStream(complained, true, StandardCharsets.UTF_8), terminal, CLOCK)).run(line.split(" "));
    out = said.toString(StandardCharsets.UTF_8);
    err = complained.toString(StandardCharsets.UTF_8);
    return exitCode;
  }

  /** What becomes of every Job that is made: its pod ends with an exit code, and the Job with a condition. */
  private AutoCloseable controller(int exitCode, String condition, String reason) {
    return controller(exitCode, condition, reason, "Error");
  }

  private AutoCloseable controller(int exitCode, String condition, String reason, String terminated) {
    server.expect().get().withPath(LOG + "&follow=true").andReturn(200, "the log\n").always();
    server.expect().get().withPath(LOG).andReturn(200, "the log\n").always();
    return client.batch().v1().jobs().inNamespace(NAMESPACE).watch(new Watcher<>() {
      @Override
      public void eventReceived(Action action, Job job) {
        if (action == Action.ADDED) {
          made.add(job);
          ends(job, exitCode, condition, reason, terminated);
        }
      }

      @Override
      public void onClose(WatcherException cause) {}
    });
  }

  private void ends(Job job, int exitCode, String condition, String reason, String terminated) {
    client.resource(new PodBuilder().withNewMetadata().withName("p").withNamespace(NAMESPACE)
        .addToLabels("job-name", job.getMetadata().getName()).endMetadata().withNewStatus()
        .withPhase(exitCode == 0 ? "Succeeded" : "Failed").addNewContainerStatus().withName("migrate").withNewState()
        .withNewTerminated().withExitCode(exitCode).withReason(terminated).withMessage("error: no table b\n  next: x")
        .endTerminated().endState().endContainerStatus().endStatus().build()).unlock().createOr(it -> it.update());
    client.resource(new JobBuilder(job).withNewStatus().addNewCondition().withType(condition).withStatus("True")
        .withReason(reason).endCondition().endStatus().build()).updateStatus();
  }

  private List<Job> jobs() {
    return client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems();
  }

  private static List<String> arguments(Job job) {
    return job.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs();
  }

  private static Map<String, String> variables(Job job) {
    return job.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  private static List<Integer> finalExitCodes(Job job) {
    return job.getSpec().getPodFailurePolicy().getRules().getFirst().getOnExitCodes().getValues();
  }

  private void configured(String more) throws IOException {
    Files.writeString(directory.resolve("whimbrel.yaml"), more, StandardOpenOption.APPEND);
  }

  private void nothingWasSent() {
    assertThat(jobs()).isEmpty();
    assertThat(client.configMaps().inNamespace(NAMESPACE).list().getItems()).isEmpty();
  }

  private void job(String name, String time, String operation, String... conditions) {
    var builder = new JobBuilder().withNewMetadata().withName(name).withNamespace(NAMESPACE)
        .withLabels(Labels.of("shop")).addToLabels(Labels.OPERATION, operation).withCreationTimestamp(time)
        .endMetadata()
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

  @ParameterizedTest
  @CsvSource({"clean,--dry-run,--layout", "run,--to V,--dry-run", "rollback V,--allow-data-loss,--to V",
      "operator,--lease NAME,--apply", "logs,--follow,--selector"})
  void theHelpOfAPartListsWhatItTakes(String part, String its, String another) {
    assertThat(run("k8s " + part.split(" ")[0] + " --help")).as(err).isZero();
    assertThat(out).startsWith("whimbrel k8s " + part.split(" ")[0] + ": ")
        .contains("Usage: whimbrel [OPTIONS] k8s " + part + "\n", its).doesNotContain(another);
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
  void aWrittenWayBackThatLosesDataIsAgreedTo() throws Exception {
    Files.writeString(directory.resolve("migrations/2_b.up.sql"), "alter table a add x int;\n");
    Files.writeString(directory.resolve("migrations/2_b.down.sql"), "alter table a drop column x;\n");
    Files.writeString(directory.resolve("migrations/3_c.up.sql"), "create view v as select 1;\n");
    Files.writeString(directory.resolve("migrations/3_c.down.sql"), "drop view v;\n");
    try (AutoCloseable controller = controller(0, "Complete", "")) {
      assertThat(run("k8s rollback 1 --yes -n shop")).isEqualTo(3);
      assertThat(err).isEqualTo("""
          error: 2_b.down.sql:1 drops column "a"."x"
            state:    nothing was changed
            next:     if this is meant of all of these that are applied: whimbrel k8s rollback 1 --allow-data-loss -n shop
          """);
      nothingWasSent();
      assertThat(run("k8s rollback 2 --yes")).as(err).isZero();
      made.clear();
      jobs().forEach(job -> client.resource(job).delete());
      assertThat(run("k8s rollback 1 --yes --allow-data-loss")).as(err).isZero();
    }
    assertThat(arguments(made.getFirst())).startsWith("down", "--to", "1", "--allow-data-loss", "--yes");
  }

  @Test
  void twoAtOnceAreRefused() {
    job("shop-up-1", "2024-05-06T07:00:00Z", "up");
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
    job("shop-up-1", "2024-05-06T07:00:00Z", "up", "Failed");
    ends(jobs().getFirst(), 2, "Failed", "BackoffLimitExceeded", "Error");
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
    job("shop-up-1", "2024-05-06T07:00:00Z", "up", "Failed");
    job("shop-up-2", "2024-05-06T07:00:01Z", "up", "Complete");
    job("shop-up-3", "2024-05-06T07:00:02Z", "up", "Failed");
    assertThat(run("k8s clean --dry-run")).as(err).isZero();
    assertThat(out).isEqualTo("Would remove shop-up-1\n");
    assertThat(run("k8s clean")).as(err).isZero();
    assertThat(out).isEqualTo("Removed shop-up-1\n");
    assertThat(jobs()).extracting(job -> job.getMetadata().getName()).containsExactlyInAnyOrder("shop-up-2",
        "shop-up-3");
  }

  @Test
  void cleansNeitherTheNewestThatMigratesNorWhatTheOperatorOwns() {
    job("shop-up-1", "2024-05-06T07:00:00Z", "up", "Failed");
    job("shop-owned", "2024-05-06T07:00:01Z", "up", "Failed");
    client.batch().v1().jobs().inNamespace(NAMESPACE).withName("shop-owned")
        .edit(job -> new JobBuilder(job).editMetadata().addNewOwnerReference().withApiVersion("whimbrel.dev/v1alpha1")
            .withKind("Migration").withName("shop").withUid("u").withController(true).endOwnerReference().endMetadata()
            .build());
    job("shop-up-2", "2024-05-06T07:00:02Z", "up", "Failed");
    job("shop-status-3", "2024-05-06T07:00:03Z", "status", "Failed");
    job("shop-check-4", "2024-05-06T07:00:04Z", "status", "Failed");
    assertThat(run("k8s clean")).as(err).isZero();
    assertThat(jobs()).extracting(job -> job.getMetadata().getName()).containsExactlyInAnyOrder("shop-owned",
        "shop-up-2");
  }

  @Test
  void aProtectedEnvironmentIsAskedAbout() throws Exception {
    configured("environments:\n  prod: {protected: true}\n");
    for (String command : List.of("k8s run", "k8s pipeline")) {
      assertThat(run(command + " --env prod")).isEqualTo(1);
      assertThat(err).contains("asks before it begins in the protected environment \"prod\", and there is nobody to "
          + "answer", "whimbrel --env prod " + command + " --yes --plan DIGEST");
      assertThat(run(command + " --env prod --yes")).isEqualTo(1);
      assertThat(err).contains("--yes alone does not do in the protected environment \"prod\"");
      assertThat(run(command + " --env prod", Terminal.INTERACTIVE, "yes\n")).isEqualTo(1);
      assertThat(err).contains("that was not the name of the environment");
      nothingWasSent();
    }
    try (AutoCloseable controller = controller(0, "Complete", "")) {
      assertThat(run("k8s run --env prod --yes --plan 0123456789abcdef")).as(err).isZero();
      assertThat(arguments(made.getFirst())).containsSubsequence("up", "--plan", "0123456789abcdef", "--yes");
    }
  }

  @Test
  void theNameOfAProtectedEnvironmentIsEnough() throws Exception {
    configured("environments:\n  prod: {protected: true}\n");
    try (AutoCloseable controller = controller(0, "Complete", "")) {
      assertThat(run("k8s pipeline --env prod", Terminal.INTERACTIVE, "prod\n")).as(err).isZero();
    }
    assertThat(err).contains("The environment \"prod\" is protected. To go on, type its name: ");
    assertThat(arguments(made.getFirst())).startsWith("up", "--yes");
  }

  @Test
  void theJobIsToldWhatIsSetHere() throws Exception {
    configured("lock-retry: 5s\nconnect-timeout: 7s\nin-flight: 3\nno-computed: true\nlog-file: here.log\n");
    try (AutoCloseable controller = controller(0, "Complete", "")) {
      assertThat(run("k8s run")).as(err).isZero();
    }
    assertThat(variables(made.getFirst())).containsEntry("WHIMBREL_LOCK_RETRY", "5s")
        .containsEntry("WHIMBREL_CONNECT_TIMEOUT", "7s").containsEntry("WHIMBREL_IN_FLIGHT", "3")
        .containsEntry("WHIMBREL_NO_COMPUTED", "true").doesNotContainKey("WHIMBREL_LOG_FILE");
  }

  @Test
  void aSettingThatTheJobCannotHaveIsRefused() throws Exception {
    configured("require-proof: true\nplaceholders:\n  schema: shop\n  user.name: me\n  key: ${KUBECONFIG}\n");
    Files.delete(directory.resolve("migrations/1_a.up.sql"));
    Files.delete(directory.resolve("migrations/1_a.down.sql"));
    Files.writeString(directory.resolve("migrations/V1__a.sql"), "create table ${schema}.a (n int);\n");
    assertThat(run("k8s run")).isEqualTo(1);
    assertThat(err).contains("error: whimbrel.yaml:5:16 \"require-proof\" cannot be passed to a Job",
        "\"key\" of placeholders cannot be passed to a Job", "\"user.name\" of placeholders cannot be passed to a Job");
    nothingWasSent();
  }

  @Test
  void placeholdersThatAreWrittenOutArePassed() throws Exception {
    configured("placeholders:\n  schema: shop\n");
    Files.delete(directory.resolve("migrations/1_a.up.sql"));
    Files.delete(directory.resolve("migrations/1_a.down.sql"));
    Files.writeString(directory.resolve("migrations/V1__a.sql"), "create table ${schema}.a (n int);\n");
    try (AutoCloseable controller = controller(0, "Complete", "")) {
      assertThat(run("k8s run")).as(err).isZero();
    }
    assertThat(variables(made.getFirst())).containsEntry("FLYWAY_PLACEHOLDERS_SCHEMA", "shop");
  }

  @Test
  void aMigrationHasNoFieldForSomeSettings() throws Exception {
    configured("lock-retry: 5s\n");
    assertThat(run("k8s manifests --out k")).as(err).isZero();
    assertThat(Files.readString(directory.resolve("k/base/job.yaml"))).contains("name: WHIMBREL_LOCK_RETRY");
    assertThat(run("k8s manifests --by operator --out m")).isEqualTo(1);
    assertThat(err).startsWith("error: whimbrel.yaml:5:13 \"lock-retry\" cannot be passed to a Migration");
    assertThat(directory.resolve("m")).doesNotExist();
  }

  @Test
  void thePipelineVerifiesAsFarAsItWent() throws Exception {
    try (AutoCloseable controller = controller(0, "Complete", "")) {
      assertThat(run("k8s pipeline --to 1")).as(err).isZero();
      assertThat(out).endsWith("\nverify is left out: what comes after --to is pending\n\n"
          + "Done: validate, configmap, job.\n");
      jobs().forEach(job -> client.resource(job).delete());
      assertThat(run("k8s pipeline")).as(err).isZero();
    }
    assertThat(made).extracting(job -> arguments(job).getFirst()).containsExactly("up", "up", "ready");
    assertThat(finalExitCodes(made.get(1))).doesNotContain(8);
    assertThat(finalExitCodes(made.get(2))).contains(8);
  }

  /** A Job whose pod waits for a Secret until its time is over, which the cluster says at every look. */
  private Watcher<Job> waitingInVain() {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, Job job) {
        if (action == Action.ADDED) {
          String name = job.getMetadata().getName();
          Pod pod = client.resource(new PodBuilder().withNewMetadata().withName(name + "-p").withNamespace(NAMESPACE)
              .addToLabels("job-name", name).endMetadata().withNewStatus().withPhase("Pending")
              .addNewInitContainerStatus().withName("wait-for-database").withNewState().withNewWaiting()
              .withReason("CreateContainerConfigError").withMessage("secret \"shop-db\" not found").endWaiting()
              .endState().endInitContainerStatus().endStatus().build()).create();
          client.resource(new EventBuilder().withNewMetadata().withName("e").withNamespace(NAMESPACE).endMetadata()
              .withType("Warning").withReason("Failed").withMessage("Error: secret \"shop-db\" not found")
              .withNewInvolvedObject().withName(name + "-p").endInvolvedObject().build()).create();
          seenTwice("/api/v1/namespaces/shop/pods?labelSelector");
          client.resource(pod).delete();
          client.resource(new JobBuilder(job).withNewStatus().addNewCondition().withType("Failed").withStatus("True")
              .withReason("DeadlineExceeded").endCondition().endStatus().build()).updateStatus();
        }
      }

      @Override
      public void onClose(WatcherException cause) {}
    };
  }

  /** The second one was asked for after the first was answered. */
  private void seenTwice(String path) {
    try {
      while (server.takeRequest(0, TimeUnit.SECONDS) != null) {
        // of before
      }
      for (int seen = 0; seen < 2;) {
        seen += Objects.requireNonNull(server.takeRequest(10, TimeUnit.SECONDS)).getPath().startsWith(path) ? 1 : 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatKeptAJobFromBeginningIsToldWhenItsTimeIsOver() throws Exception {
    try (AutoCloseable controller = client.batch().v1().jobs().inNamespace(NAMESPACE).watch(waitingInVain())) {
      assertThat(run("k8s run -n shop --deadline 60s")).as(err).isEqualTo(1);
    }
    assertThat(err).endsWith("""
        error: the Job "shop-up-20240506070809" could not begin before its time was over: wait-for-database cannot be \
        started: CreateContainerConfigError, secret "shop-db" not found
          state:    nothing was changed in the database
          next:     make what is missing, or name another Secret with --secret NAME/KEY
                    and then: whimbrel k8s run -n shop
        """);
    assertThat(run("k8s status")).as(err).isZero();
    assertThat(out).endsWith("""
        It took longer than it may.
          the cluster warned: Failed: Error: secret "shop-db" not found
        """);
  }

  @Test
  void aClusterThatIsAwayForAWhileIsNamedWithTheReason() throws Exception {
    server.expect().get().withPath("/apis/batch/v1/namespaces/shop/jobs/shop-up-20240506070809")
        .andReturn(503, new StatusBuilder().withCode(503).withMessage("starting").build()).times(4);
    try (AutoCloseable controller = controller(0, "Complete", "")) {
      assertThat(run("k8s run")).as(err).isZero();
    }
    assertThat(err).containsPattern("the cluster at http://\\S+ answers with 503: starting; the Job goes on");
  }

  @Test
  void aContainerThatCannotBeStartedChangedNothing() throws Exception {
    try (AutoCloseable controller = controller(128, "Failed", "BackoffLimitExceeded", "StartError")) {
      assertThat(run("k8s run")).as(err).isEqualTo(1);
    }
    assertThat(err).contains("StartError", "nothing was changed");
  }

  @Test
  void severalKubeconfigsAreOne() throws IOException {
    Files.writeString(directory.resolve("none"), """
        apiVersion: v1
        kind: Config
        current-context: away
        clusters: [{name: away, cluster: {server: "http://127.0.0.1:1"}}]
        contexts: [{name: away, context: {cluster: away, user: you}}]
        users: [{name: you, user: {token: other}}]
        """);
    assertThat(run("k8s status --context here")).as(err).isZero();
    assertThat(run("k8s status")).as(err).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "ht!tp://bad host | token: x | is no address of a server",
      "https://127.0.0.1:1 | 'client-certificate-data: eA==, client-key-data: eA==' | a certificate or key of the",
      "https://127.0.0.1:1 | 'client-certificate: /nope, client-key: /nope' | names the file \"/nope\"",
      "https://HERE | token: x | no secure connection to the cluster at https://",
      "http://HERE/page | token: x | is no API server of Kubernetes",
      "http://HERE | 'exec: {apiVersion: client.authentication.k8s.io/v1, command: nope-plugin}' | the program \"nope-plugin\""})
  void whatIsWrongInTheKubeconfigIsToldAndNotTriedAgain(String address, String user, String said) throws IOException {
    server.expect().get().withPath("/page/apis/batch/v1/namespaces/shop/jobs?labelSelector="
        + "app.kubernetes.io%2Finstance%3Dshop%2Capp.kubernetes.io%2Fmanaged-by%3Dwhimbrel")
        .andReturn(200, "<html>Log in</html>").always();
    Files.writeString(directory.resolve("other"), """
        apiVersion: v1
        kind: Config
        current-context: here
        clusters: [{name: here, cluster: {server: "%s"}}]
        contexts: [{name: here, context: {cluster: here, namespace: shop, user: me}}]
        users: [{name: me, user: {%s}}]
        """.formatted(address.replace("HERE", "127.0.0.1:" + server.getPort()), user));
    assertThat(run("k8s status --kubeconfig other")).as(err).isEqualTo(1);
    assertThat(err).contains(said);
  }

  @ParameterizedTest
  @CsvSource({"migrations,is no file", "nowhere,does not exist"})
  void aKubeconfigThatIsNoneIsTold(String path, String said) {
    assertThat(run("k8s status --kubeconfig " + path)).isEqualTo(1);
    assertThat(err).startsWith("error: the kubeconfig \"" + path + "\" " + said + "\n");
  }

  /** A cluster that takes the request and never answers it. */
  @Test
  void whoDoesNotWaitAnyMoreIsToldSo() throws IOException {
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path config = directory.resolve("config");
      Files.writeString(config, Files.readString(config).replaceFirst("http://[^\"]+",
          "http://127.0.0.1:" + door.getLocalPort()));
      Thread waiting = Thread.currentThread();
      Thread.ofVirtual().start(() -> {
        try (Socket request = door.accept()) {
          request.getInputStream().read();
          waiting.interrupt();
          request.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
          assertThat(e).isNotNull(); // the test is over
        }
      });
      int exitCode = run("k8s rollback 1 -n shop", Terminal.INTERACTIVE, "yes\n");
      Thread.interrupted();
      assertThat(exitCode).as(err).isEqualTo(2);
      assertThat(err).contains("interrupted while the cluster at http://",
          "see whether a Job was made with: whimbrel k8s status -n shop");
    }
  }

  @ParameterizedTest
  @CsvSource({"--image :::,image", "--image {{.Values}},image", "--secret n{{}}/k,secret", "--secret n/k$,secret",
      "--service-account a_b,service-account", "--cnpg A,cnpg"})
  void whatAnApiServerWouldRefuseIsNotWritten(String option, String of) throws IOException {
    if (option.startsWith("--cnpg")) {
      Files.writeString(directory.resolve("whimbrel.yaml"), "k8s: {name: shop}\n");
    }
    assertThat(run("k8s manifests --layout plain --out k " + option)).as(out).isEqualTo(1);
    assertThat(err).contains(" of " + of + " cannot be ");
    assertThat(directory.resolve("k")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "clean"})
  void aNamespaceThatIsNotThereIsNoEmptyOne(String part) {
    assertThat(run("k8s " + part + " -n none")).as(out).isEqualTo(1);
    assertThat(err).startsWith("error: the cluster has no namespace \"none\"\n");
  }

  @Test
  void whatIsPipedInIsConvertedToo() {
    assertThat(run("k8s convert -", Terminal.NONE, """
        apiVersion: db.atlasgo.io/v1alpha1
        kind: AtlasMigration
        metadata: {name: shop}
        spec:
          urlFrom: {secretKeyRef: {name: pg, key: url}}
          dir: {configMapRef: {name: migrations}}
        """)).as(err).isZero();
    assertThat(out).contains("kind: Migration\n", "name: shop\n");
    assertThat(run("k8s convert none.yaml")).isEqualTo(3);
    assertThat(err).contains("next: ");
  }

  @Test
  void showsWhatTheLastTryWrote() {
    assertThat(run("k8s logs")).isEqualTo(1);
    assertThat(err).startsWith("error: no Job of \"shop\" is in the namespace shop\n");
    job("shop-up-1", "2024-05-06T07:00:00Z", "up", "Failed");
    ends(jobs().getFirst(), 2, "Failed", "BackoffLimitExceeded", "Error");
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
