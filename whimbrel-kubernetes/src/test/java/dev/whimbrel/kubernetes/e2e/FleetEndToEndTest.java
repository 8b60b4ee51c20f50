package dev.whimbrel.kubernetes.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.api.FleetResource;
import dev.whimbrel.kubernetes.api.FleetStatus;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.kubernetes.cluster.Cluster;
import dev.whimbrel.kubernetes.cluster.Wait;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Fifty tenants of one database. */
class FleetEndToEndTest {
  private static final int TENANTS = 50;
  private static final int AT_ONCE = 3;
  private static final Duration LONG = Duration.ofMinutes(20);
  private static final List<String> SCHEMAS = IntStream.rangeClosed(1, TENANTS).mapToObj("t%02d"::formatted).toList();

  private static Cluster cluster;
  private static OperatorProcess operator;
  private final Map<String, String> files = new TreeMap<>();

  @BeforeAll
  static void open() {
    cluster = Cluster.open("fleet");
    cluster.program();
    operator = OperatorProcess.alone(OperatorAccount.install(cluster, "operator", cluster.namespace())).started();
  }

  @AfterAll
  static void close() {
    if (operator != null) {
      operator.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void theCanaryKeepsAMistakeFromTheOthers() {
    Instant begin = Instant.now();
    try (TestDatabase database = Databases.create()) {
      SCHEMAS.forEach(schema -> database.execute("create schema " + schema));
      database.execute("create table t02.orders (id int)");
      cluster.secret("tenants-db", Map.of("uri", database.url()));
      migration("1_customers.sql", "create table customers (id int primary key);");
      migration("2_orders.sql", "create table orders (id int primary key);");
      apply();
      declare();

      FleetStatus stopped = until("stalled", status -> holds(status, "Stalled"));
      assertThat(condition(stopped, "Stalled").getReason()).isEqualTo("TooManyFailures");
      assertThat(condition(stopped, "Stalled").getMessage()).contains("t02");
      assertThat(stopped.total()).isEqualTo(TENANTS);
      assertThat(stopped.failed()).isEqualTo(1);
      Wait.until("the other of the canary is ready", DeclaredShop.SOON,
          () -> Integer.valueOf(1).equals(status().ready()));
      assertThat(children()).extracting(child -> child.getMetadata().getName()).containsExactlyInAnyOrder("tenants-t01",
          "tenants-t02");
      assertThat(database.value("select count(*) from pg_catalog.pg_tables where tablename = 'customers'"))
          .isEqualTo("2");

      // mended in the database; another file makes the fleet begin anew with the canary
      database.execute("drop table t02.orders");
      migration("3_payments.sql", "create table payments (id int primary key);");
      apply();
      AtomicInteger most = new AtomicInteger();
      Wait.until("all are ready", LONG, () -> {
        most.accumulateAndGet(working(), Math::max);
        FleetStatus now = status();
        assertThat(holds(now, "Stalled") && Integer.valueOf(3).equals(now.failed())).isFalse();
        return holds(now, "Ready");
      });
      FleetStatus done = status();
      assertThat(done.ready()).isEqualTo(TENANTS);
      assertThat(most.get()).isBetween(1, AT_ONCE);
      assertThat(children()).hasSize(TENANTS);
      for (String table : List.of("customers", "orders", "payments")) {
        assertThat(
            database.query("select schemaname from pg_catalog.pg_tables where tablename = '" + table + "' order by 1")
                .stream().map(row -> String.valueOf(row.getFirst())).toList())
            .as(table).isEqualTo(SCHEMAS);
      }
      assertThat(database.query("""
          select service, version from whimbrel.journal where event = 'applied' group by 1, 2 having count(*) <> 1"""))
          .isEmpty();
      assertThat(database.value("select count(*) from whimbrel.journal where event = 'applied'"))
          .isEqualTo(Integer.toString(3 * TENANTS));
      assertThat(operator.log()).doesNotContainIgnoringCase("forbidden");
      System.out
          .println("a fleet of " + TENANTS + ": " + Duration.between(begin, Instant.now()).toSeconds() + " s, at most "
              + most + " at once, the operator took at most " + operator.mostMemory() + " MiB");
      cluster.client().resources(FleetResource.class).inNamespace(cluster.namespace()).withName("tenants").delete();
      Wait.until("the migrations go with their fleet", DeclaredShop.SOON, () -> children().isEmpty());
      operator.terminate();
    }
  }

  private void migration(String file, String up) {
    files.put(file, "-- +goose Up\n" + up + "\n-- +goose Down\nselect 1;\n");
  }

  private void apply() {
    FileSet set = FileSet.of("migrations", files.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, file -> file.getValue().getBytes(StandardCharsets.UTF_8))));
    Bundle.of(set, "tenant-migrations").orThrow().configMaps()
        .forEach(map -> cluster.client().resource(new ConfigMapBuilder(map).editMetadata()
            .withNamespace(cluster.namespace()).endMetadata().build()).fieldManager(DeclaredShop.KUBECTL)
            .forceConflicts()
            .serverSideApply());
  }

  private static void declare() {
    cluster.client().resource("""
        apiVersion: whimbrel.dev/v1alpha1
        kind: MigrationFleet
        metadata: {name: tenants, namespace: %s}
        spec:
          targets:
            tenantSchemas:
              database: {urlFrom: {secretKeyRef: {name: tenants-db, key: uri}}}
              schemas: [%s]
          template:
            directory: {configMapRef: {name: tenant-migrations}}
          rollout: {canary: [t01, t02], waves: [10, 50%%], maxParallel: %d}
        """.formatted(cluster.namespace(), String.join(", ", SCHEMAS), AT_ONCE)).create();
  }

  private static FleetStatus until(String what, Predicate<FleetStatus> isSo) {
    return Wait.until("the fleet is " + what, DeclaredShop.SOON, () -> Optional.of(status()).filter(isSo));
  }

  private static FleetStatus status() {
    FleetStatus status = cluster.client().resources(FleetResource.class).inNamespace(cluster.namespace())
        .withName("tenants")
        .require().getStatus();
    return status == null ? new FleetStatus(null, null, null, null, null, null, null, null, null, null) : status;
  }

  private static List<MigrationResource> children() {
    return cluster.client().resources(MigrationResource.class).inNamespace(cluster.namespace()).list().getItems();
  }

  /** How many Jobs are at work. */
  private static int working() {
    return (int) cluster.client().batch().v1().jobs().inNamespace(cluster.namespace()).list().getItems().stream()
        .filter(
            job -> job.getStatus() != null && job.getStatus().getActive() != null && job.getStatus().getActive() > 0)
        .count();
  }

  private static boolean holds(FleetStatus status, String type) {
    return "True".equals(condition(status, type).getStatus());
  }

  private static Condition condition(FleetStatus status, String type) {
    return Objects.requireNonNullElse(status.conditions(), List.<Condition>of()).stream()
        .filter(each -> type.equals(each.getType())).findFirst().orElseGet(Condition::new);
  }
}
