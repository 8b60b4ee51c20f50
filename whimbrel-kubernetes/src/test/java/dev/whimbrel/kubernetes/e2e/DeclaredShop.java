package dev.whimbrel.kubernetes.e2e;

import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.kubernetes.cluster.Cluster;
import dev.whimbrel.kubernetes.cluster.Wait;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An installation that is declared: a database, its Secret, a directory in ConfigMaps, and a {@code Migration} that names them. */
final class DeclaredShop implements AutoCloseable {
  static final Duration SOON = Duration.ofMinutes(3);
  static final String KUBECTL = "kubectl";

  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final @Nullable TestDatabase database;
  private final Map<String, String> files = new TreeMap<>();

  private DeclaredShop(Cluster cluster, String namespace, String name, @Nullable TestDatabase database) {
    this.client = cluster.client();
    this.namespace = namespace;
    this.name = name;
    this.database = database;
    migration("1_customers.sql", "create table customers (id int primary key);", "drop table customers;");
    migration("2_orders.sql", "create table orders (id int primary key);", "drop table orders;");
  }

  /** With a database, its Secret, and a directory of two migrations that is not in the cluster yet. */
  static DeclaredShop open(Cluster cluster, String name) {
    return open(cluster, cluster.namespace(), name);
  }

  static DeclaredShop open(Cluster cluster, String namespace, String name) {
    TestDatabase database = Databases.create();
    DeclaredShop shop = new DeclaredShop(cluster, namespace, name, database);
    shop.secret(database.url());
    return shop;
  }

  /** The same on a database that the test looks after. */
  static DeclaredShop on(Cluster cluster, String name, String url) {
    DeclaredShop shop = new DeclaredShop(cluster, cluster.namespace(), name, null);
    shop.secret(url);
    return shop;
  }

  TestDatabase database() {
    return Objects.requireNonNull(database);
  }

  String name() {
    return name;
  }

  void secret(String url) {
    client.resource(new SecretBuilder().withNewMetadata().withName(name + "-db").withNamespace(namespace).endMetadata()
        .addToStringData("uri", url).build()).fieldManager(KUBECTL).forceConflicts().serverSideApply();
  }

  /** A file of goose's format; one that is there is another one then. In the cluster it is with {@link #apply}. */
  DeclaredShop migration(String file, String up, String down) {
    files.put(file, "-- +goose Up\n" + up + "\n-- +goose Down\n" + down + "\n");
    return this;
  }

  DeclaredShop without(String file) {
    files.remove(file);
    return this;
  }

  private FileSet fileSet() {
    return FileSet.of("migrations", files.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, file -> file.getValue().getBytes(StandardCharsets.UTF_8))));
  }

  /** The directory as ConfigMaps, as {@code k8s configmap} makes them. */
  Bundle bundle() {
    return Bundle.of(fileSet(), name + "-migrations").orThrow();
  }

  /** Brings the directory into the cluster. */
  DeclaredShop apply() {
    for (ConfigMap map : bundle().configMaps()) {
      client.resource(new ConfigMapBuilder(map).editMetadata().withNamespace(namespace).endMetadata().build())
          .fieldManager(KUBECTL).forceConflicts().serverSideApply();
    }
    return this;
  }

  /**
   * Declares it, or declares it anew.
   *
   * @param more lines of the spec
   */
  DeclaredShop declare(String... more) {
    String directory = bundle().names().size() == 1
        ? "{configMapRef: {name: " + bundle().names().getFirst() + "}}"
        : "{configMapRefs: ["
            + bundle().names().stream().map(each -> "{name: " + each + "}").collect(Collectors.joining(", "))
            + "]}";
    return declared(secretOfDatabase(), directory, more);
  }

  /** With that database. */
  void declareDatabase(String yaml) {
    declared(yaml, "{configMapRef: {name: " + bundle().names().getFirst() + "}}");
  }

  /** With the files in the resource. */
  DeclaredShop declareInline() {
    return declared(secretOfDatabase(), "{inline: " + Serialization.asJson(files) + "}");
  }

  private String secretOfDatabase() {
    return "{urlFrom: {secretKeyRef: {name: " + name + "-db, key: uri}}}";
  }

  private DeclaredShop declared(String databaseYaml, String directory, String... more) {
    List<String> spec = new ArrayList<>(
        List.of("resyncInterval: 10s", "database: " + databaseYaml, "directory: " + directory));
    spec.addAll(List.of(more));
    client.resource(yaml(namespace, name, String.join("\n", spec))).fieldManager(KUBECTL).forceConflicts()
        .serverSideApply();
    return this;
  }

  /** Creates one of that spec. */
  static void create(Cluster cluster, String name, String spec) {
    cluster.client().resource(yaml(cluster.namespace(), name, spec)).create();
  }

  private static String yaml(String namespace, String name, String spec) {
    return """
        apiVersion: whimbrel.dev/v1alpha1
        kind: Migration
        metadata: {name: %s, namespace: %s}
        %s""".formatted(name, namespace, spec.isEmpty() ? "" : "spec:\n" + spec.indent(2));
  }

  /** Deletes the resource. */
  void undeclare() {
    client.resources(MigrationResource.class).inNamespace(namespace).withName(name).delete();
    Wait.until(name + " is gone", SOON,
        () -> client.resources(MigrationResource.class).inNamespace(namespace).withName(name).get() == null);
  }

  /** Writes something wrong into the status, as somebody who cannot keep his hands off it. */
  void spoilStatus(String version) {
    client.resources(MigrationResource.class).inNamespace(namespace).withName(name).subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\": {\"currentVersion\": \"" + version
            + "\", \"conditions\": [], \"failures\": 0}}");
  }

  /** Takes the whole status away. */
  void takeStatus() {
    client.resources(MigrationResource.class).inNamespace(namespace).withName(name).subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\": null}");
  }

  /** As {@code kubectl annotate --overwrite}. */
  void annotate(String key, String value) {
    client.resources(MigrationResource.class).inNamespace(namespace).withName(name).edit(now -> {
      Map<String, String> all = new TreeMap<>(Objects.requireNonNullElse(now.getMetadata().getAnnotations(), Map.of()));
      all.put(key, value);
      now.getMetadata().setAnnotations(all);
      return now;
    });
  }

  MigrationResource resource() {
    return client.resources(MigrationResource.class).inNamespace(namespace).withName(name).require();
  }

  Optional<MigrationStatus> status() {
    return Optional.ofNullable(resource().getStatus());
  }

  /** Waits for a status of the spec of now that is so. */
  MigrationStatus until(String what, Predicate<MigrationStatus> isSo) {
    try {
      return Wait.until(name + ": " + what, SOON, () -> {
        MigrationResource now = resource();
        return Optional.ofNullable(now.getStatus())
            .filter(status -> Objects.equals(now.getMetadata().getGeneration(), status.observedGeneration()))
            .filter(isSo);
      });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; it is " + status(), e);
    }
  }

  /** Waits until everything in the directory of now is in the database. */
  MigrationStatus ready() {
    String digest = bundle().digest();
    return until("Ready", status -> digest.equals(status.observedDirectory()) && holds(status, "Ready"));
  }

  /** Waits until it is stalled for that reason, about the directory of now. */
  MigrationStatus stalled(String reason) {
    return until("Stalled, " + reason, status -> holds(status, "Stalled") && reason.equals(reason(status, "Stalled")));
  }

  /** Waits until that is under way for that reason. */
  MigrationStatus reconciling(String reason) {
    return until("Reconciling, " + reason,
        status -> holds(status, "Reconciling") && reason.equals(reason(status, "Reconciling")));
  }

  static boolean holds(MigrationStatus status, String type) {
    return "True".equals(condition(status, type).getStatus());
  }

  static String reason(MigrationStatus status, String type) {
    return condition(status, type).getReason();
  }

  static String message(MigrationStatus status, String type) {
    return condition(status, type).getMessage();
  }

  /** A status without that condition has an empty one. */
  static Condition condition(MigrationStatus status, String type) {
    return Objects.requireNonNullElse(status.conditions(), List.<Condition>of()).stream()
        .filter(each -> type.equals(each.getType())).findFirst().orElseGet(Condition::new);
  }

  /** The Jobs that are there, the oldest first. */
  List<Job> jobs() {
    return client.batch().v1().jobs().inNamespace(namespace).withLabel("app.kubernetes.io/instance", name).list()
        .getItems()
        .stream().sorted(Comparator.comparing((Job job) -> job.getMetadata().getCreationTimestamp())
            .thenComparing(job -> job.getMetadata().getName()))
        .toList();
  }

  List<String> tables() {
    return database().query("""
        select tablename from pg_catalog.pg_tables where schemaname = 'public' and tablename !~ 'goose|whimbrel'
        order by 1""").stream().map(row -> String.valueOf(row.getFirst())).toList();
  }

  /** What the journal says was done, oldest first: version, event and direction. */
  List<String> journal() {
    return database().query("select version, event, direction from whimbrel.journal order by id").stream()
        .map(row -> row.getFirst() + " " + row.get(1) + " " + row.get(2)).toList();
  }

  @Override
  public void close() {
    undeclare();
    Wait.until("the Jobs of " + name + " are gone", SOON, () -> jobs().isEmpty());
    if (database != null) {
      Wait.until("nobody uses the database of " + name, SOON, () -> sessions(database) == 0);
      database.close();
    }
  }

  /** An operator's look may be under way. */
  private static int sessions(TestDatabase database) {
    return Integer.parseInt(Objects.requireNonNull(database.value(
        """
        select count(*) from pg_catalog.pg_stat_activity
        where datname = current_database() and pid <> pg_catalog.pg_backend_pid() and backend_type = 'client backend'""")));
  }
}
