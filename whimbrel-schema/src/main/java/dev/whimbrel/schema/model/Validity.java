package dev.whimbrel.schema.model;

/** How far a constraint holds. */
public enum Validity {
  VALID,
  /** For new rows only: {@code NOT VALID}. */
  NOT_VALID,
  /** Not at all: {@code NOT ENFORCED}. */
  NOT_ENFORCED
}
