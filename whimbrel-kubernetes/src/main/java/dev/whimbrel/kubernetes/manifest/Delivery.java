package dev.whimbrel.kubernetes.manifest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What ArgoCD and Flux need to know of our resources, and examples that apply an overlay of kustomize. */
final class Delivery {
  private static final String REPOSITORY = "REPOSITORY-URL";
  private static final String NAMESPACE_OVERLAY = "overlays/prod";

  private Delivery() {}

  static SortedMap<String, String> of(Installation installation) {
    return new TreeMap<>(Map.of(
        "argocd/argocd-cm.yaml",
        "# says how healthy our resources are: merge it into the ConfigMap argocd-cm of ArgoCD\n"
            + Yaml.of(health()),
        "argocd/application.yaml", Yaml.of(application(installation)),
        "argocd/kustomization.yaml", """
            # the overlay with waves: first what a migration needs, then the migration; what needs the migrated database comes
            # in wave 0, which is that of everything that names none
            """ + Yaml.of(waves()),
        "flux/kustomization.yaml", Yaml.of(flux(installation))));
  }

  private static ConfigMap health() {
    return new ConfigMapBuilder().withNewMetadata().withName("argocd-cm").withNamespace("argocd")
        .addToLabels("app.kubernetes.io/name", "argocd-cm").addToLabels("app.kubernetes.io/part-of", "argocd")
        .endMetadata()
        .addToData("resource.customizations.health.whimbrel.dev_Migration", Resource.text("argocd/migration.lua"))
        .addToData("resource.customizations.health.whimbrel.dev_MigrationFleet",
            Resource.text("argocd/migrationfleet.lua"))
        .build();
  }

  private static GenericKubernetesResource application(Installation installation) {
    return new GenericKubernetesResourceBuilder().withApiVersion("argoproj.io/v1alpha1").withKind("Application")
        .withNewMetadata().withName(installation.name()).withNamespace("argocd")
        .addToAnnotations("argocd.argoproj.io/sync-wave", "0").endMetadata()
        .addToAdditionalProperties("spec", Map.of(
            "project", "default",
            "source", Map.of("repoURL", REPOSITORY, "targetRevision", "HEAD", "path", "argocd"),
            "destination",
            Map.of("server", "https://kubernetes.default.svc", "namespace", installation.name() + "-prod"),
            "syncPolicy", Map.of(
                "automated", Map.of("prune", true, "selfHeal", true),
                // a directory as a ConfigMap is larger than what an annotation can hold
                "syncOptions", List.of("ServerSideApply=true", "CreateNamespace=true"))))
        .build();
  }

  private static Map<String, Object> waves() {
    return Kustomize.kustomization(Map.of(
        "resources", List.of("../" + NAMESPACE_OVERLAY),
        "patches", List.of(wave("postgresql.cnpg.io/v1", "Cluster", "-3"), wave("v1", "ServiceAccount", "-3"),
            wave("networking.k8s.io/v1", "NetworkPolicy", "-3"), wave("v1", "ConfigMap", "-2"),
            wave("whimbrel.dev/v1alpha1", "Migration", "-1"), wave("batch/v1", "Job", "-1"))));
  }

  /** Of all of a kind: the name in the patch stands for any. */
  private static Map<String, Object> wave(String apiVersion, String kind, String wave) {
    return Map.of("target", Map.of("kind", kind), "patch", """
        apiVersion: %s
        kind: %s
        metadata:
          name: any
          annotations:
            argocd.argoproj.io/sync-wave: "%s"
        """.formatted(apiVersion, kind, wave));
  }

  private static GenericKubernetesResource flux(Installation installation) {
    return new GenericKubernetesResourceBuilder().withApiVersion("kustomize.toolkit.fluxcd.io/v1")
        .withKind("Kustomization")
        .withNewMetadata().withName(installation.name()).withNamespace("flux-system").endMetadata()
        .addToAdditionalProperties("spec", Map.of(
            "interval", "10m",
            "timeout", "15m",
            "prune", true,
            "path", "./" + NAMESPACE_OVERLAY,
            "sourceRef", Map.of("kind", "GitRepository", "name", installation.name()),
            // for whatever is in it, as that may be a Migration or a Job
            "wait", true))
        .build();
  }
}
