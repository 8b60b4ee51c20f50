package dev.whimbrel.kubernetes.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.cluster.Cluster;
import dev.whimbrel.kubernetes.cluster.LocalKubelet;
import dev.whimbrel.kubernetes.cluster.Program.Answer;
import dev.whimbrel.kubernetes.cluster.Program.Running;
import dev.whimbrel.kubernetes.cluster.Wait;
import io.fabric8.kubernetes.api.model.Pod;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code whimbrel k8s …}: the program here, and the program in the Pods that it makes. */
class CommandsEndToEndTest {
  private static Cluster cluster;

  @BeforeAll
  static void open() {
    cluster = Cluster.open("commands");
    cluster.program();
  }

  @AfterAll
  static void close() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void runAppliesWhatIsPendingAndTellsIt() {
    try (Shop shop = Shop.open(cluster, "run")) {
      assertThat(shop.good("run")).contains(Shop.FIRST, Shop.SECOND);
      assertThat(shop.tables()).containsExactly("customers", "orders");
      assertThat(shop.good("status")).contains("succeeded");
      assertThat(shop.good("logs")).contains(Shop.SECOND);
      // the second run is another Job, and has nothing to do
      shop.good("run");
      assertThat(shop.jobs()).hasSize(2).allSatisfy(job -> assertThat(job.getStatus().getSucceeded()).isEqualTo(1));
    }
  }

  @Test
  void runCanStopAtAVersion() {
    try (Shop shop = Shop.open(cluster, "to")) {
      shop.good("run", "--to", "1");
      assertThat(shop.tables()).containsExactly("customers");
    }
  }

  @Test
  void rollbackGoesBackToAVersion() {
    try (Shop shop = Shop.open(cluster, "rollback")) {
      shop.good("run");
      Answer refused = shop.k8s("rollback", "1", "--yes");
      assertThat(refused.code()).as(refused.all()).isEqualTo(3);
      shop.good("rollback", "1", "--yes", "--allow-data-loss");
      assertThat(shop.tables()).containsExactly("customers");
      assertThat(shop.jobs()).hasSize(2);
    }
  }

  @Test
  void aMigrationThatFailsIsToldAndTheNextRunMendsIt() {
    try (Shop shop = Shop.open(cluster, "fails")) {
      shop.migration("3_broken.sql", "create table payments (id int); select * from nowhere;", "drop table payments;");
      Answer failed = shop.k8s("run");
      assertThat(failed.code()).as(failed.all()).isEqualTo(2);
      assertThat(failed.all()).contains("3_broken.sql", "nowhere", "exit code 2");
      assertThat(shop.tables()).containsExactly("customers", "orders");
      assertThat(shop.k8s("status").all()).contains("failed");
      assertThat(shop.k8s("logs").all()).contains("nowhere");
      shop.migration("3_broken.sql", "create table payments (id int);", "drop table payments;");
      shop.good("run");
      assertThat(shop.tables()).containsExactly("customers", "orders", "payments");
    }
  }

  @Test
  void cleanTakesFailedJobsAndLeavesTheRest() {
    try (Shop shop = Shop.open(cluster, "clean")) {
      shop.migration("3_broken.sql", "select * from nowhere;", "select 1;");
      assertThat(shop.k8s("run").code()).isEqualTo(2);
      shop.migration("3_broken.sql", "select 1;", "select 1;");
      shop.good("run");
      String failed = shop.jobs().getFirst().getMetadata().getName();
      assertThat(shop.good("clean", "--yes")).contains(failed);
      Wait.until("the failed Job is gone", Shop.SOON, () -> shop.jobs().size() == 1);
      assertThat(shop.jobs().getFirst().getMetadata().getName()).isNotEqualTo(failed);
    }
  }

  @Test
  void pipelineDoesEverything() {
    try (Shop shop = Shop.open(cluster, "pipeline")) {
      assertThat(shop.good("pipeline", "--yes")).contains(Shop.FIRST, Shop.SECOND);
      assertThat(shop.tables()).containsExactly("customers", "orders");
    }
  }

  @Test
  void validateTellsWhatTheClusterDoesNotHave() {
    try (Shop shop = Shop.open(cluster, "validate")) {
      shop.good("configmap", "--apply");
      shop.good("validate");
      shop.migration("3_late.sql", "select 1;", "select 1;");
      Answer answer = shop.k8s("validate");
      assertThat(answer.code()).isNotZero();
      assertThat(answer.all()).contains("3_late.sql");
    }
  }

  @Test
  void logsFollowsARunToItsEnd() throws SQLException {
    try (Shop shop = Shop.open(cluster, "follow")) {
      try (Held held = Held.begin(shop); Running logs = shop.begin("logs", "-f")) {
        Wait.until("the log begins", Shop.SOON, () -> logs.out().contains(Shop.SECOND));
        held.release();
        Answer told = logs.toEnd();
        assertThat(told.code()).as(told.all()).isZero();
        assertThat(told.all()).contains("3_waits.sql");
        Answer ran = held.run().toEnd();
        assertThat(ran.code()).as(ran.all()).isZero();
      }
    }
  }

  @Test
  void twoAtOnceAreRefused() throws SQLException {
    try (Shop shop = Shop.open(cluster, "two")) {
      try (Held held = Held.begin(shop)) {
        Answer other = shop.k8s("run");
        assertThat(other.code()).as(other.all()).isEqualTo(4);
        assertThat(shop.jobs()).hasSize(2);
        held.release();
        assertThat(held.run().toEnd().code()).isZero();
      }
    }
  }

  @Test
  void aContainerThatIsKilledIsTriedAgain() throws SQLException {
    LocalKubelet kubelet = cluster.needKubelet();
    try (Shop shop = Shop.open(cluster, "killed")) {
      try (Held held = Held.begin(shop)) {
        Pod pod = shop.pods().getLast();
        kubelet.kill(cluster.namespace(), pod.getMetadata().getName(), "migrate");
        held.release();
        Answer ran = held.run().toEnd();
        assertThat(ran.code()).as(ran.all()).isZero();
      }
      assertThat(shop.jobs().getLast().getStatus().getFailed()).isEqualTo(1);
      assertThat(shop.database().value("select count(*) from information_schema.columns where column_name = 'name' "
          + "and table_name = 'customers'")).isEqualTo("1");
    }
  }

  @Test
  void aSecretThatComesLateIsWaitedFor() {
    try (Shop shop = Shop.withoutSecret(cluster, "late"); Running run = shop.begin("run")) {
      Wait.until("a Pod that waits for its Secret", Shop.SOON,
          () -> shop.pods().stream().flatMap(pod -> pod.getStatus().getInitContainerStatuses().stream())
              .anyMatch(status -> status.getState().getWaiting() != null
                  && "CreateContainerConfigError".equals(status.getState().getWaiting().getReason())));
      assertThat(shop.k8s("status").all()).contains("late-db");
      shop.addSecret();
      Answer ran = run.toEnd();
      assertThat(ran.code()).as(ran.all()).isZero();
      assertThat(shop.tables()).containsExactly("customers", "orders");
    }
  }

  @Test
  void aLargeDirectoryIsPackedAndUnpacked() {
    try (Shop shop = Shop.open(cluster, "large")) {
      String rows = IntStream.range(0, 40_000).mapToObj(i -> "(" + i + ")").collect(Collectors.joining(",\n"));
      for (int i = 3; i < 7; i++) {
        shop.migration(i + "_rows.sql",
            "insert into orders select x + " + i + "000000 from (values " + rows + ") t(x);", "delete from orders;");
      }
      shop.good("run");
      assertThat(shop.database().value("select count(*) from orders")).isEqualTo("160000");
      assertThat(names(shop)).contains("unpack");
    }
  }

  private static List<String> names(Shop shop) {
    return shop.pods().getLast().getSpec().getInitContainers().stream().map(container -> container.getName()).toList();
  }

  /** A run that waits in its third migration, because somebody holds a lock on a table. */
  private record Held(Running run, Connection holder) implements AutoCloseable {
    static Held begin(Shop shop) throws SQLException {
      shop.good("run", "--to", "1");
      shop.migration("3_waits.sql", "alter table customers add name text;", "alter table customers drop name;");
      Connection holder = shop.database().connect();
      holder.setAutoCommit(false);
      try (Statement statement = holder.createStatement()) {
        statement.execute("lock table customers in access share mode");
      }
      Running run = shop.begin("run");
      Wait.until("the run waits for the lock", Shop.SOON, () -> !run.process().isAlive() || isWaiting(shop));
      assertThat(run.process().isAlive()).as(() -> run.toEnd().all()).isTrue();
      return new Held(run, holder);
    }

    private static boolean isWaiting(Shop shop) {
      return "t".equals(shop.database().value("""
          select exists (select from pg_catalog.pg_locks where not granted and relation = 'customers'::regclass)"""));
    }

    void release() throws SQLException {
      holder.close();
    }

    @Override
    public void close() throws SQLException {
      run.close();
      holder.close();
    }
  }
}
