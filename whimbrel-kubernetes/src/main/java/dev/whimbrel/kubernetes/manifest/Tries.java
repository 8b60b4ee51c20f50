package dev.whimbrel.kubernetes.manifest;

/** Who tries again when a Job did not get through. It is never both. */
public enum Tries {
  /** The Job itself, three times in all. */
  BY_JOB(2),
  /** Whoever made the Job: it runs once. */
  BY_OPERATOR(0);

  private final int backoffLimit;

  Tries(int backoffLimit) {
    this.backoffLimit = backoffLimit;
  }

  int backoffLimit() {
    return backoffLimit;
  }
}
