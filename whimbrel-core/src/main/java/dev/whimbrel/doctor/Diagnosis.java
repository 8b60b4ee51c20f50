package dev.whimbrel.doctor;

import java.util.List;

/**
 * What came of an examination.
 *
 * @param findings the worst first
 * @param lookedAt what was looked at, in a few words each
 * @param unseen what could not be looked at
 */
public record Diagnosis(List<Finding> findings, List<String> lookedAt, List<Unseen> unseen) {
  /**
   * Something that could not be looked at.
   *
   * @param what in a few words
   * @param reason why not, and what would help
   */
  public record Unseen(String what, String reason) {}

  public Diagnosis {
    findings = List.copyOf(findings);
    lookedAt = List.copyOf(lookedAt);
    unseen = List.copyOf(unseen);
  }

  /** What is wrong; advice is not. */
  public List<Finding> wrong() {
    return findings.stream().filter(finding -> finding.severity().isWrong()).toList();
  }

  public List<Finding> advice() {
    return findings.stream().filter(finding -> !finding.severity().isWrong()).toList();
  }

  /** What {@code --fix} can do something about. */
  public List<Finding> fixable() {
    return findings.stream().filter(finding -> finding.fix() != null).toList();
  }
}
