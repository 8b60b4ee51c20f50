package dev.whimbrel.kubernetes.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * What reconcilers work with.
 *
 * @param image of Jobs whose resource names none
 * @param chance from 0 to 1
 */
record Workplace(KubernetesClient client, Writing writing, Announcing announcing, Metrics metrics, Log log, Clock clock,
    DoubleSupplier chance, String image) {

  /** Counts it and how long it takes; what fails is told, without anything secret, and tried again by whoever called. */
  <T> T measured(String kind, HasMetadata resource, Supplier<T> work) {
    long begin = System.nanoTime();
    try {
      T result = work.get();
      metrics.reconciled(kind, Metrics.Outcome.SUCCESS, Duration.ofNanos(System.nanoTime() - begin));
      return result;
    } catch (RuntimeException e) {
      metrics.reconciled(kind, Metrics.Outcome.ERROR, Duration.ofNanos(System.nanoTime() - begin));
      log.error(said(e), resource);
      throw e;
    }
  }

  /** What an API server said, without what the client adds to it. */
  static String said(RuntimeException e) {
    boolean spoke = e instanceof KubernetesClientException server && server.getStatus() != null
        && server.getStatus().getMessage() != null;
    return spoke
        ? "the API server refuses it: " + ((KubernetesClientException) e).getStatus().getMessage()
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
