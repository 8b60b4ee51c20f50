package dev.whimbrel.kubernetes.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
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
  private static final int TOO_MANY_REQUESTS = 429;

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

  /** Whether the API server will not have what it was sent. What somebody else wrote meanwhile, and a server that is busy, are no refusal. */
  static boolean isRefusal(KubernetesClientException e) {
    return e.getCode() >= HttpURLConnection.HTTP_BAD_REQUEST && e.getCode() < HttpURLConnection.HTTP_INTERNAL_ERROR
        && e.getCode() != HttpURLConnection.HTTP_CONFLICT && e.getCode() != HttpURLConnection.HTTP_CLIENT_TIMEOUT
        && e.getCode() != TOO_MANY_REQUESTS;
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
