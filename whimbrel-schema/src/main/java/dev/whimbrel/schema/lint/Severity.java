package dev.whimbrel.schema.lint;

/** How much a finding weighs, the lightest first. */
public enum Severity {
  /** Worth knowing. */
  NOTE,
  /** To be looked at. */
  WARNING,
  /** Not to be deployed like this. */
  ERROR
}
