package dev.whimbrel.kubernetes.decide;

import org.jspecify.annotations.Nullable;

/** What to do in the cluster. */
public sealed interface Act {
  /** Nothing. */
  record None() implements Act {}

  /** Delete a Job that never began, with its Pods. One that begins in that moment is ended as by its node: the server rolls back. */
  record Delete(String jobName) implements Act {}

  /**
   * Create the Job; that one of this name is there already is as good.
   *
   * @param to the version to go to, null for all that there is; never null if the plan leads down
   */
  record Start(String jobName, PlanSeen plan, @Nullable String to) implements Act {}
}
