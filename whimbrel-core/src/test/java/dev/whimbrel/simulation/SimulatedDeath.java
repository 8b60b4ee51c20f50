package dev.whimbrel.simulation;

/** Ends a run as the death of its process would. Nothing in the product catches it. */
final class SimulatedDeath extends Error {
  private static final long serialVersionUID = 1L;

  SimulatedDeath() {
    super("the process died", null, false, false);
  }
}
