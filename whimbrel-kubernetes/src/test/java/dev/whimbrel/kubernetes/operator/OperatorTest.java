package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.FleetResource;
import dev.whimbrel.kubernetes.api.JobTemplate;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.bundle.Labels;
import dev.whimbrel.plan.Goal;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import dev.whimbrel.problem.Problem;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.MockResponse;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorTest {
  private final Map<String, String> files = new HashMap<>(Specs.two());
  private final TestDatabase database = Databases.create();
  private TestCluster cluster;

  OperatorTest() throws IOException {
    cluster = new TestCluster();
  }

  @BeforeEach
  void holdsADirectoryAndASecret() {
    create(Specs.configMap("migrations", files));
    create(Specs.secret("db", Map.of("url", url())));
  }

  @AfterEach
  void ends() throws IOException {
    assertThat(cluster.log()).noneMatch(line -> line.contains(database.password()));
    cluster.client().v1().events().inNamespace(Specs.NAMESPACE).list().getItems()
        .forEach(event -> assertThat(event.getMessage()).doesNotContain(database.password()));
    cluster.close();
    database.close();
  }

  private String url() {
    return database.url();
  }

  private KubernetesClient client() {
    return cluster.client();
  }

  private void create(io.fabric8.kubernetes.api.model.HasMetadata object) {
    client().resource(object).create();
  }

  private static MigrationSpec spec() {
    return Specs.spec(Specs.urlFrom("db", "url"));
  }

  private MigrationResource until(Predicate<MigrationResource> condition) {
    Resource<MigrationResource> shop = client().resources(MigrationResource.class).inNamespace(Specs.NAMESPACE)
        .withName("shop");
    try {
      return Objects.requireNonNull(shop.waitUntilCondition(one -> one != null && condition.test(one),
          TestCluster.PATIENCE, TimeUnit.SECONDS));
    } catch (KubernetesClientTimeoutException e) {
      throw new AssertionError("it is " + shop.get() + "; the log:\n" + String.join("\n", cluster.log()), e);
    }
  }

  private MigrationResource untilReason(String reason) {
    return until(one -> reason.equals(reason(one, "Ready")));
  }

  private static @Nullable String reason(MigrationResource resource, String type) {
    MigrationStatus status = resource.getStatus();
    return status == null || status.conditions() == null
        ? null
        : status.conditions().stream().filter(one -> one.getType().equals(type)).findFirst().map(Condition::getReason)
            .orElse(null);
  }

  private List<Job> jobs() {
    return client().batch().v1().jobs().inNamespace(Specs.NAMESPACE).list().getItems();
  }

  private Job job(MigrationResource resource) {
    String name = Objects.requireNonNull(Objects.requireNonNull(resource.getStatus()).jobRef()).name();
    return Objects.requireNonNull(client().batch().v1().jobs().inNamespace(Specs.NAMESPACE).withName(name).get());
  }

  private void ended(Job job, String type, @Nullable String message) {
    client().resource(job).editStatus(now -> new JobBuilder(now).editOrNewStatus().withStartTime("2026-01-01T00:00:00Z")
        .withCompletionTime("2026-01-01T00:00:07Z")
        .addNewCondition().withType(type).withStatus("True")
        .withReason(type.equals("Failed") ? "PodFailurePolicy" : "Done")
        .withMessage(message).withLastTransitionTime("2026-01-01T00:00:07Z").endCondition().endStatus().build());
  }

  private static String argument(Job job, String option) {
    List<String> arguments = job.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs();
    return arguments.get(arguments.indexOf(option) + 1);
  }

  @Test
  void fromNothingToReady() throws Exception {
    cluster.operated();
    create(Specs.resource("shop", spec()));
    MigrationResource migrating = untilReason("Migrating");
    Job job = job(migrating);
    MigrationStatus.PlanSummary plan = Objects.requireNonNull(Objects.requireNonNull(migrating.getStatus()).plan());
    assertThat(argument(job, "--plan")).isEqualTo(plan.digest());
    assertThat(job.getMetadata().getOwnerReferences()).singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(migrating.getMetadata().getUid()));
    assertThat(job.toString()).doesNotContain(database.password());
    assertThat(migrating.getMetadata().getFinalizers()).isEmpty();

    Specs.migrate(database, files, new Goal.Latest());
    ended(job, "Complete", null);
    MigrationResource ready = untilReason("Applied");
    assertThat(Objects.requireNonNull(ready.getStatus()).currentVersion()).isEqualTo("2");
    assertThat(ready.getStatus().toString()).doesNotContain(database.password());
    assertThat(jobs()).hasSize(1);
    untilMetrics("whimbrel_ready{namespace=\"shop\",name=\"shop\"} 1");
    assertThat(metrics())
        .contains("whimbrel_last_run_duration_seconds{namespace=\"shop\",name=\"shop\"} 7")
        .contains("whimbrel_jobs_started_total 1")
        .contains("whimbrel_pending_migrations{namespace=\"shop\",name=\"shop\"} 0");
    assertThat(get("/healthz")).isEqualTo("ok\n");
    assertThat(get("/readyz")).isEqualTo("ok\n");

    client().resource(ready).delete();
    assertThat(cluster.interrupted()).isEmpty();
    assertThat(cluster.log()).last().asString().endsWith("the operator ended");
  }

  /** The run that matters most is held to what was seen, as any other. */
  @Test
  void aFirstRunIsHeldToItsPlan() {
    database.execute("CREATE TABLE users (id bigint PRIMARY KEY, name text)");
    cluster.operated();
    create(Specs.resource("shop", Specs.beginning(spec(), "1", "golang-migrate")));
    MigrationResource migrating = untilReason("Migrating");
    MigrationStatus.PlanSummary plan = Objects.requireNonNull(Objects.requireNonNull(migrating.getStatus()).plan());
    assertThat(argument(job(migrating), "--plan")).isEqualTo(plan.digest());
    assertThat(job(migrating).getMetadata().getAnnotations()).containsEntry(Labels.PLAN, plan.digest());
  }

  /** Somebody was faster than the Job: it refused what was no longer the plan, and the new plan is tried next. */
  @Test
  void whatIsTakenOverMeanwhileIsAnotherPlan() {
    cluster.operated();
    create(Specs.resource("shop", Specs.beginning(spec(), "1", null)));
    Job first = job(untilReason("Migrating"));
    Specs.migrate(database, files, new Goal.Next(1));
    ended(first, "Failed",
        "Container migrate for pod shop/x failed with exit code 10 matching FailJob rule at index 0");
    MigrationStatus.PlanSummary now = Objects
        .requireNonNull(Objects.requireNonNull(untilReason("Retrying").getStatus()).plan());
    assertThat(now.digest()).isNotEqualTo(argument(first, "--plan"));
  }

  /** A server that has a CRD of before lets it in. */
  @Test
  void oneWithoutASpecIsToldAndStopsNobody() throws Exception {
    cluster.operated();
    create(Specs.resource("before", spec()));
    for (String kind : List.of(MigrationResource.KIND, FleetResource.KIND)) {
      create(new GenericKubernetesResourceBuilder().withApiVersion("whimbrel.dev/v1alpha1").withKind(kind)
          .withNewMetadata().withName("bare").withNamespace(Specs.NAMESPACE).endMetadata().build());
    }
    create(Specs.resource("shop", spec()));
    untilReason("Migrating");
    Resource<MigrationResource> bare = client().resources(MigrationResource.class).inNamespace(Specs.NAMESPACE)
        .withName("bare");
    bare.waitUntilCondition(one -> "InvalidSpec".equals(reason(one, "Stalled")), TestCluster.PATIENCE,
        TimeUnit.SECONDS);
    Resource<FleetResource> fleet = client().resources(FleetResource.class).inNamespace(Specs.NAMESPACE)
        .withName("bare");
    fleet.waitUntilCondition(one -> one.getStatus() != null, TestCluster.PATIENCE, TimeUnit.SECONDS);
    assertThat(String.valueOf(fleet.get().getStatus())).contains("InvalidSpec");
  }

  /** Only the first is there when the operator begins. */
  @Test
  void whatCannotBeReadStopsNobody() {
    Map<String, Object> status = Map.of("currentVersion", "1", "failures", 9_999_999_999L, "jobRef",
        Map.of("name", "gone", "result", "Exploded"));
    unreadable("before", FleetResource.KIND, Map.of("spec", fleetSpec(9_999_999_999L)));
    unreadable("before", MigrationResource.KIND, Map.of("spec", Map.of("policy", Map.of("approve", "Perhaps"))));
    cluster.operated();
    unreadable("after", FleetResource.KIND, Map.of("spec", fleetSpec("many")));
    unreadable("shop", MigrationResource.KIND,
        Map.of("spec", client().getKubernetesSerialization().convertValue(spec(), Map.class), "status", status));

    untilReason("Migrating");
    String remedy = " holds what this operator cannot read; mend it, or bring the operator and its CRDs to one version";
    for (String name : List.of("before", "after")) {
      Resource<FleetResource> fleet = client().resources(FleetResource.class).inNamespace(Specs.NAMESPACE)
          .withName(name);
      fleet.waitUntilCondition(one -> one.getStatus() != null, TestCluster.PATIENCE, TimeUnit.SECONDS);
      assertThat(String.valueOf(fleet.get().getStatus())).contains("InvalidSpec")
          .contains("spec.rollout.maxFailures" + remedy);
    }
    Resource<MigrationResource> before = client().resources(MigrationResource.class).inNamespace(Specs.NAMESPACE)
        .withName("before");
    before.waitUntilCondition(one -> "InvalidSpec".equals(reason(one, "Stalled")), TestCluster.PATIENCE,
        TimeUnit.SECONDS);
    assertThat(String.valueOf(before.get().getStatus())).contains("spec.policy.approve" + remedy);
    assertThat(jobs()).hasSize(1);
  }

  private static Map<String, Object> fleetSpec(Object maxFailures) {
    return Map.of("targets", Map.of("databases", List.of()), "template",
        Map.of("directory", Map.of("configMapRef", Map.of("name", "migrations"))), "rollout",
        Map.of("maxFailures", maxFailures));
  }

  private void unreadable(String name, String kind, Map<String, Object> parts) {
    create(new GenericKubernetesResourceBuilder().withApiVersion("whimbrel.dev/v1alpha1").withKind(kind)
        .withNewMetadata().withName(name).withNamespace(Specs.NAMESPACE).endMetadata().withAdditionalProperties(parts)
        .build());
  }

  private String metrics() throws IOException, InterruptedException {
    return get("/metrics");
  }

  /** They are counted after the status is written. */
  private void untilMetrics(String line) throws IOException, InterruptedException {
    Instant end = Instant.now().plusSeconds(TestCluster.PATIENCE);
    String metrics = metrics();
    while (!metrics.contains(line) && Instant.now().isBefore(end)) {
      metrics = metrics();
    }
    assertThat(metrics).contains(line);
  }

  private String get(String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + cluster.port() + path))
          .timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString()).body();
    }
  }

  @Test
  void whatCannotGetBetterWaitsForAChange() {
    cluster.operated();
    create(Specs.resource("shop", spec()));
    Job first = job(untilReason("Migrating"));
    ended(first, "Failed", "Container migrate for pod shop/x failed with exit code 3 matching FailJob rule at index 0");
    MigrationResource failed = until(one -> !"Migrating".equals(reason(one, "Ready")));
    assertThat(reason(failed, "Stalled")).isNotNull();
    files.put("2_mail.up.sql", "ALTER TABLE users ADD COLUMN post text;\n");
    client().resource(Specs.configMap("migrations", files)).update();
    MigrationResource again = until(one -> "Migrating".equals(reason(one, "Ready"))
        && !job(one).getMetadata().getName().equals(first.getMetadata().getName()));
    assertThat(jobs()).hasSize(2);
    assertThat(argument(job(again), "--plan")).isNotEqualTo(argument(first, "--plan"));
  }

  @Test
  void aRotatedSecretAndAnotherFileAreNoticed() {
    cluster.operated();
    Specs.migrate(database, files, new Goal.Latest());
    client()
        .resource(Specs.secret("db", Map.of("url", "postgres://me:" + database.password() + "@127.0.0.1:1/nowhere")))
        .update();
    create(Specs.resource("shop", spec()));
    untilReason("DatabaseUnreachable");
    client().resource(Specs.secret("db", Map.of("url", url()))).update();
    untilReason("Applied");
    assertThat(jobs()).isEmpty();

    files.put("3_more.up.sql", "CREATE TABLE more (id int);\n");
    client().resource(Specs.configMap("migrations", files)).update();
    untilReason("Migrating");
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void aSuspendedOneIsOnlyLookedAt() {
    cluster.operated();
    MigrationSpec spec = spec();
    create(
        Specs.resource("shop", new MigrationSpec(spec.database(), spec.directory(), null, null, null, null, null, null,
            true, null, null, null, null)));
    MigrationResource suspended = until(one -> "Suspended".equals(reason(one, "Reconciling")));
    assertThat(Objects.requireNonNull(suspended.getStatus()).pendingCount()).isEqualTo(2);
    assertThat(jobs()).isEmpty();
  }

  @Test
  void destructivePlansWaitForTheirDigest() {
    Specs.migrate(database, files, new Goal.Latest());
    files.put("3_rid.up.sql", "DROP TABLE users;\n");
    client().resource(Specs.configMap("migrations", files)).update();
    cluster.operated();
    create(Specs.resource("shop", spec()));
    MigrationResource waiting = untilReason("ApprovalRequired");
    String digest = Objects.requireNonNull(Objects.requireNonNull(waiting.getStatus()).plan()).digest();
    assertThat(jobs()).isEmpty();
    client().resource(waiting).edit(one -> {
      one.getMetadata().getAnnotations().put(Labels.APPROVE, digest);
      return one;
    });
    assertThat(argument(job(untilReason("Migrating")), "--plan")).isEqualTo(digest);
  }

  @Test
  void whatSomebodyDidByHandIsToldUntilItIsAccepted() throws Exception {
    Specs.migrate(database, files, new Goal.Latest());
    cluster.operated();
    create(Specs.resource("shop", spec()));
    MigrationResource settled = until(one -> "NoDrift".equals(reason(one, "DriftDetected")));
    ConfigMap remembered = memory();
    assertThat(remembered.getData().get("objects")).contains("table public.users", "column public.users.mail");
    assertThat(remembered.getMetadata().getOwnerReferences()).singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(settled.getMetadata().getUid()));
    untilMetrics("whimbrel_drift{namespace=\"shop\",name=\"shop\"} 0");

    database.execute("ALTER TABLE users ADD COLUMN nick text");
    accept("look at once");
    MigrationResource drifted = until(one -> "Drift".equals(reason(one, "DriftDetected")));
    String digest = Objects.requireNonNull(schema(drifted).drift());
    assertThat(message(drifted, "DriftDetected")).startsWith(
        "column public.users.nick was not there after 2 was applied; what was accepted is not that. ").contains(digest);
    assertThat(reason(drifted, "Ready")).isEqualTo("Applied");
    untilMetrics("whimbrel_drift{namespace=\"shop\",name=\"shop\"} 1");
    assertThat(client().v1().events().inNamespace(Specs.NAMESPACE).list().getItems())
        .anyMatch(event -> event.getReason().equals("Drift") && event.getType().equals("Warning"));
    assertThat(jobs()).isEmpty();

    assertThat(cluster.interrupted()).isEmpty();
    client().resource(memory()).delete();
    cluster.operated();
    until(one -> Objects.toString(message(one, "DriftDetected"), "").contains("which objects differ is not known"));
    accept(digest);
    MigrationResource accepted = until(one -> "NoDrift".equals(reason(one, "DriftDetected")));
    assertThat(schema(accepted).drift()).isNull();
    assertThat(memory().getData().get("objects")).contains("column public.users.nick");
  }

  /** Nor does one whose writing the server refuses. */
  @Test
  void aConfigMapOfSomebodyElsesStaysHis() {
    Specs.migrate(database, files, new Goal.Latest());
    create(Specs.configMap("shop-schema", Map.of("his", "own")));
    cluster.fault(request -> String.valueOf(request.getPath()).contains("/configmaps")
        && !request.getMethod().equals("GET") ? new MockResponse().setResponseCode(403) : null);
    cluster.operated();
    create(Specs.resource("shop", spec()));
    create(Specs.resource("second", spec()));
    until(one -> "NoDrift".equals(reason(one, "DriftDetected")));
    assertThat(memory().getData()).containsExactly(Map.entry("his", "own"));
    assertThat(memory().getMetadata().getOwnerReferences()).isEmpty();
    client().resources(MigrationResource.class).inNamespace(Specs.NAMESPACE).withName("second").waitUntilCondition(
        one -> "NoDrift".equals(reason(one, "DriftDetected")), TestCluster.PATIENCE, TimeUnit.SECONDS);
    assertThat(cluster.log()).anyMatch(line -> line.contains("the ConfigMap shop-schema is somebody else's"))
        .anyMatch(line -> line.contains("the objects of the schema cannot be remembered"));
  }

  private ConfigMap memory() {
    return client().configMaps().inNamespace(Specs.NAMESPACE).withName("shop-schema").require();
  }

  private void accept(String digest) {
    client().resources(MigrationResource.class).inNamespace(Specs.NAMESPACE).withName("shop").edit(one -> {
      Map<String, String> all = new HashMap<>(
          Objects.requireNonNullElse(one.getMetadata().getAnnotations(), Map.of()));
      all.put(Labels.ACCEPT_DRIFT, digest);
      one.getMetadata().setAnnotations(all);
      return one;
    });
  }

  private static MigrationStatus.KnownSchema schema(MigrationResource resource) {
    return Objects.requireNonNull(Objects.requireNonNull(resource.getStatus()).schema());
  }

  private static @Nullable String message(MigrationResource resource, String type) {
    MigrationStatus status = resource.getStatus();
    return status == null || status.conditions() == null
        ? null
        : status.conditions().stream().filter(one -> one.getType().equals(type)).findFirst().map(Condition::getMessage)
            .orElse(null);
  }

  @Test
  void aDirectoryInTheResourceBecomesAConfigMap() {
    cluster.operated();
    MigrationSpec spec = spec();
    create(Specs.resource("shop",
        new MigrationSpec(spec.database(), new DirectorySource(null, null, files), null, null, null,
            null, null, null, null, null, null, null, null)));
    untilReason("Migrating");
    ConfigMap map = client().configMaps().inNamespace(Specs.NAMESPACE).withName("shop-inline").get();
    assertThat(map.getData()).containsEntry("1_users.up.sql", files.get("1_users.up.sql"));
    assertThat(map.getMetadata().getOwnerReferences()).hasSize(1);
  }

  @Test
  void aConfigMapOfSomebodyElseIsLeftAsItIs() {
    client().resource(Specs.configMap("shop-inline", Map.of("colour", "blue"))).create();
    cluster.operated();
    MigrationSpec spec = spec();
    create(Specs.resource("shop",
        new MigrationSpec(spec.database(), new DirectorySource(null, null, files), null, null, null,
            null, null, null, null, null, null, null, null)));
    MigrationResource refused = untilReason("SourceRefused");
    assertThat(Objects.requireNonNull(Objects.requireNonNull(refused.getStatus()).conditions()))
        .anyMatch(one -> one.getMessage().contains("the ConfigMap \"shop-inline\" is there already"));
    assertThat(client().configMaps().inNamespace(Specs.NAMESPACE).withName("shop-inline").get().getData())
        .isEqualTo(Map.of("colour", "blue"));
    assertThat(jobs()).isEmpty();
  }

  @Test
  void survivesAServerThatIsBusyBrokenOrSlow() {
    AtomicInteger busy = new AtomicInteger(2);
    AtomicInteger broken = new AtomicInteger(2);
    AtomicInteger conflicts = new AtomicInteger(1);
    AtomicInteger slow = new AtomicInteger(1);
    String secret = Serialization.asJson(client().secrets().inNamespace(Specs.NAMESPACE).withName("db").get());
    cluster.operated();
    cluster.fault(request -> {
      String path = String.valueOf(request.getPath());
      if (request.getMethod().equals("GET") && path.endsWith("/configmaps/migrations") && busy.getAndDecrement() > 0) {
        return new MockResponse().setResponseCode(429).setHeader("Retry-After", "0");
      }
      if (request.getMethod().equals("POST") && path.contains("/jobs") && broken.getAndDecrement() > 0) {
        return new MockResponse().setResponseCode(500);
      }
      if (request.getMethod().equals("GET") && path.endsWith("/secrets/db") && slow.getAndDecrement() > 0) {
        return new MockResponse().setResponseCode(200).setHeader("Content-Type", "application/json").setBody(secret)
            .setBodyDelay(Duration.ofSeconds(2));
      }
      boolean status = path.endsWith("/status") && !request.getMethod().equals("GET");
      return status && conflicts.getAndDecrement() > 0 ? new MockResponse().setResponseCode(409) : null;
    });
    create(Specs.resource("shop", spec()));
    untilReason("Migrating");
    assertThat(jobs()).hasSize(1);
    assertThat(busy.get()).isNegative();
    assertThat(broken.get()).isNegative();
    assertThat(conflicts.get()).isNegative();
    assertThat(slow.get()).isNotPositive();
  }

  private static MockResponse refusal(int code, String message) {
    return new MockResponse().setResponseCode(code).setHeader("Content-Type", "application/json")
        .setBody("{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Failure\", \"code\": " + code
            + ", \"message\": \"" + message + "\"}");
  }

  @Test
  void whatTheApiServerRefusesIsInTheStatus() {
    cluster.operated();
    cluster.fault(request -> request.getMethod().equals("POST") && String.valueOf(request.getPath()).endsWith("/jobs")
        ? refusal(422, "limits below requests, and " + url())
        : null);
    create(Specs.resource("shop", spec()));
    MigrationResource refused = untilReason("ClusterRefused");
    assertThat(String.valueOf(refused.getStatus())).contains("limits below requests").contains("tried again at")
        .doesNotContain(database.password());
    assertThat(jobs()).isEmpty();
    cluster.mended();
    untilReason("Migrating");
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void aJobThatAnotherMigrationLeftBehindIsToldAndHoldsNothingUp() {
    cluster.operated();
    create(Specs.resource("shop", spec()));
    MigrationResource first = untilReason("Migrating");
    Job left = job(first);
    client().resource(left).edit(now -> new JobBuilder(now).editMetadata().withOwnerReferences().endMetadata().build());
    client().resource(first).delete();
    create(Specs.resource("shop", spec()));
    MigrationResource refused = untilReason("ClusterRefused");
    assertThat(message(refused, "Ready")).contains("the Job \"" + left.getMetadata().getName()
        + "\" is there already, and not of this Migration", "tried again at");
    MigrationResource again = untilReason("Migrating");
    assertThat(job(again).getMetadata().getName()).isNotEqualTo(left.getMetadata().getName());
    assertThat(jobs()).hasSize(2);
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Problem problem = Operator.run(Options.standard().withPort(taken.getLocalPort())
          .withLeadership(new Options.Leadership.Alone()), client(), line -> {}).orElseThrow();
      assertThat(problem.message()).startsWith("the operator cannot listen on the port " + taken.getLocalPort() + ": ");
      assertThat(problem.remedy()).contains("--port");
    }
  }

  @Test
  void aFileNameThatIsNoneIsToldAndNotThrown() {
    cluster.operated();
    MigrationSpec spec = spec();
    create(Specs.resource("shop", new MigrationSpec(spec.database(),
        new DirectorySource(null, null, Map.of("../1_a.up.sql", "CREATE TABLE a (n int);\n")), null, null, null, null,
        null, null, null, null, null, null, null)));
    assertThat(String.valueOf(untilReason("SourceRefused").getStatus())).contains("../1_a.up.sql");
  }

  /** A name of an image with a mistake in it: mended in the resource, it is as if it had never been. */
  @Test
  void aJobThatDoesNotBeginSaysWhyAndGoesWithTheNextSpec() {
    cluster.operated();
    create(Specs.resource("shop", spec()));
    Job first = job(untilReason("Migrating"));
    create(new PodBuilder().withNewMetadata().withName("shop-x").withNamespace(Specs.NAMESPACE)
        .addToLabels("job-name", first.getMetadata().getName()).withOwnerReferences(Jobs.owner(first)).endMetadata()
        .withNewStatus().withPhase("Pending")
        .addNewContainerStatus().withName("migrate").withNewState().withNewWaiting().withReason("ErrImagePull")
        .withMessage("no such image").endWaiting().endState().endContainerStatus().endStatus().build());
    client().resource(first).editStatus(now -> new JobBuilder(now).editOrNewStatus().withActive(1).endStatus().build());
    until(one -> String.valueOf(one.getStatus()).contains("has not begun: ErrImagePull: no such image"));
    JobTemplate template = new JobTemplate("whimbrel:mended", null, null, null, null, null, null, null, null);
    client().resources(MigrationResource.class).inNamespace(Specs.NAMESPACE).withName("shop").edit(one -> {
      one.getMetadata().setGeneration(2L);
      one.setSpec(Specs.with(one.getSpec(), template));
      return one;
    });
    until(one -> one.getStatus() != null && one.getStatus().jobRef() != null && jobs().stream()
        .anyMatch(job -> image(job).equals("whimbrel:mended")));
    assertThat(jobs()).hasSize(1);
    assertThat(cluster.log()).anyMatch(line -> line.contains("which never began"));
  }

  private static String image(Job job) {
    return job.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
  }

  @Test
  void aWatchThatBreaksComesBack() {
    cluster.operated();
    Specs.migrate(database, files, new Goal.Latest());
    create(Specs.resource("shop", spec()));
    untilReason("Applied");
    cluster.cut();
    files.put("3_more.up.sql", "CREATE TABLE more (id int);\n");
    client().resource(Specs.configMap("migrations", files)).update();
    assertThat(untilReason("Migrating").getStatus()).isNotNull();
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void whoComesNextFindsTheJob() {
    cluster.operated();
    cluster.fault(request -> String.valueOf(request.getPath()).endsWith("/status") && !request.getMethod().equals("GET")
        ? new MockResponse().setResponseCode(500)
        : null);
    create(Specs.resource("shop", spec()));
    client().batch().v1().jobs().inNamespace(Specs.NAMESPACE).informOnCondition(all -> !all.isEmpty())
        .orTimeout(TestCluster.PATIENCE, TimeUnit.SECONDS).join();
    assertThat(cluster.interrupted()).isEmpty();
    String started = jobs().getFirst().getMetadata().getName();
    cluster.mended();
    cluster.operated();
    assertThat(job(untilReason("Migrating")).getMetadata().getName()).isEqualTo(started);
    assertThat(jobs()).hasSize(1);
  }
}
