package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.sql.Sha256;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a Job is called: the same as long as the same is to be done for the same reason, so that it is created once. The Job before it is
 * part of it: a database that was restored needs the same plan once more, and the Job that once did it is still there.
 */
final class JobName {
  private static final int LONGEST = 63;
  private static final int HASH = 8;

  private JobName() {}

  static String of(String resource, PlanSeen plan, int failures, @Nullable String previous) {
    String said = String.join("\n", resource, plan.digest(), Integer.toString(failures),
        previous == null ? "" : previous);
    String hash = Sha256.of(said.getBytes(StandardCharsets.UTF_8)).substring(0, HASH);
    return beginning(resource) + "-" + hash;
  }

  /** A Job's name is a label of its Pods: at most 63 characters, no dots. */
  private static String beginning(String resource) {
    String plain = resource.replace('.', '-');
    String cut = plain.substring(0, Math.min(plain.length(), LONGEST - HASH - 1));
    return cut.replaceAll("-+$", "");
  }
}
