package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.api.MigrationStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is counted, in the text format of Prometheus. Safe for use by several threads. */
final class Metrics {
  private static final double[] BOUNDS = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};

  /** How a reconcile ended. */
  enum Outcome {
    SUCCESS, ERROR
  }

  /** One database. */
  private record Series(int pending, int failures, int ready, int drift, @Nullable Instant lastSuccess,
      @Nullable Duration lastRun) {}

  private final SortedMap<String, Series> series = new TreeMap<>();
  private final SortedMap<String, Long> reconciles = new TreeMap<>();
  private final SortedMap<String, long[]> buckets = new TreeMap<>();
  private final SortedMap<String, Double> seconds = new TreeMap<>();
  private long started;
  private int leading;

  synchronized void reconciled(String kind, Outcome outcome, Duration took) {
    String result = outcome.name().toLowerCase(Locale.ROOT);
    reconciles.merge("kind=" + quoted(kind) + ",result=" + quoted(result), 1L, Long::sum);
    String label = "kind=" + quoted(kind);
    long[] counts = buckets.computeIfAbsent(label, key -> new long[BOUNDS.length + 1]);
    double time = took.toNanos() / 1e9;
    int bucket = 0;
    while (bucket < BOUNDS.length && time > BOUNDS[bucket]) {
      bucket++;
    }
    counts[bucket]++;
    seconds.merge(label, time, Double::sum);
  }

  synchronized void jobStarted() {
    started++;
  }

  synchronized void leads() {
    leading = 1;
  }

  synchronized void leadsNoMore() {
    leading = 0;
  }

  /** What is known of a resource from now on. */
  synchronized void stands(MigrationResource resource, MigrationStatus status, @Nullable Duration lastRun,
      Instant now) {
    String labels = labels(resource.getMetadata().getNamespace(), resource.getMetadata().getName());
    Series before = series.get(labels);
    boolean ready = holds(status, "Ready");
    Instant success = ready ? now : before == null ? null : before.lastSuccess();
    series.put(labels, new Series(Objects.requireNonNullElse(status.pendingCount(), 0),
        Objects.requireNonNullElse(status.failures(), 0), ready ? 1 : 0, holds(status, "DriftDetected") ? 1 : 0,
        success,
        lastRun != null || before == null ? lastRun : before.lastRun()));
  }

  /** It is gone. */
  synchronized void forget(@Nullable String namespace, String name) {
    series.remove(labels(Objects.requireNonNullElse(namespace, ""), name));
  }

  private static boolean holds(MigrationStatus status, String type) {
    List<Condition> conditions = Objects.requireNonNullElse(status.conditions(), List.of());
    return conditions.stream().anyMatch(one -> one.getType().equals(type) && "True".equals(one.getStatus()));
  }

  private static String labels(String namespace, String name) {
    return "namespace=" + quoted(namespace) + ",name=" + quoted(name);
  }

  private static String quoted(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  synchronized String text() {
    StringBuilder out = new StringBuilder();
    head(out, "whimbrel_reconciles_total", "counter", "Reconciles, by how they ended.");
    reconciles.forEach((labels, count) -> line(out, "whimbrel_reconciles_total", labels, String.valueOf(count)));
    durations(out);
    head(out, "whimbrel_jobs_started_total", "counter", "Jobs that were created.");
    line(out, "whimbrel_jobs_started_total", "", String.valueOf(started));
    head(out, "whimbrel_leading", "gauge", "Whether this process is the one at work.");
    line(out, "whimbrel_leading", "", String.valueOf(leading));
    gauge(out, "whimbrel_ready", "Whether the database is at the version that it is to be at.",
        one -> (double) one.ready());
    gauge(out, "whimbrel_pending_migrations", "Migrations that are not applied.", one -> (double) one.pending());
    gauge(out, "whimbrel_failures", "Failures in a row.", one -> (double) one.failures());
    gauge(out, "whimbrel_drift", "Whether the schema is known not to be what it was after the last migration.",
        one -> (double) one.drift());
    gauge(out, "whimbrel_last_success_timestamp_seconds", "When it was seen ready the last time.",
        one -> one.lastSuccess() == null ? null : (double) one.lastSuccess().getEpochSecond());
    gauge(out, "whimbrel_last_run_duration_seconds", "How long the last Job took that ended well.",
        one -> one.lastRun() == null ? null : one.lastRun().toMillis() / 1e3);
    return out.toString();
  }

  private void durations(StringBuilder out) {
    String name = "whimbrel_reconcile_duration_seconds";
    head(out, name, "histogram", "How long a reconcile takes.");
    for (Map.Entry<String, long[]> entry : buckets.entrySet()) {
      long sum = 0;
      for (int i = 0; i < entry.getValue().length; i++) {
        sum += entry.getValue()[i];
        String bound = i < BOUNDS.length ? String.valueOf(BOUNDS[i]) : "+Inf";
        line(out, name + "_bucket", entry.getKey() + ",le=" + quoted(bound), String.valueOf(sum));
      }
      line(out, name + "_sum", entry.getKey(), String.valueOf(seconds.getOrDefault(entry.getKey(), 0.0)));
      line(out, name + "_count", entry.getKey(), String.valueOf(sum));
    }
  }

  /** A value of a series; null where there is none. */
  @FunctionalInterface
  private interface Value {
    @Nullable
    Double of(Series series);
  }

  private void gauge(StringBuilder out, String name, String help, Value value) {
    head(out, name, "gauge", help);
    series.forEach((labels, one) -> {
      Double number = value.of(one);
      if (number != null) {
        line(out, name, labels, number == Math.rint(number) ? String.valueOf(number.longValue()) : number.toString());
      }
    });
  }

  private static void head(StringBuilder out, String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name).append(' ')
        .append(type)
        .append('\n');
  }

  private static void line(StringBuilder out, String name, String labels, String value) {
    out.append(name).append(labels.isEmpty() ? "" : "{" + labels + "}").append(' ').append(value).append('\n');
  }
}
