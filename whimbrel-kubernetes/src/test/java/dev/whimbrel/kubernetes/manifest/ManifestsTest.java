package dev.whimbrel.kubernetes.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.bundle.Bundle;
import dev.whimbrel.kubernetes.bundle.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("ManifestsTest") // beside other classes, and one test after the other
class ManifestsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Installation> installations() {
    return Stream.of(Examples.URL_FROM, Examples.CNPG,
        new DatabaseSource(null, null, new DatabaseSource.Credentials("db", null, 5433, "shop", null,
            Examples.secret("shop-db", "user"), Examples.secret("shop-db", "password"), Map.of("sslmode", "require")),
            null,
            null))
        .flatMap(database -> Stream.of(Examples.bundle(), Examples.nested(), Examples.large())
            .map(bundle -> Examples.shop(database, bundle)));
  }

  private static Bundle bundle(Installation installation) {
    return Stream.of(Examples.bundle(), Examples.nested(), Examples.large())
        .filter(bundle -> Installation.directory(bundle).equals(installation.directory())).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("installations")
  void everythingThatIsWrittenIsWhatTheServerKnows(Installation installation) {
    Bundle bundle = bundle(installation);
    for (Means means : Means.values()) {
      SortedMap<String, String> all = new TreeMap<>(Manifests.plain(installation.withNamespace("shop"), bundle, means));
      all.putAll(Manifests.kustomize(installation, bundle, means));
      all.putAll(HelmTemplate.render(Manifests.helm(installation, bundle, "1.0.0"), Map.of()));
      List<HasMetadata> objects = objects(all);

      assertThat(objects).hasSizeGreaterThan(20).allSatisfy(ManifestsTest::assertOurs);
      assertThat(Strictly.objects(Yaml.of(Manifests.objects(installation, bundle, means))))
          .hasSizeGreaterThanOrEqualTo(4);
      assertKustomizationsAreWhole(all);
    }
  }

  @Test
  void noValueOfASecretIsEverWritten() {
    List<Secret> secrets = objects(
        Manifests.plain(Examples.shop(Examples.URL_FROM, Examples.bundle()), Examples.bundle(),
            Means.JOB))
        .stream().filter(Secret.class::isInstance).map(Secret.class::cast).toList();

    assertThat(secrets).singleElement().satisfies(secret -> {
      assertThat(secret.getStringData()).containsExactly(entry("url", "REPLACE-ME"));
      assertThat(secret.getData()).isNullOrEmpty();
    });
  }

  @ParameterizedTest
  @EnumSource(Means.class)
  void theSameIsWrittenEveryTime(Means means) throws Exception {
    Installation installation = Examples.shop(Examples.CNPG, Examples.bundle());

    Golden.assertSame("kustomize-" + means.name().toLowerCase(Locale.ROOT),
        Manifests.kustomize(installation, Examples.bundle(), means));
    assertThat(Manifests.kustomize(installation, Examples.bundle(), means))
        .isEqualTo(Manifests.kustomize(installation, Examples.bundle(), means));
  }

  @Test
  void plainFilesAndWhatDeliversThemAreTheSameEveryTime() throws Exception {
    Installation installation = Examples.shop(Examples.URL_FROM, Examples.nested());

    Golden.assertSame("plain", Manifests.plain(installation.withNamespace("shop"), Examples.nested(), Means.JOB));
    Golden.assertSame("delivery", Manifests.delivery(installation));
    objects(Map.of("a", Manifests.delivery(installation).getOrDefault("argocd/argocd-cm.yaml", ""),
        "b", Manifests.delivery(installation).getOrDefault("argocd/application.yaml", ""),
        "c", Manifests.delivery(installation).getOrDefault("flux/kustomization.yaml", "")));
  }

  @Test
  void anotherDirectoryIsAnotherJob() {
    Installation one = Examples.shop(Examples.CNPG, Examples.bundle());
    Installation other = Examples.shop(Examples.CNPG, Examples.nested());

    assertThat(job(one, Examples.bundle()).getMetadata().getName()).matches("shop-[0-9a-f]{8}")
        .isEqualTo(job(one, Examples.bundle()).getMetadata().getName())
        .isNotEqualTo(job(other, Examples.nested()).getMetadata().getName());
  }

  @Test
  void theChartGivesWhatTheManifestsGive() throws Exception {
    Installation installation = Examples.shop(Examples.CNPG, Examples.bundle());
    SortedMap<String, String> chart = Manifests.helm(installation, Examples.bundle(), "1.0.0");
    SortedMap<String, String> rendered = HelmTemplate.render(chart, Map.of());

    // another name than that of the resources it is made of, which would be hidden by it
    Golden.assertSame("chart-written", chart);
    Golden.assertSame("chart-rendered", rendered);
    assertThat(objects(rendered)).usingRecursiveFieldByFieldElementComparator().containsExactlyInAnyOrderElementsOf(
        Manifests.objects(installation, Examples.bundle(), Means.JOB).stream()
            .map(object -> object instanceof Job job ? named(job, "shop-7") : object)
            .map(object -> Strictly.objects(Yaml.of(object)).getFirst()).toList());
  }

  @Test
  void theChartOpensThePortThatIsSaid() {
    SortedMap<String, String> chart = Manifests.helm(Examples.shop(Examples.URL_FROM, Examples.bundle()),
        Examples.bundle(), "1.0.0");
    String file = "templates/network-policy.yaml";

    assertThat(HelmTemplate.render(chart, Map.of()).getOrDefault(file, ""))
        .contains("  - ports:\n    - protocol: TCP\n");
    assertThat(HelmTemplate.render(chart, Map.of("networkPolicy", Map.of("port", 25060))).getOrDefault(file, ""))
        .contains("  - ports:\n    - port: 25060\n      protocol: TCP\n");
  }

  @Test
  void theChartTakesItsValues() {
    Installation installation = Examples.shop(Examples.CNPG, Examples.bundle());
    SortedMap<String, String> chart = Manifests.helm(installation, Examples.bundle(), "1.0.0");
    Map<String, Object> changes = Map.of("hook", Map.of("enabled", true), "networkPolicy", Map.of("enabled", false),
        "serviceAccount", Map.of("create", false, "name", "other"), "imagePullSecrets", List.of(Map.of("name", "pull")),
        "nodeSelector", Map.of("disk", "ssd"), "tolerations", List.of(Map.of("key", "a", "operator", "Exists")),
        "activeDeadlineSeconds", 5, "image", "mine/whimbrel:2");

    SortedMap<String, String> rendered = HelmTemplate.render(chart, changes);
    Job job = (Job) Strictly.objects(rendered.getOrDefault("templates/job.yaml", "")).getFirst();

    assertThat(rendered).containsOnlyKeys("templates/job.yaml", "templates/migrations.yaml");
    assertThat(job.getMetadata().getName()).isEqualTo("shop");
    assertThat(job.getMetadata().getAnnotations()).contains(entry("helm.sh/hook", "pre-install,pre-upgrade"),
        entry("helm.sh/hook-weight", "0"), entry("helm.sh/hook-delete-policy", "before-hook-creation"));
    assertThat(Strictly.objects(rendered.getOrDefault("templates/migrations.yaml", ""))).singleElement()
        .satisfies(map -> assertThat(map.getMetadata().getAnnotations())
            .contains(entry("helm.sh/hook-weight", "-10")).containsKey(Labels.DIRECTORY));
    assertThat(job.getSpec().getActiveDeadlineSeconds()).isEqualTo(5);
    assertThat(job.getSpec().getTemplate().getSpec()).satisfies(pod -> {
      assertThat(pod.getServiceAccountName()).isEqualTo("other");
      assertThat(pod.getImagePullSecrets()).hasSize(1);
      assertThat(pod.getNodeSelector()).containsEntry("disk", "ssd");
      assertThat(pod.getTolerations()).hasSize(1);
      assertThat(pod.getContainers()).allMatch(container -> container.getImage().equals("mine/whimbrel:2"));
    });
  }

  @Test
  void everyValueOfAChartIsInItsSchema() throws Exception {
    for (SortedMap<String, String> chart : List.of(OperatorInstallation.of("whimbrel:1.0.0").helm("1.0.0"),
        Manifests.helm(Examples.shop(Examples.CNPG, Examples.bundle()), Examples.bundle(), "1.0.0"))) {
      JsonNode schema = JSON.readTree(chart.get("values.schema.json"));
      Map<?, ?> values = Serialization.unmarshal(chart.get("values.yaml"), Map.class);
      Set<String> known = new HashSet<>();
      schema.get("properties").fieldNames().forEachRemaining(known::add);
      known.remove("global");

      assertThat(known).isEqualTo(values.keySet());
      assertThat(schema.get("required")).allMatch(key -> values.containsKey(key.textValue()));
    }
  }

  @Test
  void migrationsThatLookLikeTemplatesComeThroughTheChart() {
    SortedMap<String, String> rendered = HelmTemplate.render(
        Manifests.helm(Examples.shop(Examples.CNPG, Examples.bundle()), Examples.bundle(), "1.0.0"), Map.of());
    List<ConfigMap> maps = Strictly.objects(rendered.getOrDefault("templates/migrations.yaml", "")).stream()
        .map(ConfigMap.class::cast).toList();

    assertThat(Bundle.digest(Bundle.files(maps).orThrow())).isEqualTo(Examples.bundle().digest());
  }

  @Test
  void theOperatorIsInstalledWithNoMoreRightsThanItNeeds() throws Exception {
    OperatorInstallation everywhere = OperatorInstallation.of("whimbrel:1.0.0");
    var here = new OperatorInstallation("ns", "whimbrel:1.0.0", new TreeSet<>(Set.of("a", "b")));
    List<HasMetadata> objects = Strictly.objects(Yaml.of(everywhere.objects()));

    Golden.assertSame("operator", Map.of("operator.yaml", everywhere.plain().getOrDefault("02-operator.yaml", ""),
        "namespaced.yaml", here.plain().getOrDefault("02-operator.yaml", "")));
    assertThat(objects).allSatisfy(ManifestsTest::assertOurs);
    assertThat(here.objects()).noneMatch(ClusterRole.class::isInstance);
    assertThat(here.objects().stream().filter(Role.class::isInstance).map(role -> role.getMetadata().getNamespace()))
        .containsExactly("ns", "a", "b");
    assertThat(rules(objects)).isNotEmpty().allSatisfy(rule -> {
      assertThat(rule.getVerbs()).doesNotContain("*", "escalate", "bind", "impersonate");
      assertThat(rule.getResources()).doesNotContain("*", "pods/exec");
      assertThat(rule.getApiGroups()).doesNotContain("*");
    });
    assertThat(rules(objects)).filteredOn(rule -> rule.getResources().contains("secrets")).singleElement()
        .satisfies(rule -> assertThat(rule.getVerbs()).containsExactly("get", "list", "watch"));
  }

  @Test
  void theChartOfTheOperatorGivesTheSame() throws Exception {
    SortedMap<String, String> chart = OperatorInstallation.of("whimbrel:1.0.0").helm("1.0.0");
    OperatorInstallation everywhere = new OperatorInstallation("ns", "whimbrel:1.0.0", new TreeSet<>());
    var here = new OperatorInstallation("ns", "whimbrel:1.0.0", new TreeSet<>(Set.of("a", "b")));

    SortedMap<String, String> templates = new TreeMap<>(chart);
    templates.keySet().removeIf(path -> path.startsWith("crds/"));
    Golden.assertSame("operator-chart", templates);
    assertSameObjects(HelmTemplate.render(chart, Map.of()), everywhere);
    assertSameObjects(HelmTemplate.render(chart, Map.of("watchNamespaces", List.of("a", "b"))), here);
    assertSameObjects(HelmTemplate.render(here.helm("1.0.0"), Map.of()), here);
    assertThat(everywhere.withWatched(here.watched())).isEqualTo(here);
    assertThat(
        HelmTemplate.render(chart, Map.of("selector", "team=shop", "replicas", 2)).get("templates/deployment.yaml"))
        .contains("- \"--selector\"\n        - \"team=shop\"", "replicas: 2");
  }

  private static void assertSameObjects(SortedMap<String, String> rendered, OperatorInstallation operator) {
    assertThat(objects(rendered)).usingRecursiveFieldByFieldElementComparator().containsExactlyInAnyOrderElementsOf(
        operator.objects().stream().filter(object -> !object.getKind().equals("Namespace"))
            .map(object -> Strictly.objects(Yaml.of(object)).getFirst()).toList());
  }

  @Test
  void theDefinitionsComeWithTheOperator() {
    assertThat(OperatorInstallation.definitions().values())
        .allSatisfy(
            text -> assertThat(Serialization.unmarshal(text, CustomResourceDefinition.class).getSpec().getGroup())
                .isEqualTo("whimbrel.dev"));
    SortedMap<String, String> kustomize = OperatorInstallation.of("whimbrel:1.0.0").kustomize();
    assertKustomizationsAreWhole(kustomize);
    assertThat(kustomize).containsKeys("crds/migrations.whimbrel.dev.yaml", "operator/operator.yaml");
  }

  @Test
  void aDirectoryInTheImageNeedsNoConfigMap() {
    Installation installation = Examples.shop(Examples.CNPG, Examples.bundle())
        .withDirectory(new Installation.Directory.InImage(null));

    SortedMap<String, String> files = Manifests.kustomize(installation, null, Means.JOB);

    assertThat(files).doesNotContainKey("base/shop-migrations.yaml");
    assertThat(objects(files).stream().filter(Job.class::isInstance).map(Job.class::cast)).singleElement()
        .satisfies(job -> assertThat(job.getSpec().getTemplate().getSpec().getVolumes()).extracting("name")
            .containsExactly("tmp", "run"));
  }

  @Test
  void scriptsAreInTheConfigMapThatTheToolsMount() {
    SortedMap<String, String> files = Manifests.plain(Examples.shop(Examples.CNPG, Examples.bundle()),
        Examples.bundle(),
        Means.JOB);
    ConfigMap scripts = (ConfigMap) Strictly.objects(files.getOrDefault("04-scripts.yaml", "")).getFirst();

    assertThat(scripts.getData()).containsOnlyKeys("check.sh", "history.sh", "plan.sh", "status.sh");
    assertThat(scripts.getData().values()).allMatch(script -> script.startsWith("#!/bin/sh\n"))
        .allMatch(script -> script.contains("whimbrel"));
    assertThat(files.get("examples/tools.yaml")).contains("name: shop-scripts", "mountPath: /scripts");
  }

  private static List<PolicyRule> rules(List<HasMetadata> objects) {
    List<PolicyRule> rules = new ArrayList<>();
    for (HasMetadata object : objects) {
      switch (object) {
        case Role role -> rules.addAll(role.getRules());
        case ClusterRole role -> rules.addAll(role.getRules());
        default -> {
        }
      }
    }
    return rules;
  }

  private static Job job(Installation installation, Bundle bundle) {
    return Manifests.objects(installation, bundle, Means.JOB).stream().filter(Job.class::isInstance)
        .map(Job.class::cast)
        .findFirst().orElseThrow();
  }

  private static Job named(Job job, String name) {
    return new JobBuilder(job).editMetadata().withName(name).endMetadata().build();
  }

  private static List<HasMetadata> objects(Map<String, String> files) {
    return files.entrySet().stream().filter(file -> file.getKey().endsWith(".yaml") || !file.getKey().contains("."))
        .filter(file -> !file.getValue().contains("kustomize.config.k8s.io"))
        .flatMap(file -> Strictly.objects(file.getValue()).stream()).toList();
  }

  /** Everything carries our labels, but what changes the size of a cluster in an overlay. */
  private static void assertOurs(HasMetadata object) {
    if (!object.getKind().equals("Cluster")) {
      assertThat(object.getMetadata().getLabels())
          .contains(entry(Labels.NAME, "whimbrel"), entry(Labels.MANAGED_BY, "whimbrel"))
          .containsKey(Labels.INSTANCE);
    }
  }

  private static void assertKustomizationsAreWhole(SortedMap<String, String> files) {
    files.forEach((path, text) -> {
      if (path.endsWith("kustomization.yaml") && text.contains("kustomize.config.k8s.io")) {
        JsonNode kustomization = JSON.valueToTree(Serialization.unmarshal(text, Map.class));
        Path directory = Path.of(path.substring(0, path.lastIndexOf('/') + 1));
        List<String> named = new ArrayList<>();
        kustomization.path("resources").forEach(one -> named.add(one.textValue()));
        kustomization.path("patches").forEach(one -> named.add(one.path("path").textValue()));
        assertThat(named).isNotEmpty().allSatisfy(one -> {
          String there = directory.resolve(one).normalize().toString();
          assertThat(files.keySet()).anyMatch(file -> file.equals(there) || file.equals(there + "/kustomization.yaml"));
        });
      }
    });
  }
}
