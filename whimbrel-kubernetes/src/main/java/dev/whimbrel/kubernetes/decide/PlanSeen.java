package dev.whimbrel.kubernetes.decide;

import java.util.List;

/**
 * What is to be done in a database; it has at least one step.
 *
 * @param digest of its files and of the history that it was made for
 * @param direction where it leads
 * @param destructive what would be lost, a sentence each
 * @param text for people
 */
public record PlanSeen(String digest, Direction direction, List<String> destructive, String text) {
  /** Where a plan leads. */
  public enum Direction {
    UP, DOWN
  }

  public PlanSeen {
    destructive = List.copyOf(destructive);
    if (digest.isEmpty()) {
      throw new IllegalArgumentException("a plan without a digest");
    }
  }
}
