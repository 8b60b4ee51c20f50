package dev.whimbrel.doctor;

import dev.whimbrel.problem.Problem;
import java.util.Objects;

/** What came of carrying a fix out. */
public sealed interface Treatment {
  /** The server did it. */
  record Mended() implements Treatment {}

  /**
   * Nothing was done, for there is nothing to do any more.
   *
   * @param reason what is so instead
   */
  record NotNeeded(String reason) implements Treatment {
    public NotNeeded {
      Objects.requireNonNull(reason);
    }
  }

  /** It was to be done, and was not. */
  record Failed(Problem problem) implements Treatment {
    public Failed {
      Objects.requireNonNull(problem);
    }
  }
}
