package dev.whimbrel.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of one Pod as directories. As with a real kubelet, the files of a ConfigMap or Secret are links into a
 * hidden directory, {@code ..data}, which is a link itself.
 */
final class Volumes {
  private static final long TOKEN_SECONDS = 3600;
  private static final String GENERATION = "..2020_01_01_00_00_00.000000001";

  private final KubernetesClient client;
  private final Pod pod;
  private final Path base;

  Volumes(KubernetesClient client, Pod pod, Path base) {
    this.client = client;
    this.pod = pod;
    this.base = base;
  }

  /** @throws Missing if a ConfigMap or Secret that is not optional is not there */
  void render() {
    for (Volume volume : pod.getSpec().getVolumes()) {
      render(volume);
    }
  }

  Path of(String volume) {
    return base.resolve(volume);
  }

  private void render(Volume volume) {
    if (volume.getConfigMap() != null) {
      var source = volume.getConfigMap();
      write(volume, picked(configMap(source.getName(), source.getOptional()), source.getItems(), source.getName()));
    } else if (volume.getSecret() != null) {
      var source = volume.getSecret();
      write(volume,
          picked(secret(source.getSecretName(), source.getOptional()), source.getItems(), source.getSecretName()));
    } else if (volume.getProjected() != null) {
      write(volume, projected(volume.getProjected()));
    } else if (volume.getDownwardAPI() != null) {
      write(volume, downward(volume.getDownwardAPI().getItems()));
    } else if (volume.getEmptyDir() != null) {
      directory(of(volume.getName()), "rwxrwxrwx");
    } else {
      throw new Missing("volume \"" + volume.getName() + "\" is of a kind that this kubelet does not have");
    }
  }

  private Map<String, byte[]> projected(ProjectedVolumeSource source) {
    Map<String, byte[]> all = new TreeMap<>();
    for (VolumeProjection part : source.getSources()) {
      if (part.getConfigMap() != null) {
        var map = part.getConfigMap();
        all.putAll(picked(configMap(map.getName(), map.getOptional()), map.getItems(), map.getName()));
      }
      if (part.getSecret() != null) {
        var secret = part.getSecret();
        all.putAll(picked(secret(secret.getName(), secret.getOptional()), secret.getItems(), secret.getName()));
      }
      if (part.getDownwardAPI() != null) {
        all.putAll(downward(part.getDownwardAPI().getItems()));
      }
      if (part.getServiceAccountToken() != null) {
        all.put(part.getServiceAccountToken().getPath(), token(part.getServiceAccountToken()));
      }
    }
    return all;
  }

  private byte[] token(ServiceAccountTokenProjection wanted) {
    TokenRequest asked = new TokenRequestBuilder().withNewSpec().withExpirationSeconds(TOKEN_SECONDS)
        .withAudiences(wanted.getAudience() == null ? List.of() : List.of(wanted.getAudience())).endSpec().build();
    TokenRequest given = client.serviceAccounts().inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getSpec().getServiceAccountName()).tokenRequest(asked);
    return given.getStatus().getToken().getBytes(StandardCharsets.UTF_8);
  }

  private Map<String, byte[]> downward(List<DownwardAPIVolumeFile> items) {
    Map<String, byte[]> all = new TreeMap<>();
    for (DownwardAPIVolumeFile item : items) {
      String value = Fields.of(pod, item.getFieldRef().getFieldPath());
      all.put(item.getPath(), value.getBytes(StandardCharsets.UTF_8));
    }
    return all;
  }

  /** The content of a ConfigMap; nothing if it is not there and need not be. */
  private Map<String, byte[]> configMap(String name, @Nullable Boolean optional) {
    @Nullable
    ConfigMap map = client.configMaps().inNamespace(pod.getMetadata().getNamespace()).withName(name).get();
    if (map == null) {
      return absent("configmap", name, optional);
    }
    Map<String, byte[]> all = new TreeMap<>();
    map.getData().forEach((key, value) -> all.put(key, value.getBytes(StandardCharsets.UTF_8)));
    map.getBinaryData().forEach((key, value) -> all.put(key, Base64.getDecoder().decode(value)));
    return all;
  }

  private Map<String, byte[]> secret(String name, @Nullable Boolean optional) {
    @Nullable
    Secret secret = client.secrets().inNamespace(pod.getMetadata().getNamespace()).withName(name).get();
    if (secret == null) {
      return absent("secret", name, optional);
    }
    Map<String, byte[]> all = new TreeMap<>();
    secret.getData().forEach((key, value) -> all.put(key, Base64.getDecoder().decode(value)));
    return all;
  }

  private static Map<String, byte[]> absent(String kind, String name, @Nullable Boolean optional) {
    if (Boolean.TRUE.equals(optional)) {
      return Map.of();
    }
    throw new Missing(kind + " \"" + name + "\" not found");
  }

  /** All keys under their own names, or those that are listed under the paths that are said. */
  private static Map<String, byte[]> picked(Map<String, byte[]> all, List<KeyToPath> items, String name) {
    if (items.isEmpty()) {
      return all;
    }
    Map<String, byte[]> some = new TreeMap<>();
    for (KeyToPath item : items) {
      byte @Nullable [] value = all.get(item.getKey());
      if (value == null) {
        throw new Missing("\"" + name + "\" references non-existent key: " + item.getKey());
      }
      some.put(item.getPath(), value);
    }
    return some;
  }

  private void write(Volume volume, Map<String, byte[]> files) {
    Path directory = of(volume.getName());
    try {
      Path content = directory.resolve(GENERATION);
      directory(content, "rwxr-xr-x");
      if (!Files.isSymbolicLink(directory.resolve("..data"))) {
        Files.createSymbolicLink(directory.resolve("..data"), Path.of(GENERATION));
      }
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path written = content.resolve(file.getKey());
        Files.createDirectories(Objects.requireNonNull(written.getParent()));
        Files.write(written, file.getValue());
        Path first = Path.of(file.getKey()).getName(0);
        if (!Files.isSymbolicLink(directory.resolve(first))) {
          Files.createSymbolicLink(directory.resolve(first), Path.of("..data").resolve(first));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void directory(Path directory, String permissions) {
    try {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
