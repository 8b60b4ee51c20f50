package dev.whimbrel.kubernetes.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.cluster.Cluster;
import dev.whimbrel.kubernetes.cluster.Wait;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Operators that are killed, operators of which there are two, and namespaces that go away under them. */
class OperatorFaultsEndToEndTest {
  private static final long SEED = 20261122;
  private static final int KILLS = 20;
  private static Cluster cluster;
  private static OperatorAccount account;

  @BeforeAll
  static void open() {
    cluster = Cluster.open("faults");
    cluster.program();
    account = OperatorAccount.install(cluster, "operator", cluster.namespace());
  }

  @AfterAll
  static void close() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void killedAtAnyPointItDoesEverythingOnce() {
    Random random = new Random(SEED);
    try (DeclaredShop shop = DeclaredShop.open(cluster, "killed")) {
      shop.migration("1_customers.sql", "create table done (version int);", "select 1;")
          .migration("2_orders.sql", "insert into done values (2);", "select 1;").apply().declare();
      int last = 2;
      List<String> moments = new ArrayList<>();
      for (int kill = 0; kill < KILLS; kill++) {
        try (OperatorProcess operator = OperatorProcess.alone(account)) {
          boolean early = random.nextInt(4) == 0;
          if (!early) {
            operator.started();
          }
          if (random.nextInt(3) > 0) {
            last++;
            shop.migration(last + "_more.sql", "insert into done values (" + last + ");", "select 1;").apply();
          }
          Duration time = Duration.ofMillis(random.nextInt(early ? 1500 : 4000));
          assertThat(operator.lives(time)).as(operator::log).isTrue();
          operator.kill();
          moments.add((early ? "starting +" : "working +") + time.toMillis() + " ms");
          assertThat(operator.log()).doesNotContainIgnoringCase("forbidden");
        }
      }
      System.out.println("killed: " + moments + "; versions: " + last);
      try (OperatorProcess operator = OperatorProcess.alone(account).started()) {
        assertThat(shop.ready().currentVersion()).isEqualTo(Integer.toString(last));
        assertThat(shop.database().query("select version::text from done order by 1").stream()
            .map(row -> Integer.valueOf(String.valueOf(row.getFirst()))).sorted())
            .containsExactlyElementsOf(IntStream.rangeClosed(2, last).boxed().toList());
        assertThat(shop.journal())
            .containsExactlyElementsOf(IntStream.rangeClosed(1, last).mapToObj(each -> each + " applied up").toList());
        assertThat(operator.isAlive()).isTrue();
      }
    }
  }

  @Test
  void oneOfTwoWorksAndTheOtherGoesOn() throws SQLException {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "elected").apply();
        OperatorProcess first = OperatorProcess.electing(account, "operator-1").said("holds the Lease");
        OperatorProcess second = OperatorProcess.electing(account, "operator-2").said("operator-1")) {
      assertThat(second.get("/readyz").statusCode()).isEqualTo(200);
      shop.declare().ready();
      shop.migration("3_waits.sql", "alter table customers add name text;", "select 1;");
      try (Connection holder = locked(shop)) {
        shop.apply();
        Wait.until("the run waits for the lock", DeclaredShop.SOON, () -> isWaiting(shop));
        first.kill();
        second.said("holds the Lease");
        assertThat(holder.isValid(5)).isTrue();
      }
      assertThat(shop.ready().currentVersion()).isEqualTo("3");
      shop.migration("4_more.sql", "create table more (id int);", "select 1;").apply();
      assertThat(shop.ready().currentVersion()).isEqualTo("4");
      assertThat(shop.journal()).filteredOn(line -> line.contains("applied"))
          .containsExactly("1 applied up", "2 applied up", "3 applied up", "4 applied up");
      // who is asked to end gives the Lease back, so nobody has to wait until it runs out
      try (OperatorProcess third = OperatorProcess.electing(account, "operator-3").started()) {
        assertThat(second.terminate()).isIn(0, 143);
        third.said("holds the Lease");
        assertThat(first.log() + third.log()).doesNotContainIgnoringCase("forbidden");
      }
    }
  }

  private static Connection locked(DeclaredShop shop) throws SQLException {
    Connection holder = shop.database().connect();
    holder.setAutoCommit(false);
    try (Statement statement = holder.createStatement()) {
      statement.execute("lock table customers in access share mode");
    }
    return holder;
  }

  private static boolean isWaiting(DeclaredShop shop) {
    return "t".equals(shop.database().value("""
        select exists (select from pg_catalog.pg_locks where not granted and relation = 'customers'::regclass)"""));
  }

  @Test
  void aNamespaceGoesAndTheOthersStay() throws SQLException {
    String staying = cluster.another("staying");
    String passing = cluster.another("passing");
    OperatorAccount both = OperatorAccount.install(cluster, "both", staying, passing);
    try (OperatorProcess operator = OperatorProcess.alone(both).started();
        DeclaredShop stays = DeclaredShop.open(cluster, staying, "stays").apply().declare();
        DeclaredShop goes = DeclaredShop.open(cluster, passing, "goes").apply().declare()) {
      stays.ready();
      goes.ready();
      goes.migration("3_waits.sql", "alter table customers add name text;", "select 1;");
      try (Connection holder = locked(goes)) {
        goes.apply();
        Wait.until("the run waits for the lock", DeclaredShop.SOON, () -> isWaiting(goes));
        cluster.client().namespaces().withName(passing).delete();
        Wait.until("the namespace is gone, with a Job at work in it", DeclaredShop.SOON,
            () -> cluster.client().namespaces().withName(passing).get() == null);
        assertThat(holder.isValid(5)).isTrue();
      }
      assertThat(goes.tables()).containsExactly("customers", "orders");
      assertThat(goes.journal()).contains("1 applied up", "2 applied up").doesNotContain("3 applied up");
      stays.migration("3_payments.sql", "create table payments (id int);", "select 1;").apply();
      assertThat(stays.ready().currentVersion()).isEqualTo("3");
      assertThat(operator.isAlive()).as(operator::log).isTrue();
      // one that starts now has a namespace that is not there among those that it looks after
      operator.kill();
      try (OperatorProcess next = OperatorProcess.alone(both).started()) {
        stays.migration("4_more.sql", "create table more (id int);", "select 1;").apply();
        assertThat(stays.ready().currentVersion()).isEqualTo("4");
        assertThat(next.log()).contains("the namespace " + passing + " is not looked after");
        // and that comes back
        cluster.another("passing");
        both.grantAgain(passing);
        goes.secret(goes.database().url());
        assertThat(goes.without("3_waits.sql").apply().declare().ready().currentVersion()).isEqualTo("2");
        assertThat(next.isAlive()).as(next::log).isTrue();
      }
    }
  }
}
