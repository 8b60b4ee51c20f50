package dev.whimbrel.source;

/** Writes the changeset that a migration becomes. */
final class LiquibaseWriter {
  static final String AUTHOR = "whimbrel";

  private LiquibaseWriter() {}

  /**
   * A file of one changeset.
   *
   * @param attributes what is to be said of it
   * @param description of the migration
   */
  static String file(String version, String attributes, String description, String up, String down) {
    return "--liquibase formatted sql\n--changeset " + AUTHOR + ":" + version + attributes + "\n"
        + (description.isBlank() ? "" : "--comment: " + description + "\n") + up + down;
  }

  /** A way back, each line of it behind Liquibase's word. */
  static String rollback(String text) {
    StringBuilder lines = new StringBuilder();
    text.stripTrailing().lines().forEach(line -> lines.append("--rollback ").append(line).append('\n'));
    return lines.toString();
  }

  /** A way back of nothing but comments. */
  static String noRollback(String comments) {
    return (comments.isBlank() ? "" : comments) + "--rollback empty\n";
  }
}
