package dev.whimbrel.kubernetes.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.cluster.Cluster;
import dev.whimbrel.kubernetes.cluster.Program;
import dev.whimbrel.testkit.Databases;
import dev.whimbrel.testkit.TestDatabase;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** An installation as somebody has it: a directory of migrations, a database, and its Secret in the cluster. */
final class Shop implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(90);
  static final String FIRST = "1_customers.sql";
  static final String SECOND = "2_orders.sql";

  private final Cluster cluster;
  private final String name;
  private final TestDatabase database;
  private final Path directory;

  private Shop(Cluster cluster, String name) throws IOException {
    this.cluster = cluster;
    this.name = name;
    this.database = Databases.create();
    this.directory = Files.createDirectories(cluster.scratch().resolve("shops").resolve(name));
  }

  /** With two migrations and a Secret. */
  static Shop open(Cluster cluster, String name) {
    Shop shop = withoutSecret(cluster, name);
    shop.addSecret();
    return shop;
  }

  /** The same before anybody made the Secret. */
  static Shop withoutSecret(Cluster cluster, String name) {
    try {
      Shop shop = new Shop(cluster, name);
      shop.migration(FIRST, "create table customers (id int primary key);", "drop table customers;");
      shop.migration(SECOND, "create table orders (id int primary key);", "drop table orders;");
      return shop;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void addSecret() {
    cluster.secret(name + "-db", database);
  }

  /** Writes a file of goose's format; one that is there is another one then. */
  void migration(String file, String up, String down) {
    file(file, "-- +goose Up\n" + up + "\n-- +goose Down\n" + down + "\n");
  }

  void file(String file, String text) {
    try {
      Files.writeString(directory.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestDatabase database() {
    return database;
  }

  /** {@code whimbrel k8s …} about this installation. */
  Program.Answer k8s(String... words) {
    return cluster.program().run(arguments(words));
  }

  /** The same, not waited for. */
  Program.Running begin(String... words) {
    return cluster.program().start(arguments(words));
  }

  /** The same, which has to go well. */
  String good(String... words) {
    Program.Answer answer = k8s(words);
    assertThat(answer.code()).as(answer.all()).isZero();
    return answer.all();
  }

  private String[] arguments(String... words) {
    List<String> all = new ArrayList<>(List.of("k8s"));
    all.addAll(List.of(words));
    all.addAll(List.of("--dir", directory.toString(), "-n", cluster.namespace(), "--name", name, "--secret",
        name + "-db/uri", "--image", cluster.image()));
    return all.toArray(String[]::new);
  }

  /** The Jobs, the oldest first. */
  List<Job> jobs() {
    return cluster.client().batch().v1().jobs().inNamespace(cluster.namespace())
        .withLabel("app.kubernetes.io/instance", name).list().getItems().stream()
        .sorted(Comparator.comparing((Job job) -> job.getMetadata().getCreationTimestamp())
            .thenComparing(job -> job.getMetadata().getName()))
        .toList();
  }

  /** The Pods of all Jobs, the oldest first. */
  List<Pod> pods() {
    return cluster.pods("app.kubernetes.io/instance", name);
  }

  List<String> tables() {
    return database.query("""
        select tablename from pg_catalog.pg_tables where schemaname = 'public' and tablename !~ 'goose|whimbrel'
        order by 1""").stream().map(row -> String.valueOf(row.getFirst())).toList();
  }

  @Override
  public void close() {
    cluster.client().batch().v1().jobs().inNamespace(cluster.namespace())
        .withLabel("app.kubernetes.io/instance", name).delete();
    database.close();
  }
}
