package dev.whimbrel.peer;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row of Liquibase's table.
 *
 * @param path as {@code filename} has it, without what makes no difference to Liquibase
 * @param executed when, in the time zone of the session: the column has none
 * @param checksum with its version before a colon, or null
 * @param liquibase the version that wrote it, or null
 * @param deployment what was done in one run has the same, or null
 * @param json all of it
 */
record LiquibaseRow(String id, String author, String path, @Nullable Instant executed, @Nullable String checksum,
    @Nullable String liquibase, @Nullable String deployment, String json) {
  /** What {@link #of} reads, as a list of SQL expressions over the table by its alias {@code t}. */
  static final String SELECTED = "t.id, t.author, t.filename, " + Moments.text("t.dateexecuted")
      + ", t.md5sum, t.liquibase, t.deployment_id, pg_catalog.row_to_json(t)";

  private static final String COMPARED = "9:";

  static LiquibaseRow of(List<@Nullable String> row) {
    int column = 0;
    return new LiquibaseRow(text(row, column++), text(row, column++), normal(text(row, column++)),
        Moments.read(row.get(column++)), row.get(column++), row.get(column++), row.get(column++), text(row, column));
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column));
  }

  private static String normal(String path) {
    return path.replace('\\', '/').replaceFirst("^(?:classpath:)?(?:\\./|/)*", "");
  }

  /** As Liquibase calls the changeset. */
  String label() {
    return path + "::" + id + "::" + author;
  }

  /** What two rows of one changeset have in common, and its migration. */
  String key() {
    return key(label());
  }

  static String key(String label) {
    return label.toLowerCase(Locale.ROOT);
  }

  /** What stands in {@code md5sum} if that is of today's kind. Others are told nothing by the text: Liquibase replaces them. */
  @Nullable
  String comparable() {
    return checksum != null && checksum.startsWith(COMPARED) ? checksum : null;
  }
}
