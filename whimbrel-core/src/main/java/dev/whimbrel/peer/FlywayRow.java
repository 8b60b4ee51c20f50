package dev.whimbrel.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A row of Flyway's table.
 *
 * @param version with dots, or null where there is none
 * @param installed when, in the time zone of the session: the column has none
 * @param success {@code t} or {@code f}
 * @param json all of it
 */
record FlywayRow(int rank, @Nullable String version, String description, String type, String script,
    @Nullable Integer checksum, String by, Instant installed, Duration took, String success, String json) {
  private static final Pattern TYPE = Pattern
      .compile("SCHEMA|BASELINE|DELETE|(UNDO_)?(SQL|JDBC|SPRING_JDBC|SCRIPT|CUSTOM)(_BASELINE)?");
  private static final Pattern VERSION = Pattern.compile("[0-9]+([._][0-9]+)*");

  /** What {@link #of} reads, as a list of SQL expressions over the table by its alias {@code t}. */
  static final String SELECTED = """
      t.installed_rank, t.version, t.description, t.type, t.script, t.checksum, t.installed_by,
        pg_catalog.to_char(pg_catalog.timezone('UTC', t.installed_on::pg_catalog.timestamptz),
          'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        t.execution_time, t.success, pg_catalog.row_to_json(t)""";

  /**
   * Understands one.
   *
   * @throws IllegalArgumentException if it holds what Flyway never writes: a row that is not understood may be one of something applied
   */
  static FlywayRow of(List<@Nullable String> row) {
    FlywayRow read = read(row);
    String found = "the row with installed_rank " + read.rank();
    if (!TYPE.matcher(read.type()).matches()) {
      throw new IllegalArgumentException(found + " has the type \"" + read.type() + "\"");
    }
    if (read.version() != null && !VERSION.matcher(read.version()).matches()) {
      throw new IllegalArgumentException(found + " has the version \"" + read.version() + "\"");
    }
    if (read.version() == null && read.type().equals("BASELINE")) {
      throw new IllegalArgumentException(found + " is a baseline without a version");
    }
    return read;
  }

  private static FlywayRow read(List<@Nullable String> row) {
    int column = 0;
    return new FlywayRow(Integer.parseInt(text(row, column++)), row.get(column++), text(row, column++),
        text(row, column++), text(row, column++), number(row.get(column++)), text(row, column++),
        Instant.parse(text(row, column++)), Duration.ofMillis(Long.parseLong(text(row, column++))),
        text(row, column++), text(row, column));
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column));
  }

  private static @Nullable Integer number(@Nullable String text) {
    return text == null ? null : Integer.valueOf(text);
  }

  /** Of the command {@code baseline}. */
  boolean isBaseline() {
    return type.equals("BASELINE") && version != null;
  }

  /** Of the creation of a schema. */
  boolean isSchema() {
    return type.equals("SCHEMA");
  }

  /** Whether it takes back an earlier row. */
  boolean takesBack() {
    return type.startsWith("UNDO_") || type.equals("DELETE");
  }

  boolean isFailed() {
    return success.equals("f");
  }

  FlywayKey key() {
    if (version == null) {
      return new FlywayKey.Repeated(description);
    }
    FlywayVersion number = FlywayVersion.of(version);
    return type.endsWith("BASELINE") ? new FlywayKey.Sum(number) : new FlywayKey.Step(number);
  }

  Instant began() {
    return installed.minus(took);
  }
}
