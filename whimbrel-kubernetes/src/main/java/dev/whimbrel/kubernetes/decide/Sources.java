package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.problem.Problem;
import java.util.List;

/** What became of the ConfigMaps and Secrets that a resource names. */
public sealed interface Sources {
  /**
   * All are there.
   *
   * @param directoryDigest of the files
   * @param secretDigest of what was read of Secrets; empty if nothing was
   */
  record Found(String directoryDigest, String secretDigest) implements Sources {}

  /** Some are not there yet, such as {@code ConfigMap "shop-migrations"}. */
  record Missing(List<String> what) implements Sources {
    public Missing {
      what = List.copyOf(what);
      if (what.isEmpty()) {
        throw new IllegalArgumentException("nothing is missing");
      }
    }
  }

  /** They cannot be used until somebody changes them or the resource; never empty. */
  record Refused(List<Problem> problems) implements Sources {
    public Refused {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("refused without a reason");
      }
    }
  }

  /** Nothing is known of them, as the spec cannot be read. */
  record Unreadable(String why) implements Sources {}
}
