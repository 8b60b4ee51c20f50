package dev.whimbrel.kubernetes.job;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The logs of pods as they come, one container after the other, in the order in which they run.
 *
 * <p>A connection that ends in the middle is made anew, and what was shown is passed over: the log is asked for from its beginning,
 * because times are not the same for all that serve logs, and lines are.
 */
final class LogTail implements AutoCloseable {
  /** How often a log that ends while its container runs is asked for in a row without a new line. */
  private static final int MOST_TRIES = 30;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LAST_LINES = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final String namespace;
  private final Follower follower;
  private final Set<String> known = new HashSet<>();
  private final ExecutorService reader = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
  private volatile @Nullable LogWatch open;
  private volatile boolean isClosed;

  LogTail(KubernetesClient client, String namespace, Follower follower) {
    this.client = client;
    this.namespace = namespace;
    this.follower = follower;
  }

  /** Begins with what has begun since the last look. */
  void see(List<Pod> pods) {
    for (Pod pod : pods) {
      for (ContainerStatus container : PodState.containers(pod)) {
        String name = pod.getMetadata().getName();
        if (PodState.hasBegun(container) && known.add(name + "/" + container.getName())) {
          reader.execute(() -> tailUntilClosed(name, container.getName()));
        }
      }
    }
  }

  private void tailUntilClosed(String pod, String container) {
    try {
      tail(pod, container);
    } catch (RejectedExecutionException e) {
      isClosed = true; // who ends the program closes the client, which takes no more questions
    }
  }

  private void tail(String pod, String container) {
    follower.begins(pod, container);
    int shown = 0;
    for (int tries = 0; tries < MOST_TRIES && !isClosed; tries++) {
      int before = shown;
      shown = read(pod, container, shown);
      if (!isRunning(pod, container)) {
        read(pod, container, shown); // what came between the end of the stream and that of the container
        return;
      }
      tries = shown > before ? 0 : tries;
      if (!pause()) {
        return;
      }
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Shows what follows the lines that were shown, and says how many are shown then. */
  private int read(String pod, String container, int shown) {
    int lines = 0;
    try (LogWatch watch = log(pod, container).watchLog();
        BufferedReader in = new BufferedReader(new InputStreamReader(watch.getOutput(), StandardCharsets.UTF_8))) {
      open = watch;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines++;
        if (lines > shown) {
          follower.line(line);
        }
      }
    } catch (IOException | KubernetesClientException e) {
      return Math.max(shown, lines); // it is asked again, or the container is gone
    } finally {
      open = null;
    }
    return Math.max(shown, lines);
  }

  private ContainerResource log(String pod, String container) {
    return log(client, namespace, pod, container);
  }

  /** The client waits for a pod to be ready first, which one whose init containers are at work is not. */
  static ContainerResource log(KubernetesClient client, String namespace, String pod, String container) {
    return client.pods().inNamespace(namespace).withName(pod).inContainer(container).withReadyWaitTimeout(0);
  }

  /** Whether more may come. */
  private boolean isRunning(String pod, String container) {
    try {
      Pod now = client.pods().inNamespace(namespace).withName(pod).get();
      return now != null && PodState.containers(now).stream()
          .anyMatch(status -> status.getName().equals(container) && PodState.isRunning(status));
    } catch (KubernetesClientException e) {
      return true; // not known
    }
  }

  /** Waits for the last lines. */
  void finish() throws InterruptedException {
    reader.shutdown();
    reader.awaitTermination(LAST_LINES.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    isClosed = true;
    reader.shutdownNow();
    LogWatch watch = open;
    if (watch != null) {
      watch.close();
    }
  }
}
