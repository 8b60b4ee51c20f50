package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.database.DatabaseUrl;
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

  /** Where what a resource of that namespace names is reached from here. */
  DatabaseUrl reached(String namespace, DatabaseUrl url);

  static Cluster of(KubernetesClient client) {
    ServiceNames services = ServiceNames.resolved();
    return new Cluster() {
      @Override
      public DatabaseUrl reached(String namespace, DatabaseUrl url) {
        return services.reached(url, namespace);
      }

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
