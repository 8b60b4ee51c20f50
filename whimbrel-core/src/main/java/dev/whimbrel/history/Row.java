package dev.whimbrel.history;

import dev.whimbrel.migration.Checksum;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import java.time.DateTimeException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One row of the journal as the server gave it, which somebody may have edited. */
final class Row {
  private static final int LONGEST_SHOWN = 60;

  private final Identifier schema;
  private final List<@Nullable String> values;

  Row(Identifier schema, List<@Nullable String> values) {
    this.schema = schema;
    this.values = values;
  }

  /**
   * What it says.
   *
   * @throws WhimbrelException if a value is none that Whimbrel writes
   */
  JournalEntry entry() {
    return new JournalEntry(read("id", Long::parseLong), text("version"), read("generation", Integer::parseInt),
        read("event", Event::ofWord), read("direction", Row::direction), read("batch", Long::parseLong), text("file"),
        text("description"), checksum(), read("statements_done", Integer::parseInt),
        read("statements_total", Integer::parseInt), read("started_at", Times::parse),
        read("finished_at", Times::parse), text("role_name"), text("client"),
        new Author(text("os_user"), text("host"), text("tool")), value("error"), value("run"),
        value("backend_pid") == null ? null : read("backend_pid", Integer::parseInt),
        value("origin"));
  }

  private static Direction direction(String word) {
    return switch (word) {
      case "up" -> Direction.UP;
      case "down" -> Direction.DOWN;
      default -> throw new IllegalArgumentException(word);
    };
  }

  private @Nullable Checksum checksum() {
    String raw = value("raw_checksum");
    String tokens = value("token_checksum");
    return raw == null || tokens == null ? null : new Checksum(raw, tokens);
  }

  private @Nullable String value(String column) {
    return values.get(Columns.place(column));
  }

  private String text(String column) {
    return read(column, text -> text);
  }

  private <T> T read(String column, Function<String, T> meaning) {
    String value = value(column);
    if (value == null) {
      throw unreadable(column, "no value");
    }
    try {
      return meaning.apply(value);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw unreadable(column, "\"" + shown(value) + "\"");
    }
  }

  private static String shown(String value) {
    return value.length() > LONGEST_SHOWN ? value.substring(0, LONGEST_SHOWN) + "…" : value;
  }

  private WhimbrelException unreadable(String column, String found) {
    return new WhimbrelException(Problem.of(ProblemCode.JOURNAL,
        "row " + values.get(0) + " of the journal in schema " + schema + " has " + found + " in the column \"" + column
            + "\", which no Whimbrel writes")
        .state("nothing was changed")
        .remedy("somebody edited the journal: restore the row from a backup"), null);
  }
}
