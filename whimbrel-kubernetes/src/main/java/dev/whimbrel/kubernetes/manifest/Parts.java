package dev.whimbrel.kubernetes.manifest;

import dev.whimbrel.kubernetes.api.DatabaseSource;
import dev.whimbrel.kubernetes.api.DatabaseSource.SecretKey;
import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.DirectorySource.ConfigMapRef;
import dev.whimbrel.kubernetes.api.JobTemplate;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationSpec;
import dev.whimbrel.kubernetes.bundle.Labels;
import dev.whimbrel.kubernetes.manifest.Installation.Directory.InImage;
import dev.whimbrel.kubernetes.manifest.Installation.Directory.Mounted;
import dev.whimbrel.sql.Sha256;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The objects of an installation, one by one. */
final class Parts {
  static final String PLACEHOLDER = "REPLACE-ME";
  private static final int DNS = 53;
  private static final int DNS_OF_OPENSHIFT = 5353;
  private static final int EXECUTABLE = 0555;
  private static final long AN_HOUR = 3600;
  private static final int LONGEST_JOB_NAME = 63;

  private final Installation installation;

  Parts(Installation installation) {
    this.installation = installation;
  }

  /** Of Jobs. It has no right at all. */
  ServiceAccount account() {
    return new ServiceAccountBuilder().withMetadata(meta(account(installation))).withAutomountServiceAccountToken(false)
        .build();
  }

  private static String account(Installation installation) {
    JobTemplate job = installation.job();
    return job == null
        ? installation.name()
        : Objects.requireNonNullElse(job.serviceAccountName(), installation.name());
  }

  /** Of whoever runs {@code whimbrel k8s}, such as a pipeline. */
  List<HasMetadata> deployer() {
    String name = installation.name() + "-deployer";
    return List.of(
        new ServiceAccountBuilder().withMetadata(meta(name)).withAutomountServiceAccountToken(false).build(),
        new RoleBuilder().withMetadata(meta(name)).withRules(Rules.deployer()).build(),
        new RoleBindingBuilder().withMetadata(meta(name)).withNewRoleRef().withApiGroup("rbac.authorization.k8s.io")
            .withKind("Role").withName(name).endRoleRef().addNewSubject().withKind("ServiceAccount").withName(name)
            .endSubject().build());
  }

  /** The Pods of Jobs reach the database and the names of things, and are reached by nobody. */
  NetworkPolicy network() {
    Map<String, String> pods = new TreeMap<>(Labels.selecting(installation.name()));
    pods.put(Labels.COMPONENT, Labels.MIGRATION);
    return new NetworkPolicyBuilder().withMetadata(meta(installation.name() + "-migration"))
        .withNewSpec()
        .withNewPodSelector().withMatchLabels(pods).endPodSelector()
        .withPolicyTypes("Ingress", "Egress")
        .withEgress(names(), database())
        .endSpec().build();
  }

  /** As a file, which says what was not known. */
  String networkFile() {
    String hint = Environment.port(installation.database()).isPresent()
        ? ""
        : "# the port of the database stands in a Secret, with its URL: until it is said here, as \"port: 5432\" beside the last\n"
            + "# \"protocol: TCP\", any port can be reached by TCP\n";
    return hint + Yaml.of(network());
  }

  /** A policy is judged by the port of the Pod that answers, which in OpenShift is another one. */
  private static NetworkPolicyEgressRule names() {
    var rule = new NetworkPolicyEgressRuleBuilder();
    for (int port : new int[]{DNS, DNS_OF_OPENSHIFT}) {
      rule.addNewPort().withProtocol("UDP").withPort(new IntOrString(port)).endPort()
          .addNewPort().withProtocol("TCP").withPort(new IntOrString(port)).endPort();
    }
    return rule.build();
  }

  private NetworkPolicyEgressRule database() {
    OptionalInt known = Environment.port(installation.database());
    var rule = new NetworkPolicyEgressRuleBuilder().addNewPort().withProtocol("TCP")
        .withPort(known.isPresent() ? new IntOrString(known.getAsInt()) : null).endPort();
    DatabaseSource.ClusterRef cluster = installation.database().cnpgClusterRef();
    return cluster == null
        ? rule.build()
        : rule.addNewTo().withNewPodSelector().addToMatchLabels("cnpg.io/cluster", cluster.name()).endPodSelector()
            .endTo().build();
  }

  /** What has to be in the Secrets that are referred to: never a value, only a place for one. */
  List<Secret> secrets() {
    Map<String, Map<String, String>> secrets = new TreeMap<>();
    for (SecretKey key : Environment.secrets(installation.database())) {
      secrets.computeIfAbsent(key.name(), name -> new TreeMap<>()).put(key.key(), PLACEHOLDER);
    }
    return secrets.entrySet().stream().map(secret -> new SecretBuilder().withMetadata(meta(secret.getKey()))
        .withType("Opaque").withStringData(secret.getValue()).build()).toList();
  }

  /** Small programs for people, to be run where the database can be reached. */
  ConfigMap scripts() {
    Map<String, String> scripts = new TreeMap<>();
    for (String script : List.of("check.sh", "history.sh", "plan.sh", "status.sh")) {
      scripts.put(script, Resource.text("scripts/" + script));
    }
    return new ConfigMapBuilder().withMetadata(meta(installation.name() + "-scripts")).withData(scripts).build();
  }

  /** A Pod for an hour, with the scripts at {@code /scripts}. */
  Pod tools() {
    Job job = MigrationJob.of(installation, new Operation.Status(), installation.name(), Tries.BY_OPERATOR);
    var pod = new PodBuilder().withMetadata(meta(installation.name() + "-tools"))
        .withSpec(job.getSpec().getTemplate().getSpec());
    pod.editMetadata().addToLabels(Labels.COMPONENT, Labels.MIGRATION).endMetadata();
    return pod.editSpec().withActiveDeadlineSeconds(AN_HOUR).withServiceAccountName(account(installation))
        .addNewVolume().withName("scripts").withNewConfigMap().withName(installation.name() + "-scripts")
        .withDefaultMode(EXECUTABLE).endConfigMap().endVolume()
        .editFirstContainer().withName("tools").withCommand("sleep").withArgs(String.valueOf(AN_HOUR))
        .addNewVolumeMount().withName("scripts").withMountPath("/scripts").withReadOnly(true).endVolumeMount()
        .endContainer()
        .endSpec().build();
  }

  /** The Job, with a name that changes with all that it is made of: a Job cannot be changed once it is there. */
  Job job() {
    Installation own = withAccount();
    Job job = MigrationJob.of(own, Operation.Up.everything(), installation.name(), Tries.BY_JOB);
    String end = "-" + Sha256.of(Yaml.of(job).getBytes(StandardCharsets.UTF_8)).substring(0, 8);
    String name = installation.name();
    String beginning = name.substring(0, Math.min(name.length(), LONGEST_JOB_NAME - end.length()))
        .replace('.', '-').replaceFirst("-+$", "");
    job.getMetadata().setName(beginning + end);
    return job;
  }

  private Installation withAccount() {
    JobTemplate job = Objects.requireNonNullElse(installation.job(),
        new JobTemplate(null, null, null, null, null, null, null, null, null));
    return installation.withJob(new JobTemplate(job.image(), job.imagePullPolicy(), job.imagePullSecrets(),
        account(installation), job.resources(), job.nodeSelector(), job.tolerations(), job.labels(),
        job.annotations()));
  }

  /** The resource that the operator watches. */
  MigrationResource migration() {
    var migration = new MigrationResource();
    migration.setMetadata(meta(installation.name()));
    migration.setSpec(new MigrationSpec(installation.database(), directory(), installation.format(), null,
        installation.policy(), installation.baseline(), installation.history(), null, null, installation.timeouts(),
        null,
        withAccount().job(), null));
    return migration;
  }

  private DirectorySource directory() {
    return switch (installation.directory()) {
      case Mounted mounted when mounted.configMaps().size() == 1 ->
        new DirectorySource(new ConfigMapRef(mounted.configMaps().getFirst()), null, null);
      case Mounted mounted ->
        new DirectorySource(null, mounted.configMaps().stream().map(ConfigMapRef::new).toList(), null);
      case InImage image -> throw new IllegalArgumentException("the operator reads directories in ConfigMaps alone");
    };
  }

  /** The database itself. */
  GenericKubernetesResource cluster(String name) {
    String database = installation.name().replaceAll("[^a-z0-9]", "_");
    return new GenericKubernetesResourceBuilder().withApiVersion("postgresql.cnpg.io/v1").withKind("Cluster")
        .withMetadata(meta(name))
        .addToAdditionalProperties("spec", Map.of(
            "instances", 1,
            "primaryUpdateStrategy", "unsupervised",
            "bootstrap", Map.of("initdb", Map.of("database", database, "owner", database)),
            "storage", Map.of("size", "1Gi")))
        .build();
  }

  ObjectMeta meta(String name) {
    return new ObjectMetaBuilder().withName(name).withNamespace(installation.namespace())
        .withLabels(Labels.of(installation.name())).build();
  }

  /** All that there is with the Job or the resource, in the order in which it is applied. */
  List<HasMetadata> all(List<ConfigMap> directory, Means means) {
    List<HasMetadata> objects = new ArrayList<>(List.of(account(), network()));
    objects.addAll(directory.stream().map(this::placed).toList());
    objects.add(means == Means.JOB ? job() : migration());
    return objects;
  }

  ConfigMap placed(ConfigMap map) {
    return new ConfigMapBuilder(map).editMetadata().withNamespace(installation.namespace())
        .withLabels(Labels.of(installation.name())).endMetadata().build();
  }
}
