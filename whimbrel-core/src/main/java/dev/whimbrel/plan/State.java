package dev.whimbrel.plan;

/** What a line of {@code status} says of a migration. */
public enum State {
  PENDING("pending"), APPLIED("applied"), FAILED("failed"), ROLLED_BACK("rolled back"), MISSING("missing"), EDITED(
      "edited"), OUT_OF_ORDER("out of order"),
  /** Applied by code of an application, which is not known here. */
  BY_CODE("by code");

  private final String label;

  State(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
