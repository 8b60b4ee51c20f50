package dev.whimbrel.kubernetes.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whimbrel.kubernetes.cluster.Cluster;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every manifest that is written, as {@code kubectl} and the schema of the server see it. */
class ManifestsEndToEndTest {
  private static final Path WRITTEN = Path.of("src/test/resources/dev/whimbrel/kubernetes/manifest");
  private static final KubernetesSerialization TEXT = new KubernetesSerialization();
  /** Whose definitions belong to other products. */
  private static final Set<String> FOREIGN = Set.of("postgresql.cnpg.io/v1", "argoproj.io/v1alpha1",
      "kustomize.toolkit.fluxcd.io/v1", "kustomize.config.k8s.io/v1beta1", "kustomize.config.k8s.io/v1alpha1");
  /** From this minor version on, a Job has rules for what another try does not mend. */
  private static final int WITH_FAILURE_POLICY = 25;

  private static Cluster cluster;

  @BeforeAll
  static void open() throws Exception {
    cluster = Cluster.open("manifests");
    if (Stream.of(System.getenv("PATH").split(":")).noneMatch(path -> Files.isExecutable(Path.of(path, "kubectl")))) {
      System.out.println("SKIPPED: end-to-end tests \"manifests\": there is no kubectl on the PATH");
      Assumptions.abort("there is no kubectl");
    }
  }

  @AfterAll
  static void close() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "plain/examples", "operator", "chart-rendered/templates", "delivery/argocd"})
  void filesAreTaken(String directory) throws Exception {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.list(WRITTEN.resolve(directory))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        texts.add(Files.readString(file));
      }
    }
    taken(String.join("\n---\n", texts));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kustomize-job/overlays/dev", "kustomize-job/overlays/staging", "kustomize-job/overlays/prod",
      "kustomize-operator/overlays/dev", "kustomize-operator/overlays/staging", "kustomize-operator/overlays/prod"})
  void overlaysAreTaken(String directory) throws Exception {
    taken(kubectl("kustomize", WRITTEN.resolve(directory).toString()));
  }

  private static void taken(String text) throws Exception {
    List<JsonNode> objects = objects(text);
    assertThat(objects).isNotEmpty();
    Path file = Files.createTempFile(cluster.scratch(), "manifests", ".yaml");
    Files.writeString(file, objects.stream().map(TEXT::asYaml).collect(Collectors.joining("---\n")));
    String said = kubectl("apply", "--dry-run=client", "--validate=true", "-f", file.toString());
    assertThat(said.lines().filter(line -> line.endsWith("(dry run)"))).as(said).hasSameSizeAs(objects);
  }

  private static List<JsonNode> objects(String text) {
    boolean isOld = Integer.parseInt(
        cluster.client().getKubernetesVersion().getMinor().replaceAll("\\D", "")) < WITH_FAILURE_POLICY;
    return Stream.of(text.split("(?m)^---\\s*$")).filter(part -> !part.isBlank())
        .map(part -> TEXT.unmarshal(part, JsonNode.class))
        .filter(object -> !FOREIGN.contains(object.path("apiVersion").asText()))
        .peek(object -> {
          if (isOld && object.path("spec") instanceof ObjectNode spec) {
            spec.remove("podFailurePolicy");
          }
        }).toList();
  }

  private static String kubectl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", cluster.kubeconfig().toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
