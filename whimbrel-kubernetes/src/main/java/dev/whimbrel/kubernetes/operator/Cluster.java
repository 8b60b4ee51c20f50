package dev.whimbrel.kubernetes.operator;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

/** What is read of a cluster for an observation: from the API server itself and not from a cache, which may be older than what was decided on. */
interface Cluster {
  /** Null where there is none. */
  @Nullable
  Secret secret(String namespace, String name);

  /** Null where there is none. */
  @Nullable
  ConfigMap configMap(String namespace, String name);

  static Cluster of(KubernetesClient client) {
    return new Cluster() {
      @Override
      public @Nullable Secret secret(String namespace, String name) {
        return client.secrets().inNamespace(namespace).withName(name).get();
      }

      @Override
      public @Nullable ConfigMap configMap(String namespace, String name) {
        return client.configMaps().inNamespace(namespace).withName(name).get();
      }
    };
  }
}
