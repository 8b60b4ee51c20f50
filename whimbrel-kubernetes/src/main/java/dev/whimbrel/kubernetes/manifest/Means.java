package dev.whimbrel.kubernetes.manifest;

/** By what migrations are carried out. */
public enum Means {
  /** A Job that is applied with everything else. */
  JOB,
  /** A {@code Migration}, which the operator watches. */
  OPERATOR
}
