package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.Shortened;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a resource stands.
 *
 * @param message one or more sentences, never empty, and never long
 */
record Finding(Course course, Reason reason, String message) {
  /** What is to be expected of it. */
  enum Course {
    /** It is as it is to be. */
    DONE,
    /** It gets there by itself, or with an approval. */
    UNDER_WAY,
    /** Somebody has to change something. */
    STALLED,
    /** Somebody wants it to stay as it is. */
    AT_REST
  }

  static final int LONGEST = 1000;

  Finding {
    if (message.isBlank()) {
      throw new IllegalArgumentException(reason + " without a message");
    }
    message = Shortened.to(LONGEST, message);
  }

  static Finding done(String message) {
    return new Finding(Course.DONE, Reason.APPLIED, message);
  }

  static Finding underWay(Reason reason, String message) {
    return new Finding(Course.UNDER_WAY, reason, message);
  }

  static Finding stalled(Reason reason, String message) {
    return new Finding(Course.STALLED, reason, message);
  }

  static Finding atRest(Reason reason, String message) {
    return new Finding(Course.AT_REST, reason, message);
  }

  /** Problems as a condition tells them. */
  static String said(List<Problem> problems) {
    return problems.stream().map(Finding::said).collect(Collectors.joining(". "));
  }

  static String said(Problem problem) {
    String where = problem.at() == null ? "" : problem.at() + ": ";
    String remedy = problem.remedy() == null ? "" : "; " + problem.remedy();
    return problem.code() + ": " + where + problem.message() + remedy;
  }
}
