package dev.whimbrel.cli.kubernetes;

import dev.whimbrel.cli.Options;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.settings.Invocation;
import dev.whimbrel.report.Json;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;

/** {@code k8s clean}: Jobs that failed and that a later one followed are taken away. */
final class Cleaning {
  private Cleaning() {}

  static Outcome clean(Invocation invocation) {
    Site site = Site.of(invocation);
    return Cluster.with(site, cluster -> clean(invocation, cluster));
  }

  private static Outcome clean(Invocation invocation, Cluster cluster) {
    List<Job> failed = cluster.jobs().failedBefore();
    boolean isReal = !invocation.has(Options.ONLY_SHOW);
    StringBuilder text = new StringBuilder();
    for (Job job : failed) {
      if (isReal) {
        cluster.jobs().delete(job);
      }
      text.append(isReal ? "Removed " : "Would remove ").append(job.getMetadata().getName()).append('\n');
    }
    if (failed.isEmpty()) {
      cluster.refuseMissingNamespace();
      text.append("Nothing to remove: no Job of \"").append(cluster.site().name())
          .append("\" failed, but perhaps the newest that migrates, which is kept.\n");
    }
    return Outcome.of(text.toString(), Json.object()
        .with(isReal ? "removed" : "would_remove",
            Json.texts(failed.stream().map(job -> job.getMetadata().getName()).toList())));
  }
}
