package dev.whimbrel.kubernetes.job;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;

/** Who is told while a Job is followed. The calls may come from several threads, one at a time. */
public interface Follower {
  /** Whether somebody still waits for the end. */
  enum Patience {
    WAITS, GIVES_UP
  }

  /** It stands otherwise than before. */
  void stands(JobState state);

  /**
   * It was looked at again.
   *
   * @param since how long it has stood like this
   * @param warnings what the cluster warns of, the last thing first; only where it is not at work
   */
  Patience stillStands(JobState state, Duration since, List<String> warnings);

  /** A container's log begins. */
  void begins(String pod, String container);

  /** A line of that container's log. */
  void line(String line);

  /** The API server does not answer, or is not well; it is asked again. */
  void waits(KubernetesClientException e);
}
