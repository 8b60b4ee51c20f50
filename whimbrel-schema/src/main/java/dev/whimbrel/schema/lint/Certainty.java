package dev.whimbrel.schema.lint;

/** How a finding is known, the surest first. */
public enum Certainty {
  /** The server did it while it was watched. */
  PROVEN,
  /** It follows from what is in the catalog. */
  DERIVED,
  /** The text of the statement lets one think so; the server was not asked. */
  SUSPECTED
}
