package dev.whimbrel.cli.settings;

import dev.whimbrel.problem.Position;
import java.util.Map;

/** A value that stands in a file of the project. */
interface Configured {
  /**
   * The value; computed late, so that what is wrong with it matters only where it is used.
   *
   * @param variables those of the process
   * @throws dev.whimbrel.problem.WhimbrelException if it has none
   */
  String text(Map<String, String> variables);

  /** Where it stands. */
  Position at();
}
