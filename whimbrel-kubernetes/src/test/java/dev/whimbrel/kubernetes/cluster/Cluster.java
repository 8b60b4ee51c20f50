package dev.whimbrel.kubernetes.cluster;

import dev.whimbrel.testkit.TestDatabase;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The cluster that the run was given, with a namespace of the suite's own in it. Where it has nodes and the run names
 * an image, Pods run there; everywhere else they are processes of a {@link LocalKubelet}.
 *
 * <p>{@code -Dkubeconfig=FILE} gives it, or {@code -De2e} and the environment's {@code KUBECONFIG}. That variable
 * alone does not: who has it for other work does not ask for a node and namespaces in that cluster by running the
 * tests.
 */
public final class Cluster implements AutoCloseable {
  private static final String LABEL = "e2e.whimbrel.dev/suite";
  private static final String LOCAL_IMAGE = "localhost/whimbrel:under-test";
  private static final Path CRDS = Path.of("src/main/resources/dev/whimbrel/kubernetes/crds");
  private static final Duration STALE = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofSeconds(60);
  /** From this minor version on, service accounts have no Secret of their own. */
  private static final int WITHOUT_TOKEN_SECRETS = 24;

  private final KubernetesClient client;
  private final Path kubeconfig;
  private final Path scratch;
  private final String namespace;
  private final @Nullable LocalKubelet kubelet;

  private Cluster(Path kubeconfig, String suite) throws IOException {
    this.kubeconfig = kubeconfig;
    this.client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig.toFile())).build();
    this.scratch = Files.createTempDirectory("whimbrel-e2e");
    String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    this.namespace = "whimbrel-" + suite + "-" + random;
    removeStale();
    this.kubelet = usesNodes() ? null : new LocalKubelet(client, "local-" + random, scratch.resolve("kubelet"));
    applyDefinitions();
    create(namespace);
  }

  /**
   * The cluster, or the end of the test with a line that says why.
   *
   * @param suite a part of the name of the namespace
   */
  public static Cluster open(String suite) {
    Path kubeconfig = kubeconfig(suite);
    try {
      return new Cluster(kubeconfig, suite);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path kubeconfig(String suite) {
    @Nullable
    String said = System.getProperty("kubeconfig");
    @Nullable
    String environment = System.getenv("KUBECONFIG");
    if (said == null && environment != null && System.getProperty("e2e") != null) {
      said = environment;
    }
    if (said == null) {
      throw skipped(suite, "no cluster was given; -Dkubeconfig=FILE names one"
          + (environment == null ? "" : ", -De2e takes that of KUBECONFIG"));
    }
    return Path.of(said).toAbsolutePath();
  }

  /** Ends the test as skipped, and says so where everybody sees it. */
  static RuntimeException skipped(String suite, String reason) {
    System.out.println("SKIPPED: end-to-end tests \"" + suite + "\": " + reason);
    Assumptions.abort(reason);
    return new IllegalStateException(reason);
  }

  public KubernetesClient client() {
    return client;
  }

  public Path kubeconfig() {
    return kubeconfig;
  }

  public String namespace() {
    return namespace;
  }

  /** A directory that is gone with the cluster. */
  public Path scratch() {
    return scratch;
  }

  /** Nothing where Pods run on nodes of the cluster. */
  public Optional<LocalKubelet> kubelet() {
    return Optional.ofNullable(kubelet);
  }

  /** For tests that look at a process or have an image of their own: skipped where Pods run on nodes of the cluster. */
  public LocalKubelet needKubelet() {
    return kubelet().orElseThrow(() -> skipped(namespace, "the Pods run on nodes of the cluster"));
  }

  /** The image of Whimbrel: that of {@code -De2e.image}, or the program of the run. */
  public String image() {
    if (kubelet == null) {
      return System.getProperty("e2e.image");
    }
    kubelet.with(LOCAL_IMAGE, program().image());
    return LOCAL_IMAGE;
  }

  /** The program under test, with this cluster and this namespace. */
  public Program program() {
    return Program.underTest(this);
  }

  /** Another namespace of the suite; the name ends that of the first. */
  public String another(String name) {
    String whole = namespace + "-" + name;
    create(whole);
    return whole;
  }

  public void configMap(String name, Map<String, String> data) {
    client.configMaps().inNamespace(namespace)
        .resource(new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().withData(data).build())
        .create();
  }

  public void secret(String name, Map<String, String> data) {
    client.secrets().inNamespace(namespace)
        .resource(new SecretBuilder().withNewMetadata().withName(name).endMetadata().withStringData(data).build())
        .create();
  }

  /** A Secret with the URL and the parts of it, under the keys that CloudNativePG uses. */
  public void secret(String name, TestDatabase database) {
    secret(name, Map.of("uri", database.url(), "username", database.user(), "password", database.password(), "host",
        database.host(), "port", Integer.toString(database.port()), "dbname", database.name()));
  }

  /** The Pods with that label, the oldest first. */
  public List<Pod> pods(String label, String value) {
    return client.pods().inNamespace(namespace).withLabel(label, value).list().getItems().stream()
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp())).toList();
  }

  private boolean usesNodes() {
    return System.getProperty("e2e.image") != null && client.nodes().list().getItems().stream()
        .anyMatch(node -> !node.getMetadata().getLabels().containsKey(LocalKubelet.LABEL) && isReady(node));
  }

  private static boolean isReady(Node node) {
    return node.getStatus().getConditions().stream()
        .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
  }

  private void create(String name) {
    client.namespaces().resource(new NamespaceBuilder().withNewMetadata().withName(name)
        .withLabels(Map.of(LABEL, namespace)).endMetadata().build()).create();
    Wait.until("a service account in " + name, SOON, () -> hasAccount(name));
    if (kubelet != null) {
      kubelet.serve(name);
    }
  }

  /** Before that, no Pod can be made, and a Job takes its time to try again. */
  private boolean hasAccount(String name) {
    @Nullable
    ServiceAccount account = client.serviceAccounts().inNamespace(name).withName("default").get();
    return account != null && (!account.getSecrets().isEmpty()
        || Integer.parseInt(client.getKubernetesVersion().getMinor().replaceAll("\\D", "")) >= WITHOUT_TOKEN_SECRETS);
  }

  private void applyDefinitions() throws IOException {
    if (!Files.isDirectory(CRDS)) {
      return;
    }
    try (Stream<Path> files = Files.list(CRDS)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yml") || path.toString().endsWith(".yaml"))
          .sorted().toList()) {
        applyDefinition(file);
      }
    }
  }

  private void applyDefinition(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      var definition = client.apiextensions().v1().customResourceDefinitions().load(in).item();
      // a server that does not know rules of the schema drops them here, and refuses them on the server's side
      client.resource(definition).createOr(NonDeletingOperation::update);
      Wait.until(file + " is established", SOON,
          () -> isEstablished(client.apiextensions().v1().customResourceDefinitions()
              .withName(definition.getMetadata().getName()).require()));
    }
  }

  /** One that was only just made has no conditions at all. */
  private static boolean isEstablished(CustomResourceDefinition definition) {
    var status = definition.getStatus();
    return status != null && status.getConditions() != null && status.getConditions().stream().anyMatch(
        condition -> "Established".equals(condition.getType()) && "True".equals(condition.getStatus()));
  }

  /** Of runs that were killed. */
  private void removeStale() {
    for (Namespace other : client.namespaces().withLabel(LABEL).list().getItems()) {
      if (Instant.parse(other.getMetadata().getCreationTimestamp()).isBefore(Instant.now().minus(STALE))) {
        client.resource(other).delete();
      }
    }
  }

  /** Removes the namespaces with all that is in them. */
  @Override
  public void close() {
    try {
      client.namespaces().withLabel(LABEL, namespace).delete();
      Wait.until("the namespaces of " + namespace + " are gone", SOON,
          () -> client.namespaces().withLabel(LABEL, namespace).list().getItems().isEmpty());
    } finally {
      if (kubelet != null) {
        kubelet.close();
      }
      client.close();
      remove(scratch);
    }
  }

  private static void remove(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      System.out.println(directory + " could not be removed: " + e.getMessage());
    }
  }
}
