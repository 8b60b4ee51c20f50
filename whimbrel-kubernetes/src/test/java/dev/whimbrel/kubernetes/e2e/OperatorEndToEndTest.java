package dev.whimbrel.kubernetes.e2e;

import static dev.whimbrel.kubernetes.e2e.DeclaredShop.holds;
import static dev.whimbrel.kubernetes.e2e.DeclaredShop.message;
import static dev.whimbrel.kubernetes.e2e.DeclaredShop.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whimbrel.embedded.EmbeddedPostgres;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.kubernetes.cluster.Cluster;
import dev.whimbrel.kubernetes.cluster.Wait;
import dev.whimbrel.testkit.TestDatabase;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does of a {@code Migration}: a process with the rights that are shipped, a real API server, and Jobs that run the program. */
class OperatorEndToEndTest {
  private static Cluster cluster;
  private static OperatorProcess operator;

  @BeforeAll
  static void open() {
    cluster = Cluster.open("operator");
    cluster.program();
    operator = OperatorProcess.alone(OperatorAccount.install(cluster, "operator", cluster.namespace())).started();
  }

  @AfterAll
  static void close() {
    if (operator != null) {
      System.out.println("the operator took at most " + operator.mostMemory() + " MiB");
      operator.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @AfterEach
  void nothingWasForbiddenAndNobodyDied() {
    assertThat(operator.isAlive()).as(operator::log).isTrue();
    assertThat(operator.log()).doesNotContainIgnoringCase("forbidden").doesNotContain("NullPointerException");
  }

  @Test
  void fromNothingToReady() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "nothing").declare()) {
      assertThat(message(shop.reconciling("SourceMissing"), "Reconciling"))
          .contains("ConfigMap \"nothing-migrations\"");
      MigrationStatus status = shop.apply().ready();
      assertThat(shop.tables()).containsExactly("customers", "orders");
      assertThat(status.currentVersion()).isEqualTo("2");
      assertThat(status.pendingCount()).isZero();
      assertThat(status.lastApplied()).isNotNull();
      assertThat(holds(status, "Reconciling") || holds(status, "Stalled") || holds(status, "ApprovalRequired"))
          .isFalse();
      assertThat(shop.jobs()).hasSize(1);
    }
  }

  @Test
  void anotherConfigMapIsApplied() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "changes").apply().declare()) {
      shop.ready();
      shop.migration("3_payments.sql", "create table payments (id int);", "drop table payments;").apply();
      assertThat(shop.ready().currentVersion()).isEqualTo("3");
      assertThat(shop.tables()).containsExactly("customers", "orders", "payments");
      assertThat(reason(shop.status().orElseThrow(), "Ready")).isEqualTo("Applied");
    }
  }

  @Test
  void aDirectoryThatStandsInTheResourceIsAppliedFromAConfigMapOfTheOperators() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "inline").declareInline()) {
      assertThat(shop.ready().currentVersion()).isEqualTo("2");
      shop.migration("3_payments.sql", "create table payments (id int);", "drop table payments;").declareInline();
      assertThat(shop.ready().currentVersion()).isEqualTo("3");
      assertThat(shop.tables()).containsExactly("customers", "orders", "payments");
    }
  }

  @Test
  void whatSomebodyDidByHandIsDriftUntilItIsAccepted() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "drift").apply().declare()) {
      shop.ready();
      shop.until("compared", status -> "NoDrift".equals(reason(status, "DriftDetected")));
      shop.database().execute("alter table orders add column note text");
      MigrationStatus drifted = shop.until("drift", status -> holds(status, "DriftDetected"));
      assertThat(message(drifted, "DriftDetected"))
          .startsWith("column public.orders.note was not there after 2 was applied");
      assertThat(holds(drifted, "Ready")).isTrue();
      shop.annotate("whimbrel.dev/accept-drift",
          Objects.requireNonNull(Objects.requireNonNull(drifted.schema()).drift()));
      shop.until("accepted", status -> "NoDrift".equals(reason(status, "DriftDetected")));
      shop.migration("3_payments.sql", "create table payments (id int);", "drop table payments;").apply();
      shop.ready();
      MigrationStatus anew = shop.until("remembered anew",
          status -> status.schema() != null && "3 was applied".equals(status.schema().after()));
      assertThat(reason(anew, "DriftDetected")).isEqualTo("NoDrift");
      assertThat(shop.jobs()).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void aSecretIsRotated() {
    String role = "whimbrel_e2e_" + Long.toHexString(System.nanoTime());
    try (DeclaredShop shop = DeclaredShop.open(cluster, "rotated")) {
      shop.database().execute("create role " + role + " login password 'first'; grant create on database "
          + shop.database().name() + " to " + role + "; grant create on schema public to " + role);
      try {
        shop.secret(url(shop.database(), role, "first"));
        shop.apply().declare().ready();
        shop.database().execute("alter role " + role + " password 'second'");
        // the directory changes first, so that somebody tries the password of before
        shop.migration("3_payments.sql", "create table payments (id int);", "drop table payments;").apply();
        MigrationStatus refused = shop.reconciling("DatabaseUnreachable");
        assertThat(message(refused, "Reconciling")).contains(role).doesNotContain("first");
        shop.secret(url(shop.database(), role, "second"));
        shop.ready();
        assertThat(shop.tables()).contains("payments");
        assertThat(operator.log()).doesNotContain("second").doesNotContain("password 'first'");
      } finally {
        shop.undeclare();
        shop.database().execute("drop owned by " + role + "; drop role " + role);
      }
    }
  }

  private static String url(TestDatabase database, String role, String password) {
    return "postgres://" + role + ":" + password + "@" + database.host() + ":" + database.port() + "/"
        + database.name();
  }

  @Test
  void aDatabaseThatIsAwayForAWhile(@TempDir Path directory) throws IOException {
    Path home = Files.createDirectory(directory.resolve("server"));
    EmbeddedPostgres server = EmbeddedPostgres.at(home);
    String url = server.url();
    try (DeclaredShop shop = DeclaredShop.on(cluster, "away", url).apply().declare()) {
      shop.ready();
      server.close();
      MigrationStatus away = shop.reconciling("DatabaseUnreachable");
      assertThat(away.currentVersion()).isEqualTo("2");
      assertThat(away.nextTry()).isNotNull();
      shop.migration("3_payments.sql", "create table payments (id int);", "drop table payments;").apply();
      shop.until("several failures", status -> status.failures() != null && status.failures() >= 2);
      server = EmbeddedPostgres.at(home);
      assertThat(server.url()).isEqualTo(url);
      MigrationStatus back = shop.ready();
      assertThat(back.currentVersion()).isEqualTo("3");
      assertThat(back.failures()).isZero();
      shop.undeclare();
    } finally {
      server.close();
    }
  }

  @Test
  void whatTheServerRefusesStallsUntilItIsMended() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "broken")) {
      shop.migration("3_broken.sql", "create table payments (id int); select * from nowhere;", "drop table payments;");
      shop.apply().declare();
      MigrationStatus failed = shop.stalled("MigrationFailed");
      assertThat(message(failed, "Stalled")).contains("3_broken.sql", "nowhere", "exit code 2");
      assertThat(failed.currentVersion()).isEqualTo("2");
      assertThat(failed.pending()).containsExactly("3");
      assertThat(shop.tables()).containsExactly("customers", "orders");
      assertThat(shop.jobs()).hasSize(1);
      // nothing else changed: a look or two later it is not tried again
      shop.migration("3_broken.sql", "create table payments (id int);", "drop table payments;").apply();
      assertThat(shop.ready().currentVersion()).isEqualTo("3");
      assertThat(shop.jobs()).hasSize(2);
    }
  }

  @Test
  void theAnnotationMakesItTryAgain() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "retried")) {
      shop.database().execute("create table orders (id int)");
      shop.apply().declare().stalled("MigrationFailed");
      shop.database().execute("drop table orders");
      shop.annotate("whimbrel.dev/retry", "1");
      shop.ready();
      assertThat(shop.tables()).containsExactly("customers", "orders");
    }
  }

  @Test
  void aFileThatWasAppliedAndChangedIsRefused() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "edited").apply().declare()) {
      shop.ready();
      shop.migration("1_customers.sql", "create table customers (id bigint primary key);", "drop table customers;")
          .apply();
      assertThat(message(shop.stalled("PlanRefused"), "Stalled")).contains("1_customers.sql");
      shop.migration("1_customers.sql", "create table customers (id int primary key);", "drop table customers;").apply()
          .ready();
    }
  }

  @Test
  void aPlanThatLosesSomethingWaitsAndAnotherPlanMakesTheApprovalVoid() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "approved").apply().declare()) {
      shop.ready();
      shop.migration("3_less.sql", "drop table orders;", "create table orders (id int primary key);").apply();
      MigrationStatus waiting = shop.reconciling("ApprovalRequired");
      String first = digest(waiting);
      assertThat(message(waiting, "ApprovalRequired")).contains(first, "drops table \"orders\"");
      assertThat(Objects.requireNonNull(waiting.plan()).destructive()).singleElement().asString().contains("3_less.sql",
          "drops table \"orders\"");
      shop.migration("3_less.sql", "drop table orders; drop table customers;", "select 1;").apply();
      MigrationStatus other = shop.until("another plan", status -> !first.equals(digest(status)));
      shop.annotate("whimbrel.dev/approve", first);
      MigrationStatus void_ = shop.until("the approval of another plan",
          status -> message(status, "ApprovalRequired").contains("what was approved is another plan"));
      assertThat(digest(void_)).isEqualTo(digest(other));
      assertThat(shop.tables()).containsExactly("customers", "orders");
      shop.annotate("whimbrel.dev/approve", digest(other));
      MigrationStatus done = shop.ready();
      assertThat(holds(done, "ApprovalRequired")).isFalse();
      assertThat(shop.tables()).isEmpty();
      Wait.until("of those that went well the last one is kept", DeclaredShop.SOON, () -> shop.jobs().size() == 1);
    }
  }

  @Test
  void theWayBackIsRefusedThenAllowedThenApproved() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "back").apply().declare()) {
      shop.ready();
      shop.declare("targetVersion: \"1\"");
      assertThat(message(shop.stalled("DowngradeNotAllowed"), "Stalled")).contains("version 2", "version 1",
          "spec.protectedFlows.down.allow");
      shop.declare("targetVersion: \"1\"", "protectedFlows: {down: {allow: true}}");
      assertThat(message(shop.stalled("DataLossNotAllowed"), "Stalled")).contains("orders");
      assertThat(shop.tables()).containsExactly("customers", "orders");
      String[] allowed = {"targetVersion: \"1\"", "protectedFlows: {down: {allow: true, allowDataLoss: true}}"};
      shop.declare(allowed);
      MigrationStatus waiting = shop.reconciling("ApprovalRequired");
      assertThat(Objects.requireNonNull(waiting.plan()).direction()).isEqualTo("down");
      shop.declare(allowed[0], allowed[1], "approval: {plan: " + digest(waiting) + "}");
      assertThat(shop.ready().currentVersion()).isEqualTo("1");
      assertThat(shop.tables()).containsExactly("customers");
      // and on again
      shop.declare();
      assertThat(shop.ready().currentVersion()).isEqualTo("2");
      assertThat(shop.tables()).containsExactly("customers", "orders");
    }
  }

  private static String digest(MigrationStatus status) {
    return status.plan() == null ? "" : status.plan().digest();
  }

  @Test
  void whatIsSuspendedStaysAsItIs() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "suspended").apply().declare("suspend: true")) {
      MigrationStatus suspended = shop.until("Suspended", status -> "Suspended".equals(reason(status, "Reconciling")));
      assertThat(holds(suspended, "Reconciling") || holds(suspended, "Stalled")).isFalse();
      assertThat(suspended.pendingCount()).isEqualTo(2);
      shop.declare().ready();
      shop.declare("suspend: true");
      shop.migration("3_payments.sql", "create table payments (id int);", "drop table payments;").apply();
      MigrationStatus later = shop.until("one pending", status -> Integer.valueOf(1).equals(status.pendingCount()));
      assertThat(reason(later, "Reconciling")).isEqualTo("Suspended");
      assertThat(shop.tables()).containsExactly("customers", "orders");
      shop.declare();
      assertThat(shop.ready().currentVersion()).isEqualTo("3");
    }
  }

  @Test
  void aStatusOfSomebodyElsesIsNotKept() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "conflict").apply()) {
      // somebody writes between all that the operator does, whatever version of it he read
      shop.declare();
      String digest = shop.bundle().digest();
      AtomicInteger writes = new AtomicInteger();
      shop.until("Ready under somebody's hands", status -> {
        if (holds(status, "Ready") && digest.equals(status.observedDirectory()) && writes.get() > 3) {
          return true;
        }
        shop.spoilStatus("spoilt " + writes.incrementAndGet());
        return false;
      });
      MigrationStatus right = shop.until("what is so",
          status -> "2".equals(status.currentVersion()) && holds(status, "Ready"));
      assertThat(right.targetVersion()).isEqualTo("2");
      assertThat(shop.journal()).containsExactly("1 applied up", "2 applied up");
      shop.takeStatus();
      shop.ready();
      assertThat(shop.journal()).containsExactly("1 applied up", "2 applied up");
    }
  }

  @Test
  void aDirectoryThatNeedsSeveralConfigMaps() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "large")) {
      Random random = new Random(20);
      for (int i = 3; i < 6; i++) {
        byte[] noise = new byte[600_000];
        random.nextBytes(noise);
        shop.migration(i + "_noise.sql", "insert into orders values (" + i + "); -- "
            + Base64.getEncoder().encodeToString(noise), "delete from orders where id = " + i + ";");
      }
      assertThat(shop.bundle().packing()).isEqualTo(Bundle.Packing.COMPRESSED);
      assertThat(shop.bundle().configMaps()).hasSizeGreaterThan(1);
      assertThat(shop.apply().declare().ready().currentVersion()).isEqualTo("5");
      assertThat(shop.database().value("select count(*) from orders")).isEqualTo("3");
    }
  }

  @Test
  void deletingItLeavesTheDatabase() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "deleted").apply().declare()) {
      shop.ready();
      assertThat(shop.resource().getMetadata().getFinalizers()).isNullOrEmpty();
      shop.undeclare();
      Wait.until("its Jobs are gone", DeclaredShop.SOON, () -> shop.jobs().isEmpty());
      assertThat(shop.tables()).containsExactly("customers", "orders");
      // and it is known again
      assertThat(shop.declare().ready().currentVersion()).isEqualTo("2");
      assertThat(shop.jobs()).isEmpty();
    }
  }

  @Test
  void whatCannotBeCarriedOutIsRefusedByTheServerOrByTheOperator() {
    refusedByServer("without a database", "directory: {inline: {a.sql: select 1}}", "database");
    refusedByServer("a time that is none", "database: {url: 'postgres://h/d'}\ndirectory: {inline: {a.sql: select 1}}\n"
        + "resyncInterval: soon", "resyncInterval");
    refusedByServer("a port", "database: {credentials: {host: h, port: 70000}}\ndirectory: {inline: {a.sql: select 1}}",
        "port");
    refusedByServer("a policy", "database: {url: 'postgres://h/d'}\ndirectory: {inline: {a.sql: select 1}}\n"
        + "policy: {approve: SOMETIMES}", "approve");
    refusedByServer("an empty list", "database: {url: 'postgres://h/d'}\ndirectory: {configMapRefs: []}",
        "configMapRefs");
    refusedByServer("nothing at all", "", "spec");
  }

  private static void refusedByServer(String why, String spec, String field) {
    assertThatThrownBy(() -> DeclaredShop.create(cluster, "refused", spec)).as(why)
        .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(422))
        .hasMessageContaining(field);
  }

  @Test
  void rulesThatAnOldServerDoesNotKnowAreTheOperators() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "rules").apply()) {
      String twice = "url: postgres://h/d";
      try {
        shop.declareDatabase("{urlFrom: {secretKeyRef: {name: rules-db, key: uri}}, " + twice + "}");
      } catch (KubernetesClientException e) {
        assertThat(e).hasMessageContaining("exactly one of url, urlFrom, credentials and cnpgClusterRef");
        return;
      }
      assertThat(message(shop.stalled("InvalidSpec"), "Stalled")).contains("2 databases");
      shop.declareDatabase("{url: 'postgres://u:secret-word@h/d'}");
      MigrationStatus told = shop.stalled("SourceRefused");
      assertThat(message(told, "Stalled")).contains("password").doesNotContain("secret-word");
      shop.declareDatabase("{urlFrom: {secretKeyRef: {name: rules-db, key: uri, namespace: default}}}");
      assertThat(message(shop.stalled("InvalidSpec"), "Stalled")).contains("\"default\"");
      shop.declare().ready();
    }
  }

  @Test
  void itTellsHowItIs() {
    try (DeclaredShop shop = DeclaredShop.open(cluster, "numbers").apply().declare()) {
      shop.ready();
      assertThat(operator.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(operator.get("/readyz").statusCode()).isEqualTo(200);
      String metrics = operator.get("/metrics").body();
      assertThat(metrics.lines().filter(line -> !line.startsWith("#") && line.contains("numbers"))).isNotEmpty();
    }
  }
}
