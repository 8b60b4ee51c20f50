package dev.whimbrel.cli.settings.hcl;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;

/** How anything wrong with an HCL file is made. */
final class HclException {
  private HclException() {}

  static WhimbrelException wrong(Position at, String fact, String remedy) {
    return new WhimbrelException(Problem.of(ProblemCode.CONFIGURATION, fact).at(at).remedy(remedy), null);
  }

  /** Of what Atlas has and Whimbrel has not. */
  static WhimbrelException unread(Position at, String what) {
    return new WhimbrelException(
        Problem.of(ProblemCode.UNSUPPORTED, what + " of atlas.hcl is not carried out by Whimbrel")
            .at(at).state("nothing was changed")
            .remedy("say what it gives in whimbrel.yaml, under the same environment, or with an option"),
        null);
  }
}
