package dev.whimbrel.cli.settings;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;

/** Yes or no, of an option that takes no value on the command line. */
final class Truth {
  /** Not Whimbrel's own: it is on whatever its value is. */
  private static final String NO_COLOR = "NO_COLOR";

  private Truth() {}

  static boolean of(Settings.Sourced said) {
    return switch (said.value()) {
      case "true" -> true;
      case "false" -> said.source().equals(NO_COLOR);
      default -> {
        if (said.source().equals(NO_COLOR)) {
          yield true;
        }
        throw new WhimbrelException(Problem
            .of(ProblemCode.CONFIGURATION,
                "\"" + said.value() + "\" of " + said.source() + " is neither true nor false")
            .at(said.at()).remedy("write true or false"), null);
      }
    };
  }
}
