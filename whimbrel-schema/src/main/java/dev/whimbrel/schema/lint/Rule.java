package dev.whimbrel.schema.lint;

import java.util.stream.Stream;

/**
 * One thing to look for.
 *
 * @param id {@code WB} and three digits; never used for anything else again
 * @param title what it finds, as a phrase
 * @param severity that its findings have unless somebody says otherwise
 * @param check a pure function
 */
public record Rule(String id, String title, Severity severity, Check check) {
  /** Looks at one statement. */
  @FunctionalInterface
  public interface Check {
    Stream<Finding> of(Subject subject, Deployment deployment);
  }

  /**
   * What it finds in one statement; what was weighed for itself keeps its weight, and says so by having the id already.
   */
  Stream<Finding> findings(Subject subject, Deployment deployment) {
    return check.of(subject, deployment)
        .map(finding -> SmallTables.weigh(finding.rule().isEmpty() ? finding.of(id, severity) : finding));
  }
}
