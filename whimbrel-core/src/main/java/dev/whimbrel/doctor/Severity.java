package dev.whimbrel.doctor;

import java.util.Locale;

/** How bad a finding is. */
public enum Severity {
  /** Runs fail or data is not what it seems until it is mended. */
  ERROR,
  /** Nothing fails yet, and it should not stay so. */
  WARNING,
  /** Worth knowing; nothing is wrong. */
  ADVICE;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean isWrong() {
    return this != ADVICE;
  }
}
