package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.api.MigrationResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which of the namespaces that an operator was told of can be looked at. One that was deleted took the rights in it along, and one that is not
 * there yet has none: the others are looked after all the same.
 *
 * @param namespaces in their order
 */
record Reach(SortedSet<String> namespaces) {
  /** All of them, whether they can be looked at or not. */
  static Reach all(Set<String> told) {
    return new Reach(new TreeSet<>(told));
  }

  /**
   * Asks the API server about each.
   *
   * @throws KubernetesClientException if it does not answer
   */
  static Reach of(KubernetesClient client, Set<String> told) {
    return new Reach(told.stream().filter(one -> isOpen(client, one)).collect(Collectors.toCollection(TreeSet::new)));
  }

  private static boolean isOpen(KubernetesClient client, String namespace) {
    try {
      client.resources(MigrationResource.class).inNamespace(namespace)
          .list(new ListOptionsBuilder().withLimit(1L).build());
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return false;
      }
      throw e;
    }
  }

  boolean isEmpty() {
    return namespaces.isEmpty();
  }

  /** Those that are missing of all. */
  SortedSet<String> without(Set<String> told) {
    SortedSet<String> missing = new TreeSet<>(told);
    missing.removeAll(namespaces);
    return missing;
  }

  String said() {
    return String.join(", ", namespaces);
  }
}
