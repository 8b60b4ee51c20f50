package dev.whimbrel.kubernetes.manifest;

import dev.whimbrel.kubernetes.bundle.Bundle;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that an installation consists of: as objects, or as files by their paths. The same is given for the same every time. */
public final class Manifests {
  private Manifests() {}

  /**
   * What is applied, in that order.
   *
   * @param bundle the directory, or null where it is in the image
   */
  public static List<HasMetadata> objects(Installation installation, @Nullable Bundle bundle, Means means) {
    return new Parts(installation).all(maps(bundle), means);
  }

  /** A file for each kind of thing, numbered in the order in which they are applied. */
  public static SortedMap<String, String> plain(Installation installation, @Nullable Bundle bundle, Means means) {
    var parts = new Parts(installation);
    SortedMap<String, String> files = new TreeMap<>();
    List<HasMetadata> rights = new ArrayList<>(List.of(parts.account()));
    rights.addAll(parts.deployer());
    files.put("01-service-account.yaml", Yaml.of(rights));
    files.put("02-network-policy.yaml", parts.networkFile());
    List<ConfigMap> maps = maps(bundle);
    if (!maps.isEmpty()) {
      files.put("03-migrations.yaml", Yaml.of(maps.stream().map(parts::placed).toList()));
    }
    files.put("04-scripts.yaml", Yaml.of(parts.scripts()));
    files.put("05-" + (means == Means.JOB ? "job" : "migration") + ".yaml",
        Yaml.of(means == Means.JOB ? parts.job() : parts.migration()));
    files.put("examples/tools.yaml", Yaml.of(parts.tools()));
    if (!parts.secrets().isEmpty()) {
      files.put("examples/secret.yaml", Yaml.of(parts.secrets()));
    }
    return files;
  }

  /**
   * The file of a base that holds the directory, all of its ConfigMaps: whoever writes it alone finds it by this name.
   *
   * @param configMap the name of the first
   */
  public static String directoryFile(String configMap) {
    return configMap + ".yaml";
  }

  /** A base and an overlay each for {@code dev}, {@code staging} and {@code prod}; with a database if it is of CloudNativePG. */
  public static SortedMap<String, String> kustomize(Installation installation, @Nullable Bundle bundle, Means means) {
    return Kustomize.of(installation, maps(bundle), means);
  }

  /** A chart of its own, or to be one that another chart depends on. */
  public static SortedMap<String, String> helm(Installation installation, @Nullable Bundle bundle, String version) {
    return Chart.of(installation, maps(bundle), version);
  }

  /** What ArgoCD and Flux need to know. */
  public static SortedMap<String, String> delivery(Installation installation) {
    return Delivery.of(installation);
  }

  private static List<ConfigMap> maps(@Nullable Bundle bundle) {
    return bundle == null ? List.of() : bundle.configMaps();
  }
}
