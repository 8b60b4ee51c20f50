package dev.whimbrel.peer;

import dev.whimbrel.migration.Migration;

/** Texts as they fit into the columns of Flyway's table. */
final class FlywayText {
  private static final int LONGEST_DESCRIPTION = 200;
  private static final int LONGEST_SCRIPT = 1000;
  private static final String CUT = "...";

  private FlywayText() {}

  static String description(Migration migration) {
    return shortened(migration.description());
  }

  static String shortened(String description) {
    return description.length() <= LONGEST_DESCRIPTION
        ? description
        : description.substring(0, LONGEST_DESCRIPTION - CUT.length()) + CUT;
  }

  /** Of a long path, Flyway keeps the end. */
  static String script(Migration migration) {
    String file = migration.file();
    return file.length() <= LONGEST_SCRIPT
        ? file
        : CUT + file.substring(file.length() - LONGEST_SCRIPT + CUT.length());
  }
}
