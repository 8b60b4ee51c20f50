package dev.whimbrel.kubernetes.manifest;

import dev.whimbrel.kubernetes.api.DatabaseSource.ClusterRef;
import dev.whimbrel.kubernetes.bundle.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A base that is complete, and what differs from it where: a namespace each, and how large the database is. */
final class Kustomize {
  /**
   * What differs.
   *
   * @param instances of the database
   */
  private record Overlay(String name, int instances, String storage, String cpu, String memory, String cpuLimit,
      String memoryLimit) {}

  private static final List<Overlay> OVERLAYS = List.of(
      new Overlay("dev", 1, "1Gi", "100m", "256Mi", "500m", "512Mi"),
      new Overlay("staging", 2, "10Gi", "250m", "512Mi", "1", "1Gi"),
      new Overlay("prod", 3, "100Gi", "1", "2Gi", "2", "4Gi"));

  private final Installation installation;
  private final Parts parts;
  private final SortedMap<String, String> files = new TreeMap<>();

  private Kustomize(Installation installation) {
    // the namespace is the overlay's to say
    this.installation = installation.withNamespace(null);
    this.parts = new Parts(this.installation);
  }

  static SortedMap<String, String> of(Installation installation, List<ConfigMap> directory, Means means) {
    var kustomize = new Kustomize(installation);
    kustomize.base(directory, means);
    OVERLAYS.forEach(kustomize::overlay);
    return kustomize.files;
  }

  private void base(List<ConfigMap> directory, Means means) {
    SortedMap<String, String> base = new TreeMap<>(Map.of(
        "service-account.yaml", Yaml.of(parts.account()),
        "deployer.yaml", Yaml.of(parts.deployer()),
        "network-policy.yaml", parts.networkFile(),
        "scripts.yaml", Yaml.of(parts.scripts())));
    HasMetadata work = means == Means.JOB ? parts.job() : parts.migration();
    base.put(means == Means.JOB ? "job.yaml" : "migration.yaml", Yaml.of(work));
    ClusterRef cluster = installation.database().cnpgClusterRef();
    if (cluster != null) {
      base.put("cluster.yaml", Yaml.of(parts.cluster(cluster.name())));
    }
    if (!directory.isEmpty()) {
      base.put(Manifests.directoryFile(directory.getFirst().getMetadata().getName()),
          Yaml.of(directory.stream().map(parts::placed).toList()));
    }
    base.forEach((name, text) -> files.put("base/" + name, text));
    files.put("base/kustomization.yaml", Yaml.of(kustomization(Map.of("resources", List.copyOf(base.keySet())))));
    files.put("tools.yaml", "# not part of the base: kubectl apply -n NAMESPACE -f tools.yaml, then for example\n"
        + "# kubectl exec -n NAMESPACE " + installation.name() + "-tools -- /scripts/status.sh\n"
        + Yaml.of(parts.tools()));
    if (!parts.secrets().isEmpty()) {
      files.put("secret.example.yaml",
          "# not part of the base: what has to be there, by whatever makes Secrets with you\n"
              + Yaml.of(parts.secrets()));
    }
  }

  private void overlay(Overlay overlay) {
    String path = "overlays/" + overlay.name() + "/";
    String namespace = installation.name() + "-" + overlay.name();
    List<String> resources = List.of("../../base", "namespace.yaml");
    Map<String, Object> kustomization = new TreeMap<>(Map.of("namespace", namespace, "resources", resources));
    files.put(path + "namespace.yaml", Yaml.of(namespace(namespace)));
    ClusterRef cluster = installation.database().cnpgClusterRef();
    if (cluster != null) {
      kustomization.put("patches", List.of(Map.of("path", "cluster.yaml")));
      files.put(path + "cluster.yaml", Yaml.of(size(cluster.name(), overlay)));
    }
    files.put(path + "kustomization.yaml", Yaml.of(kustomization(kustomization)));
  }

  /** Pods with more rights than ours need are refused there. */
  private HasMetadata namespace(String name) {
    Map<String, String> labels = new TreeMap<>(Labels.of(installation.name()));
    labels.put("pod-security.kubernetes.io/enforce", "restricted");
    return new NamespaceBuilder()
        .withMetadata(new ObjectMetaBuilder().withName(name).withLabels(labels).build()).build();
  }

  private static GenericKubernetesResource size(String name, Overlay overlay) {
    return new GenericKubernetesResourceBuilder().withApiVersion("postgresql.cnpg.io/v1").withKind("Cluster")
        .withNewMetadata().withName(name).endMetadata()
        .addToAdditionalProperties("spec", Map.of(
            "instances", overlay.instances(),
            "storage", Map.of("size", overlay.storage()),
            "resources", Map.of(
                "requests", Map.of("cpu", overlay.cpu(), "memory", overlay.memory()),
                "limits", Map.of("cpu", overlay.cpuLimit(), "memory", overlay.memoryLimit()))))
        .build();
  }

  static Map<String, Object> kustomization(Map<String, ?> content) {
    Map<String, Object> all = new TreeMap<>(content);
    all.put("apiVersion", "kustomize.config.k8s.io/v1beta1");
    all.put("kind", "Kustomization");
    return all;
  }
}
