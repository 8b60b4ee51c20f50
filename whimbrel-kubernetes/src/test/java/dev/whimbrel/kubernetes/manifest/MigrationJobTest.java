package dev.whimbrel.kubernetes.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.ClusterRef;
import dev.whimbrel.kubernetes.api.DatabaseSource.Credentials;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretKey;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretSource;
import dev.whimbrel.kubernetes.api.JobTemplate;
import dev.whimbrel.kubernetes.api.MigrationSpec.History;
import dev.whimbrel.kubernetes.api.MigrationSpec.Policy;
import dev.whimbrel.kubernetes.api.MigrationSpec.Timeouts;
import dev.whimbrel.kubernetes.manifest.Operation.DataLoss;
import dev.whimbrel.problem.Problem;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationJobTest {
  private static final Installation SHOP = Examples.shop(Examples.URL_FROM, Examples.bundle());

  @Test
  void theStepsBeforeAndTheMigration() {
    assertThat(steps(SHOP, new Operation.Up("3", "abc"))).containsExactly("wait-for-database: wait --for 5m",
        "check-directory: validate", "check-database: plan --to 3",
        "migrate: up --to 3 --plan abc --yes --progress-file /run/whimbrel/progress");
    assertThat(steps(Examples.shop(Examples.URL_FROM, Examples.large()), Operation.Up.everything())).containsExactly(
        "unpack: k8s unpack /bundle /migrations", "wait-for-database: wait --for 5m", "check-directory: validate",
        "check-database: plan", "migrate: up --yes --progress-file /run/whimbrel/progress");
    assertThat(steps(SHOP, new Operation.Down("2", DataLoss.ALLOWED, null))).endsWith(
        "check-database: plan --down --to 2",
        "migrate: down --to 2 --allow-data-loss --yes --progress-file /run/whimbrel/progress");
    assertThat(steps(SHOP, new Operation.Down("2", DataLoss.REFUSED, "abc")))
        .endsWith("migrate: down --to 2 --plan abc --yes --progress-file /run/whimbrel/progress");
    assertThat(steps(SHOP, new Operation.Status())).containsExactly("migrate: status");
    assertThat(steps(SHOP, new Operation.Validate())).containsExactly("migrate: validate");
    assertThat(steps(SHOP.withHistory(new History(null, null, "atlas")), Operation.Up.everything()))
        .as("what a first run takes over is in the plan").contains("check-database: plan");
  }

  @Test
  void whatTheClusterTakesForAVariableIsEscaped() {
    DatabaseSource url = new DatabaseSource("postgres://db/a$$b$(HOME)", null, null, null, null);
    Installation odd = Examples.shop(url, Examples.bundle()).withFormat("$a$$$b$");
    assertThat(Environment.of(odd)).extracting(EnvVar::getValue).contains("postgres://db/a$$$$b$$(HOME)",
        "$a$$$$$$b$");
    assertThat(steps(SHOP, new Operation.Up("$(WHIMBREL_URL)", null))).contains(
        "migrate: up --to $$(WHIMBREL_URL) --yes --progress-file /run/whimbrel/progress");
  }

  @Test
  void whoTriesAgainIsSaidOnce() {
    Job byJob = MigrationJob.of(SHOP, Operation.Up.everything(), "shop-1", Tries.BY_JOB);
    Job byOperator = MigrationJob.of(SHOP, Operation.Up.everything(), "shop-1", Tries.BY_OPERATOR);

    assertThat(byJob.getSpec().getBackoffLimit()).isEqualTo(2);
    assertThat(byJob.getSpec().getPodFailurePolicy().getRules()).extracting("action").containsExactly("FailJob",
        "Ignore");
    assertThat(byOperator.getSpec().getBackoffLimit()).isZero();
    assertThat(byOperator.getSpec().getPodFailurePolicy().getRules()).singleElement().satisfies(rule -> {
      assertThat(rule.getOnExitCodes().getContainerName()).isNull();
      assertThat(rule.getOnExitCodes().getValues()).containsExactly(1, 2, 3, 6, 9, 10);
    });
    assertThat(byJob.getSpec().getActiveDeadlineSeconds()).isEqualTo(600);
    assertThat(byJob.getSpec().getTtlSecondsAfterFinished()).isEqualTo(604800);
    assertThat(byJob.getSpec().getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
  }

  @Test
  void whatItIsAboutStandsOnItAndItsPods() {
    Job job = MigrationJob.of(SHOP.withNamespace("shop"), new Operation.Up(null, "abc"), "shop-1", Tries.BY_OPERATOR);

    assertThat(job.getMetadata().getNamespace()).isEqualTo("shop");
    assertThat(job.getMetadata().getLabels()).containsOnly(entry("app.kubernetes.io/name", "whimbrel"),
        entry("app.kubernetes.io/instance", "shop"), entry("app.kubernetes.io/managed-by", "whimbrel"),
        entry("app.kubernetes.io/component", "migration"), entry("whimbrel.dev/operation", "up"));
    assertThat(job.getMetadata().getAnnotations()).containsEntry("whimbrel.dev/plan", "abc")
        .containsEntry("whimbrel.dev/directory", Examples.bundle().digest());
    assertThat(job.getSpec().getTemplate().getMetadata().getLabels()).isEqualTo(job.getMetadata().getLabels());
    assertThat(job.getSpec().getTemplate().getMetadata().getAnnotations())
        .isEqualTo(job.getMetadata().getAnnotations());
  }

  @Test
  void theDirectoryIsReadOnlyAndAllElseIsThrowAway() {
    PodSpec plain = pod(SHOP);
    PodSpec split = pod(Examples.shop(Examples.URL_FROM, Examples.large()));

    assertThat(plain.getVolumes()).extracting(Volume::getName).containsExactly("migrations", "tmp", "run");
    assertThat(plain.getContainers().getFirst().getVolumeMounts())
        .anyMatch(mount -> mount.getMountPath().equals("/migrations") && mount.getReadOnly());
    assertThat(split.getVolumes()).extracting(Volume::getName).containsExactly("bundle", "migrations", "tmp", "run");
    assertThat(split.getVolumes().getFirst().getProjected().getSources())
        .extracting(one -> one.getConfigMap().getName())
        .containsExactly("shop-migrations", "shop-migrations-2");
    assertThat(split.getContainers().getFirst().getVolumeMounts()).noneMatch(mount -> mount.getName().equals("bundle"));
    assertThat(plain.getAutomountServiceAccountToken()).isFalse();
  }

  @Test
  void theTemplateDecidesHowItLooks() {
    PodSpec pod = pod(
        SHOP.withJob(new JobTemplate("mine:2", "Always", List.of(new LocalObjectReference("pull")), "account",
            PodParts.resources().toBuilder().addToLimits("cpu", Quantity.parse("2")).build(),
            Map.of("disk", "ssd"), List.of(new Toleration(null, "key", "Exists", null, null)), Map.of("team", "a",
                "app.kubernetes.io/name", "other"),
            Map.of("note", "b"))));
    Job job = MigrationJob.of(SHOP.withJob(new JobTemplate(null, null, null, null, null, null, null, Map.of("team", "a",
        "app.kubernetes.io/name", "other"), Map.of("note", "b"))), new Operation.Status(), "x", Tries.BY_JOB);

    assertThat(pod.getContainers()).allMatch(one -> one.getImage().equals("mine:2")
        && one.getImagePullPolicy().equals("Always")
        && String.valueOf(one.getResources().getLimits().get("cpu")).equals("2"));
    assertThat(pod.getServiceAccountName()).isEqualTo("account");
    assertThat(pod.getImagePullSecrets()).extracting(LocalObjectReference::getName).containsExactly("pull");
    assertThat(pod.getNodeSelector()).containsEntry("disk", "ssd");
    assertThat(pod.getTolerations()).hasSize(1);
    assertThat(job.getMetadata().getLabels()).containsEntry("team", "a").containsEntry("app.kubernetes.io/name",
        "whimbrel");
    assertThat(job.getMetadata().getAnnotations()).containsEntry("note", "b");
  }

  @Test
  void settingsAreVariables() {
    Installation all = SHOP.withFormat("atlas").withBaseline("1").withHistory(new History("j", "svc", "atlas"))
        .withPolicy(new Policy(null, true, "all")).withTimeouts(new Timeouts("1h30m", "1500ms", "1h30m", "0s"));

    assertThat(variables(Environment.of(all))).containsExactly("WHIMBREL_URL=shop-db/url", "WHIMBREL_FORMAT=atlas",
        "WHIMBREL_JOURNAL_SCHEMA=j", "WHIMBREL_SERVICE=svc", "WHIMBREL_ADOPT=atlas", "WHIMBREL_BASELINE=1",
        "WHIMBREL_OUT_OF_ORDER=true", "WHIMBREL_TX=all", "WHIMBREL_LOCK_TIMEOUT=1500ms", "WHIMBREL_TIMEOUT=5400s",
        "WHIMBREL_LOCK_WAIT=0s");
    assertThat(MigrationJob.of(all, Operation.Up.everything(), "x", Tries.BY_JOB).getSpec().getActiveDeadlineSeconds())
        .isEqualTo(5400);
  }

  @ParameterizedTest
  @CsvSource({"90s,90", "90000ms,90", "1s500ms,2", "1m1h,3660", "500ms,1"})
  void theDeadlineIsInWholeSeconds(String run, long seconds) {
    Job job = MigrationJob.of(SHOP.withTimeouts(new Timeouts(run, null, null, null)), Operation.Up.everything(), "x",
        Tries.BY_JOB);

    assertThat(job.getSpec().getActiveDeadlineSeconds()).isEqualTo(seconds);
  }

  @Test
  void aDatabaseIsVariables() {
    assertThat(variables(Environment.of(database("postgres://db/shop", "t 1"))))
        .containsExactly("WHIMBREL_URL=postgres://db/shop", "WHIMBREL_SEARCH_PATH=t 1");
    assertThat(variables(Environment.of(database("postgres://db/shop?sslmode=require", "a"))))
        .containsExactly("WHIMBREL_URL=postgres://db/shop?sslmode=require", "WHIMBREL_SEARCH_PATH=a");
    assertThat(variables(Environment.of(new DatabaseSource(null, null, null, new ClusterRef("pg"), null))))
        .containsExactly("WHIMBREL_URL=pg-app/jdbc-uri");
    assertThat(variables(Environment.of(new DatabaseSource(null, null, null, new ClusterRef("pg"), "a"))))
        .containsExactly("WHIMBREL_URL=pg-app/jdbc-uri", "WHIMBREL_SEARCH_PATH=a");
    assertThat(variables(Environment.of(new DatabaseSource(null, Examples.secret("s", "k"), null, null, "a"))))
        .containsExactly("WHIMBREL_URL=s/k", "WHIMBREL_SEARCH_PATH=a");
    assertThat(variables(Environment.of(parts(Map.of("sslmode", "require"))))).containsExactly("DB_HOST=db",
        "DB_PORT=5432",
        "DB_NAME=shop", "DB_USER=s/user", "DB_SSLMODE=require", "DB_PASSWORD=s/password");
    assertThat(variables(Environment.of(parts(Map.of("sslmode", "require", "application_name", "a b")))))
        .containsExactly(
            "DB_HOST=db", "DB_PORT=5432", "DB_NAME=shop", "DB_USER=s/user", "DB_SSLMODE=require",
            "DB_PASSWORD=s/password",
            "DB_PARAMETERS=application_name=a%20b");
  }

  @ParameterizedTest
  @CsvSource({"postgres://db/shop,5432", "postgres://u@db:5433/shop,5433", "jdbc:postgresql://db:6000/x?user=a:1,6000",
      "'postgres://a:5433,b:5434/x',5433", "embedded:,5432"})
  void theNetworkPolicyOpensThePortOfTheDatabase(String url, int port) {
    String policy = Manifests.plain(Examples.shop(database(url, null), Examples.bundle()), Examples.bundle(), Means.JOB)
        .getOrDefault("02-network-policy.yaml", "");

    assertThat(policy).contains("- port: " + port + "\n      protocol: TCP");
  }

  @Test
  void theNetworkPolicyOpensEveryPortWhereThatOfTheDatabaseStandsInASecret() {
    String policy = Manifests.plain(Examples.shop(Examples.URL_FROM, Examples.bundle()), Examples.bundle(), Means.JOB)
        .getOrDefault("02-network-policy.yaml", "");

    assertThat(policy).startsWith("# the port of the database stands in a Secret").contains("""
          - ports:
            - protocol: TCP
          podSelector:
        """);
  }

  @ParameterizedTest
  @CsvSource({"postgres://u:p@db/x", "postgres://db/x?password=p", "jdbc:postgresql://db/x?user=a&password=p",
      "postgres:///?host=db&sslpassword=p"})
  void aPasswordInTheUrlIsRefused(String url) {
    assertThat(Examples.shop(database(url, null), Examples.bundle()).problems()).extracting(Problem::message)
        .containsExactly("the URL of the database has a password in it, which everybody could read in the cluster");
  }

  @Test
  void onlyOneDatabaseIsNamedAndNoSecretOfAnotherNamespace() {
    assertThat(Examples.shop(new DatabaseSource(null, null, null, null, null), Examples.bundle()).problems())
        .extracting(Problem::message).containsExactly("no database is named");
    assertThat(
        Examples.shop(new DatabaseSource("postgres://db/x", null, null, new ClusterRef("pg"), null), Examples.bundle())
            .problems())
        .extracting(Problem::message).containsExactly("two databases are named");
    assertThat(
        Examples.shop(new DatabaseSource(null, new SecretSource(new SecretKey("s", "k", "other")), null, null, null),
            Examples.bundle()).withNamespace("shop").problems())
        .extracting(Problem::message).containsExactly(
            "the Secret \"s\" lies in the namespace \"other\", and only those of the own one are read");
    assertThat(SHOP.problems()).isEmpty();
  }

  @Test
  void aMisspeltFieldIsFound() {
    String yaml = Yaml.of(MigrationJob.of(SHOP, Operation.Up.everything(), "shop-1", Tries.BY_JOB));

    assertThat(Strictly.objects(yaml)).hasSize(1);
    assertThatThrownBy(() -> Strictly.objects(yaml.replace("backoffLimit", "backOffLimit")))
        .hasMessageContaining("backOffLimit");
    assertThatThrownBy(
        () -> Strictly.objects(yaml.replace("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false")))
        .isInstanceOf(AssertionError.class);
  }

  private static List<String> steps(Installation installation, Operation operation) {
    PodSpec pod = MigrationJob.of(installation, operation, "shop-1", Tries.BY_JOB).getSpec().getTemplate().getSpec();
    return Stream.of(pod.getInitContainers(), pod.getContainers()).flatMap(List<Container>::stream)
        .map(one -> one.getName() + ": " + String.join(" ", one.getArgs())).toList();
  }

  private static PodSpec pod(Installation installation) {
    return MigrationJob.of(installation, Operation.Up.everything(), "shop-1", Tries.BY_JOB).getSpec().getTemplate()
        .getSpec();
  }

  private static DatabaseSource database(String url, @Nullable String searchPath) {
    return new DatabaseSource(url, null, null, null, searchPath);
  }

  private static DatabaseSource parts(Map<String, String> parameters) {
    return new DatabaseSource(null, null, new Credentials("db", null, null, "shop", null, Examples.secret("s", "user"),
        Examples.secret("s", "password"), parameters), null, null);
  }

  private static List<String> variables(List<EnvVar> variables) {
    return variables.stream().map(one -> one.getName() + "=" + (one.getValueFrom() == null
        ? one.getValue()
        : one.getValueFrom().getSecretKeyRef().getName() + "/" + one.getValueFrom().getSecretKeyRef().getKey()))
        .toList();
  }
}
