package dev.whimbrel.kubernetes.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import dev.whimbrel.kubernetes.api.MigrationResource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads YAML as an API server does that refuses what it does not know, and checks what holds for everything that we write. */
final class Strictly {
  private static final Pattern DNS = Pattern
      .compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern LABEL = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]");
  /** Resources of others, whose types nobody here has. */
  private static final Set<String> FOREIGN = Set.of("postgresql.cnpg.io/v1 Cluster", "argoproj.io/v1alpha1 Application",
      "kustomize.toolkit.fluxcd.io/v1 Kustomization");

  private static final KubernetesSerialization TYPES = new KubernetesSerialization(new ObjectMapper(), true);
  private static final ObjectMapper MAPPER = new ObjectMapper()
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
          return annotated instanceof AnnotatedMember member
              && member.getDeclaringClass() == GenericKubernetesResource.class
              && Boolean.TRUE.equals(super.hasAnySetter(annotated));
        }

        @Override
        public JsonIgnoreProperties.Value findPropertyIgnoralByName(MapperConfig<?> config, Annotated annotated) {
          return JsonIgnoreProperties.Value.empty();
        }
      });

  private Strictly() {}

  /** The objects of a file; what is wrong with one fails. */
  static List<HasMetadata> objects(String yaml) {
    List<HasMetadata> objects = new ArrayList<>();
    for (String document : yaml.split("(?m)^---\n")) {
      if (!document.isBlank()) {
        objects.add(object(document));
      }
    }
    return objects;
  }

  private static HasMetadata object(String document) {
    Map<?, ?> tree = TYPES.unmarshal(document, Map.class);
    String apiVersion = String.valueOf(tree.get("apiVersion"));
    String kind = String.valueOf(tree.get("kind"));
    HasMetadata object = (HasMetadata) MAPPER.convertValue(tree, type(apiVersion, kind));
    assertThat(object.getMetadata().getName()).describedAs(document).matches(DNS).hasSizeLessThanOrEqualTo(253);
    Map<String, String> labels = object.getMetadata().getLabels();
    if (labels != null) {
      assertThat(labels.values()).allMatch(value -> LABEL.matcher(value).matches());
    }
    pod(object).forEach(Strictly::secure);
    return object;
  }

  private static Class<?> type(String apiVersion, String kind) {
    if (FOREIGN.contains(apiVersion + " " + kind)) {
      return GenericKubernetesResource.class;
    }
    if (kind.equals(MigrationResource.KIND)) {
      return MigrationResource.class;
    }
    Class<? extends KubernetesResource> type = TYPES.getRegisteredKubernetesResource(apiVersion, kind);
    assertThat(type).describedAs("the type of " + apiVersion + " " + kind).isNotNull();
    return type;
  }

  static List<PodSpec> pod(HasMetadata object) {
    return switch (object) {
      case Job job -> List.of(job.getSpec().getTemplate().getSpec());
      case Deployment deployment -> List.of(deployment.getSpec().getTemplate().getSpec());
      case Pod pod -> List.of(pod.getSpec());
      default -> List.of();
    };
  }

  /** What the restricted profile of Pod security asks for, and a little more. */
  private static void secure(PodSpec pod) {
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001);
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    List<Container> containers = new ArrayList<>(pod.getContainers());
    containers.addAll(pod.getInitContainers());
    assertThat(containers).isNotEmpty().allSatisfy(container -> {
      assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(container.getResources().getLimits()).containsKeys("cpu", "memory");
      assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
      assertThat(container.getVolumeMounts()).allMatch(mount -> pod.getVolumes().stream()
          .anyMatch(volume -> volume.getName().equals(mount.getName())));
      assertThat(container.getName()).matches(DNS).hasSizeLessThanOrEqualTo(63);
      assertThat(container.getEnv()).allMatch(variable -> variable.getName().matches("[A-Z_]+"))
          .extracting(variable -> variable.getName()).doesNotHaveDuplicates();
    });
    assertThat(containers).extracting(Container::getName).doesNotHaveDuplicates();
  }
}
