package dev.whimbrel.kubernetes.manifest;

import dev.whimbrel.kubernetes.bundle.Labels;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The operator in a cluster.
 *
 * @param namespace where it is itself
 * @param image that holds Whimbrel: its own, and that of its Jobs
 * @param watched the namespaces that it looks after, and has rights in; all of the cluster if empty
 */
public record OperatorInstallation(String namespace, String image, SortedSet<String> watched) {
  static final String NAME = "whimbrel-operator";
  private static final int PORT = 8080;
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final List<String> CRDS = List.of("migrationfleets.whimbrel.dev.yaml", "migrations.whimbrel.dev.yaml");

  public OperatorInstallation {
    watched = Collections.unmodifiableSortedSet(new TreeSet<>(watched));
  }

  /** For the whole cluster, in a namespace of its own. */
  public static OperatorInstallation of(String image) {
    return new OperatorInstallation("whimbrel-system", image, new TreeSet<>());
  }

  /** For these namespaces alone, which have to be there before; for the whole cluster if there is none. */
  public OperatorInstallation withWatched(SortedSet<String> value) {
    return new OperatorInstallation(namespace, image, value);
  }

  /** The definitions of our resources, by the name of the file. */
  public static SortedMap<String, String> definitions() {
    SortedMap<String, String> definitions = new TreeMap<>();
    CRDS.forEach(name -> definitions.put(name, Resource.text("/dev/whimbrel/kubernetes/crds/" + name)));
    return definitions;
  }

  /** All but the definitions, in the order in which it is applied. */
  public List<HasMetadata> objects() {
    List<HasMetadata> objects = new ArrayList<>(List.of(
        new NamespaceBuilder().withMetadata(new ObjectMetaBuilder().withName(namespace).withLabels(namespaceLabels())
            .build()).build(),
        new ServiceAccountBuilder().withMetadata(meta(NAME, namespace)).build()));
    objects.addAll(rights());
    objects.add(new ServiceBuilder().withMetadata(meta(NAME, namespace)).withNewSpec().withSelector(selector())
        .addNewPort().withName("http").withPort(PORT).withNewTargetPort("http").endPort().endSpec().build());
    objects.add(deployment());
    return objects;
  }

  /** Files by their paths, numbered in the order in which they are applied. */
  public SortedMap<String, String> plain() {
    SortedMap<String, String> files = new TreeMap<>();
    definitions().forEach((name, text) -> files.put("01-" + name, text));
    files.put("02-operator.yaml", Yaml.of(objects()));
    return files;
  }

  /** A base, with what would be changed in an overlay: the image and the namespace. */
  public SortedMap<String, String> kustomize() {
    SortedMap<String, String> files = new TreeMap<>();
    definitions().forEach((name, text) -> files.put("crds/" + name, text));
    files.put("crds/kustomization.yaml",
        Yaml.of(Kustomize.kustomization(Map.of("resources", List.copyOf(definitions().keySet())))));
    files.put("operator/operator.yaml", Yaml.of(objects()));
    files.put("operator/kustomization.yaml",
        Yaml.of(Kustomize.kustomization(Map.of("resources", List.of("operator.yaml")))));
    files.put("kustomization.yaml",
        Yaml.of(Kustomize.kustomization(Map.of("resources", List.of("crds", "operator")))));
    return files;
  }

  /** A chart; its values say which namespaces, and its release in which one the operator is itself. */
  public SortedMap<String, String> helm(String version) {
    return Chart.operator(version, watched);
  }

  private List<HasMetadata> rights() {
    List<HasMetadata> rights = new ArrayList<>(bound(NAME + "-election", namespace,
        new RoleBuilder().withMetadata(meta(NAME + "-election", namespace)).withRules(Rules.election()).build()));
    if (watched.isEmpty()) {
      rights.add(new ClusterRoleBuilder().withMetadata(meta(outside(), null)).withRules(Rules.operator()).build());
      rights
          .add(new ClusterRoleBindingBuilder().withMetadata(meta(outside(), null)).withNewRoleRef().withApiGroup(GROUP)
              .withKind("ClusterRole").withName(outside()).endRoleRef().addNewSubject().withKind("ServiceAccount")
              .withName(NAME).withNamespace(namespace).endSubject().build());
    }
    watched.forEach(one -> rights.addAll(bound(outside(), one,
        new RoleBuilder().withMetadata(meta(outside(), one)).withRules(Rules.operator()).build())));
    return rights;
  }

  /** What lies outside of its own namespace is there once for each installation: another one must not take its rights away. */
  private String outside() {
    return NAME + "-" + namespace;
  }

  private List<HasMetadata> bound(String name, String where, HasMetadata role) {
    return List.of(role, new RoleBindingBuilder().withMetadata(meta(name, where)).withNewRoleRef().withApiGroup(GROUP)
        .withKind("Role").withName(name).endRoleRef().addNewSubject().withKind("ServiceAccount").withName(NAME)
        .withNamespace(namespace).endSubject().build());
  }

  private Deployment deployment() {
    return new DeploymentBuilder().withMetadata(meta(NAME, namespace))
        .withNewSpec()
        .withReplicas(1)
        .withNewSelector().withMatchLabels(selector()).endSelector()
        .withNewTemplate()
        .withNewMetadata().withLabels(labels()).endMetadata()
        .withNewSpec()
        .withServiceAccountName(NAME)
        .withEnableServiceLinks(false)
        .withSecurityContext(PodParts.pod())
        .withContainers(container())
        .addNewVolume().withName("tmp").withNewEmptyDir().endEmptyDir().endVolume()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private Container container() {
    List<String> arguments = new ArrayList<>(List.of("k8s", "operator"));
    if (!watched.isEmpty()) {
      arguments.addAll(List.of("--namespaces", String.join(",", watched)));
    }
    arguments
        .addAll(List.of("--lease", NAME, "--port", String.valueOf(PORT), "--image", image, "--log-format", "json"));
    return new ContainerBuilder().withName("operator").withImage(image).withCommand("whimbrel").withArgs(arguments)
        .withEnv(Environment.value("HOME", "/tmp"))
        .addNewPort().withName("http").withContainerPort(PORT).endPort()
        .withLivenessProbe(probe("/healthz", 20))
        .withReadinessProbe(probe("/readyz", 10))
        .withResources(resources())
        .withSecurityContext(PodParts.container())
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .addNewVolumeMount().withName("tmp").withMountPath("/tmp").endVolumeMount()
        .build();
  }

  private static Probe probe(String path, int period) {
    return new ProbeBuilder().withNewHttpGet().withPath(path).withNewPort("http").endHttpGet().withPeriodSeconds(period)
        .withInitialDelaySeconds(5).withTimeoutSeconds(5).build();
  }

  private static ResourceRequirements resources() {
    return new ResourceRequirementsBuilder()
        .withRequests(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("256Mi")))
        .withLimits(Map.of("cpu", new Quantity("1"), "memory", new Quantity("768Mi"))).build();
  }

  private static SortedMap<String, String> namespaceLabels() {
    SortedMap<String, String> labels = labels();
    labels.put("pod-security.kubernetes.io/enforce", "restricted");
    return labels;
  }

  private static ObjectMeta meta(String name, @Nullable String namespace) {
    return new ObjectMetaBuilder().withName(name).withNamespace(namespace).withLabels(labels()).build();
  }

  private static SortedMap<String, String> labels() {
    SortedMap<String, String> labels = Labels.of(NAME);
    labels.put(Labels.COMPONENT, "operator");
    return labels;
  }

  private static SortedMap<String, String> selector() {
    return new TreeMap<>(Map.of(Labels.INSTANCE, NAME, Labels.COMPONENT, "operator"));
  }
}
