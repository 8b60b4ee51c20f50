package dev.whimbrel.plan;

import java.util.List;
import java.util.Objects;

/**
 * What a run will do. A value: it can be printed, kept and approved.
 *
 * @param goal what was asked for
 * @param steps in order; empty if there is nothing to do
 * @param batch the number of the run, which its journal entries share
 * @param madeFor the fingerprint of the history it was made for; for another history it is stale
 */
public record Plan(Goal goal, List<Step> steps, long batch, String madeFor) {
  public Plan {
    Objects.requireNonNull(goal);
    Objects.requireNonNull(madeFor);
    steps = List.copyOf(steps);
  }

  public boolean isEmpty() {
    return steps.isEmpty();
  }
}
