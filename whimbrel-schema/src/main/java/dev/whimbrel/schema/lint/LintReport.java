package dev.whimbrel.schema.lint;

import java.util.List;
import java.util.Optional;

/**
 * What was found in some migrations.
 *
 * @param findings in the order of the statements, those that are allowed too
 * @param rehearsed how many statements were run on a shadow
 * @param unseen how many were not, and are judged by their text
 * @param notes what was not looked at, a sentence each without a full stop
 */
public record LintReport(List<Judged> findings, int rehearsed, int unseen, List<String> notes) {
  public LintReport {
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
  }

  /**
   * A finding, and whether its author knows of it.
   *
   * @param allowedBecause the reason that stands in the file, if it is allowed there
   */
  public record Judged(Finding finding, Optional<String> allowedBecause) {}

  /** Those that nobody allowed. */
  public List<Finding> open() {
    return findings.stream().filter(judged -> judged.allowedBecause().isEmpty()).map(Judged::finding).toList();
  }
}
