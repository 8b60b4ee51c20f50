package dev.whimbrel.kubernetes.decide;

/** An Event of the cluster. */
public record Told(Weight weight, String reason, String message) {
  /** The type of the Event. */
  public enum Weight {
    NORMAL, WARNING
  }
}
