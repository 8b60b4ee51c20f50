package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.DirectorySource.ConfigMapRef;
import dev.whimbrel.kubernetes.api.FleetResource;
import dev.whimbrel.kubernetes.api.FleetSpec;
import dev.whimbrel.kubernetes.api.FleetSpec.Rollout;
import dev.whimbrel.kubernetes.api.FleetSpec.Soak;
import dev.whimbrel.kubernetes.api.FleetSpec.Targets;
import dev.whimbrel.kubernetes.api.FleetSpec.Template;
import dev.whimbrel.kubernetes.api.FleetSpec.TenantSchemas;
import dev.whimbrel.kubernetes.api.FleetStatus;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationSpec.History;
import dev.whimbrel.kubernetes.decide.FleetDecision;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.mockwebserver.http.MockResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FleetTest {
  private final TestDatabase database = Databases.create();
  private final TestCluster cluster;

  FleetTest() throws IOException {
    cluster = new TestCluster();
  }

  @BeforeEach
  void holdsTenants() {
    database.execute("CREATE SCHEMA t_a; CREATE SCHEMA t_b; CREATE SCHEMA t_c; CREATE TABLE health (ok boolean);"
        + "INSERT INTO health VALUES (false)");
    cluster.client().resource(Specs.configMap("migrations", Specs.two())).create();
    cluster.client().resource(Specs.secret("db", Map.of("url", database.url()))).create();
  }

  @AfterEach
  void ends() throws IOException {
    cluster.close();
    database.close();
  }

  private FleetResource fleet() {
    FleetResource fleet = new FleetResource();
    fleet.getMetadata().setName("all");
    fleet.getMetadata().setNamespace(Specs.NAMESPACE);
    fleet.setSpec(new FleetSpec(
        new Targets(null, new TenantSchemas(Specs.urlFrom("db", "url"), null,
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%' ORDER BY 1"), null),
        new Template(new DirectorySource(new ConfigMapRef("migrations"), null, null), null, null, null, null, null,
            null, null,
            null, null, null),
        new Rollout(List.of("t_b"), null, null, null, new Soak(null, "SELECT ok FROM public.health")), null));
    return fleet;
  }

  private FleetResource until(Predicate<FleetStatus> condition) {
    Resource<FleetResource> all = cluster.client().resources(FleetResource.class).inNamespace(Specs.NAMESPACE)
        .withName("all");
    try {
      return Objects.requireNonNull(all.waitUntilCondition(
          one -> one != null && one.getStatus() != null && condition.test(one.getStatus()), TestCluster.PATIENCE,
          TimeUnit.SECONDS));
    } catch (KubernetesClientTimeoutException e) {
      throw new AssertionError("it is " + all.get() + "; the log:\n" + String.join("\n", cluster.log()), e);
    }
  }

  private List<MigrationResource> children() {
    return cluster.client().resources(MigrationResource.class).inNamespace(Specs.NAMESPACE).list().getItems();
  }

  /** Does what the Job of a child is for, and tells the cluster. */
  private void migrated(String tenant) {
    MigrationResource child = children().stream().filter(one -> tenant.equals(one.getSpec().database().searchPath()))
        .findFirst().orElseThrow();
    MigrationResource started = Objects.requireNonNull(cluster.client().resource(child).waitUntilCondition(
        one -> one != null && one.getStatus() != null && one.getStatus().jobRef() != null, TestCluster.PATIENCE,
        TimeUnit.SECONDS));
    Specs.migrate(database, Specs.two(), tenant);
    Job job = cluster.client().batch().v1().jobs().inNamespace(Specs.NAMESPACE)
        .withName(Objects.requireNonNull(Objects.requireNonNull(started.getStatus()).jobRef()).name()).get();
    cluster.client().resource(job).editStatus(now -> new JobBuilder(now).editOrNewStatus().addNewCondition()
        .withType("Complete").withStatus("True").withLastTransitionTime("2026-01-01T00:00:07Z").endCondition()
        .endStatus()
        .build());
  }

  @Test
  void aMigrationOfSomebodyElseIsLeftAsItIs() {
    String name = FleetDecision.childName("all", "t_c");
    cluster.client().resource(Specs.resource(name, Specs.spec(Specs.urlFrom("other", "url")))).create();
    cluster.operated();
    cluster.client().resource(fleet()).create();
    FleetResource refused = until(status -> Objects.requireNonNull(status.conditions()).stream()
        .anyMatch(one -> one.getReason().equals("TargetsRefused")));
    assertThat(Objects.requireNonNull(refused.getStatus().conditions()))
        .anyMatch(one -> one.getMessage().contains("the Migration \"" + name + "\" is there already"));
    assertThat(children()).hasSize(1);
    assertThat(children().getFirst().getSpec().database()).isEqualTo(Specs.urlFrom("other", "url"));
    assertThat(children().getFirst().getMetadata().getOwnerReferences()).isEmpty();
  }

  @Test
  void oneThatIsRefusedKeepsNoOtherFromItsTurn() {
    cluster.operated();
    cluster.fault(request -> request.getMethod().equals("POST")
        && String.valueOf(request.getPath()).endsWith("/migrations")
        && new String(request.getBody().getBytes(), StandardCharsets.UTF_8).contains("\"all-t-a-")
            ? new MockResponse().setResponseCode(422).setHeader("Content-Type", "application/json").setBody(
                "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Failure\", \"message\": \"too long\"}")
            : null);
    FleetResource fleet = fleet();
    fleet.setSpec(new FleetSpec(fleet.getSpec().targets(), fleet.getSpec().template(),
        new Rollout(null, null, 1, null, null), null));
    cluster.client().resource(fleet).create();
    until(status -> children().size() == 1);
    migrated("t_b");
    until(status -> children().size() == 2);
    migrated("t_c");
    FleetResource waiting = until(status -> Integer.valueOf(2).equals(status.ready())
        && status.toString().contains("not begun: t_a, as the API server refuses it: too long"));
    assertThat(waiting.getStatus().toString()).contains("reason=ClusterRefused");
    cluster.mended();
    until(status -> children().size() == 3);
  }

  /** Migrations of a fleet are looked after by whoever looks after the fleet, also those that were there before. */
  @Test
  void aSelectorThatTheFleetFitsTheMigrationsFit() {
    cluster.operated();
    FleetResource fleet = fleet();
    fleet.getMetadata().setLabels(Map.of("team", "shop", "of-another-tool", "x"));
    cluster.client().resource(fleet).create();
    until(status -> children().size() == 1);
    assertThat(children().getFirst().getMetadata().getLabels()).doesNotContainKeys("team", "of-another-tool");
    assertThat(cluster.interrupted()).isEmpty();
    database.execute("UPDATE health SET ok = true");
    cluster.operated("team=shop");
    migrated("t_b");
    until(status -> children().size() == 3);
    assertThat(children()).allSatisfy(child -> assertThat(child.getMetadata().getLabels()).containsEntry("team", "shop")
        .doesNotContainKey("of-another-tool"));
    migrated("t_a");
    migrated("t_c");
    until(status -> Integer.valueOf(3).equals(status.ready()));
  }

  @Test
  void theCanaryComesFirstAndHasToHold() {
    cluster.operated();
    cluster.client().resource(fleet()).create();
    until(status -> Integer.valueOf(3).equals(status.total()) && children().size() == 1);
    MigrationResource canary = children().getFirst();
    assertThat(canary.getSpec().database().searchPath()).isEqualTo("t_b");
    assertThat(canary.getSpec().history()).isEqualTo(new History(null, "t_b", null));
    assertThat(canary.getMetadata().getOwnerReferences()).hasSize(1);

    migrated("t_b");
    FleetResource held = until(status -> Objects.requireNonNull(status.conditions()).stream()
        .anyMatch(one -> one.getReason().equals("SoakFailed")));
    assertThat(children()).hasSize(1);
    database.execute("UPDATE health SET ok = true");
    cluster.client().resource(held).edit(one -> {
      one.getMetadata().setAnnotations(Map.of("whimbrel.dev/retry", "1"));
      return one;
    });
    until(status -> children().size() == 3);
    migrated("t_a");
    migrated("t_c");
    assertThat(until(status -> Integer.valueOf(3).equals(status.ready())).getStatus().failed()).isZero();
  }
}
