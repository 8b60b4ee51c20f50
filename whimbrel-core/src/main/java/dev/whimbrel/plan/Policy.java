package dev.whimbrel.plan;

/**
 * The only knobs of planning.
 *
 * @param outOfOrder what to do with a pending migration that comes before an applied one
 */
public record Policy(OutOfOrder outOfOrder) {
  /** For a pending migration that comes before an applied one. */
  public enum OutOfOrder {
    REFUSE, APPLY
  }

  /** Refuses whatever may be a mistake. */
  public static Policy strict() {
    return new Policy(OutOfOrder.REFUSE);
  }

  public Policy withOutOfOrder(OutOfOrder choice) {
    return new Policy(choice);
  }
}
