package dev.whimbrel.cli.command;

import dev.whimbrel.cli.Interruption;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.run.RunReport;
import dev.whimbrel.run.StepResult;
import java.util.List;

/** Where a signal found a run: the file and the statement. */
final class Interrupted {
  private Interrupted() {}

  /** The problems of a run; after a signal by the place where it was. */
  static List<Problem> problems(RunReport report) {
    return Interruption.came()
        ? report.results().stream().filter(StepResult.Failed.class::isInstance).map(StepResult.Failed.class::cast)
            .map(Interrupted::problem).toList()
        : report.problems();
  }

  private static Problem problem(StepResult.Failed failed) {
    Problem problem = failed.problem();
    Position at = problem.at();
    if (problem.code() == ProblemCode.INTERRUPTED || at == null) {
      return problem;
    }
    return new Problem(ProblemCode.INTERRUPTED,
        "interrupted in " + at.file() + ", statement " + failed.step().script().numberAt(at), at, null,
        problem.server(), problem.state(), problem.remedy());
  }
}
