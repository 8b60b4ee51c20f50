package dev.whimbrel.problem;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Carries problems to a caller that asked for a value and cannot go on without it. */
public final class WhimbrelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  public WhimbrelException(List<Problem> problems) {
    this(problems, null);
  }

  public WhimbrelException(Problem problem, @Nullable Throwable cause) {
    this(List.of(problem), cause);
  }

  private WhimbrelException(List<Problem> problems, @Nullable Throwable cause) {
    super(problems.stream().map(WhimbrelException::line).collect(Collectors.joining("\n")), cause);
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an exception without a problem");
    }
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }

  private static String line(Problem problem) {
    return problem.at() == null ? problem.message() : problem.at() + " " + problem.message();
  }
}
