package dev.whimbrel.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapEnvSource;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretEnvSource;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The environment of a container, from what the Pod says. */
final class Variables {
  private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|\\(([-._a-zA-Z0-9]+)\\))");

  private final KubernetesClient client;
  private final Pod pod;

  Variables(KubernetesClient client, Pod pod) {
    this.client = client;
    this.pod = pod;
  }

  /** @throws Missing if a ConfigMap, Secret or key that is not optional is not there */
  Map<String, String> of(Container container) {
    Map<String, String> all = new LinkedHashMap<>();
    container.getEnvFrom().forEach(source -> all.putAll(from(source)));
    for (EnvVar variable : container.getEnv()) {
      Optional<String> value = variable.getValueFrom() == null
          ? Optional.of(expanded(variable.getValue() == null ? "" : variable.getValue(), all))
          : from(variable.getValueFrom());
      value.ifPresent(present -> all.put(variable.getName(), present));
    }
    return all;
  }

  static List<String> expanded(List<String> texts, Map<String, String> variables) {
    return texts.stream().map(text -> expanded(text, variables)).toList();
  }

  /** Puts values in the place of {@code $(NAME)}; what is not known stays as it is, and {@code $$} is a dollar. */
  private static String expanded(String text, Map<String, String> variables) {
    return REFERENCE.matcher(text).replaceAll(found -> {
      String name = found.group(1);
      String value = name == null ? "$" : variables.getOrDefault(name, found.group());
      return Matcher.quoteReplacement(value);
    });
  }

  private Map<String, String> from(EnvFromSource source) {
    Map<String, String> all = new LinkedHashMap<>();
    String prefix = source.getPrefix() == null ? "" : source.getPrefix();
    if (source.getConfigMapRef() != null) {
      ConfigMapEnvSource ref = source.getConfigMapRef();
      configMap(ref.getName(), ref.getOptional())
          .ifPresent(map -> map.getData().forEach((key, value) -> all.put(prefix + key, value)));
    }
    if (source.getSecretRef() != null) {
      SecretEnvSource ref = source.getSecretRef();
      secret(ref.getName(), ref.getOptional())
          .ifPresent(secret -> secret.getData().forEach((key, value) -> all.put(prefix + key, decoded(value))));
    }
    return all;
  }

  private Optional<String> from(EnvVarSource source) {
    if (source.getSecretKeyRef() != null) {
      SecretKeySelector ref = source.getSecretKeyRef();
      return secret(ref.getName(), ref.getOptional())
          .flatMap(secret -> value(secret.getData(), ref.getKey(), ref.getOptional(), "Secret", ref.getName()))
          .map(Variables::decoded);
    }
    if (source.getConfigMapKeyRef() != null) {
      ConfigMapKeySelector ref = source.getConfigMapKeyRef();
      return configMap(ref.getName(), ref.getOptional())
          .flatMap(map -> value(map.getData(), ref.getKey(), ref.getOptional(), "ConfigMap", ref.getName()));
    }
    if (source.getFieldRef() != null) {
      return Optional.of(Fields.of(pod, source.getFieldRef().getFieldPath()));
    }
    throw new Missing("a variable comes from something that this kubelet does not have");
  }

  private Optional<String> value(Map<String, String> data, String key, @Nullable Boolean optional, String kind,
      String name) {
    @Nullable
    String value = data.get(key);
    if (value == null && !Boolean.TRUE.equals(optional)) {
      throw new Missing(
          "couldn't find key " + key + " in " + kind + " " + pod.getMetadata().getNamespace() + "/" + name);
    }
    return Optional.ofNullable(value);
  }

  private Optional<ConfigMap> configMap(String name, @Nullable Boolean optional) {
    return present(client.configMaps().inNamespace(pod.getMetadata().getNamespace()).withName(name).get(), "configmap",
        name, optional);
  }

  private Optional<Secret> secret(String name, @Nullable Boolean optional) {
    return present(client.secrets().inNamespace(pod.getMetadata().getNamespace()).withName(name).get(), "secret", name,
        optional);
  }

  private static <T> Optional<T> present(@Nullable T found, String kind, String name, @Nullable Boolean optional) {
    if (found == null && !Boolean.TRUE.equals(optional)) {
      throw new Missing(kind + " \"" + name + "\" not found");
    }
    return Optional.ofNullable(found);
  }

  private static String decoded(String value) {
    return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
  }
}
