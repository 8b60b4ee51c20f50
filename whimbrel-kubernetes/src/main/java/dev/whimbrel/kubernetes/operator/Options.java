package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.Whimbrel;
import dev.whimbrel.kubernetes.manifest.Installation;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the operator runs.
 *
 * @param namespaces those that it looks after; all of the cluster if empty
 * @param selector of labels: only resources that have them are looked after; null for all
 * @param leadership whether several may be started, of which one is at work
 * @param port of the endpoints for health and numbers; 0 for one that is free
 * @param log how lines look
 * @param image of Jobs whose resource names none
 * @param threads how many databases are looked at at once
 */
public record Options(Set<String> namespaces, @Nullable String selector, Leadership leadership, int port, LogForm log,
    String image, int threads) {
  private static final int USUAL_PORT = 8080;
  private static final int USUAL_THREADS = 10;

  /** What a line of the log looks like. */
  public enum LogForm {
    TEXT, JSON
  }

  /** Who is at work. */
  public sealed interface Leadership {
    /**
     * Whoever holds a Lease.
     *
     * @param namespace of the Lease, null for that of the Pod
     * @param name of the Lease
     */
    record Lease(@Nullable String namespace, String name) implements Leadership {}

    /** This one, without asking: nobody else may be started. */
    record Alone() implements Leadership {}
  }

  public Options {
    namespaces = Set.copyOf(namespaces);
    Objects.requireNonNull(leadership);
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads);
    }
  }

  /** All namespaces, with a Lease. */
  public static Options standard() {
    return new Options(Set.of(), null, new Leadership.Lease(null, "whimbrel-operator"), USUAL_PORT, LogForm.TEXT,
        Installation.image(Whimbrel.version()), USUAL_THREADS);
  }

  public Options withNamespaces(Set<String> others) {
    return new Options(others, selector, leadership, port, log, image, threads);
  }

  public Options withSelector(@Nullable String other) {
    return new Options(namespaces, other, leadership, port, log, image, threads);
  }

  public Options withLeadership(Leadership other) {
    return new Options(namespaces, selector, other, port, log, image, threads);
  }

  public Options withPort(int other) {
    return new Options(namespaces, selector, leadership, other, log, image, threads);
  }

  public Options withLog(LogForm other) {
    return new Options(namespaces, selector, leadership, port, other, image, threads);
  }

  public Options withImage(String other) {
    return new Options(namespaces, selector, leadership, port, log, other, threads);
  }

  public Options withThreads(int other) {
    return new Options(namespaces, selector, leadership, port, log, image, other);
  }
}
