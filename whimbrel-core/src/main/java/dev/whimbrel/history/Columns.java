package dev.whimbrel.history;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Identifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The columns of the journal, in the order in which they are read. More than these may be there. */
final class Columns {
  private static final Map<String, String> TYPES = Stream.of("id int8", "version text", "generation int4",
      "event text", "direction text", "batch int8", "file text", "description text", "raw_checksum text",
      "token_checksum text", "statements_done int4", "statements_total int4",
      "started_at timestamptz", "finished_at timestamptz", "role_name text", "client text",
      "os_user text", "host text", "tool text", "error text", "run text", "backend_pid int4", "origin text",
      "service text")
      .map(column -> column.split(" ", 2))
      .collect(Collectors.toMap(c -> c[0], c -> c[1], (a, b) -> a, java.util.LinkedHashMap::new));

  /** All but the service, which is asked for and not read. */
  static final List<String> NAMES = TYPES.keySet().stream().filter(name -> !name.equals("service")).toList();

  private static final Map<String, Integer> PLACES = new HashMap<>();

  static {
    for (int place = 0; place < NAMES.size(); place++) {
      PLACES.put(NAMES.get(place), place);
    }
  }

  /** By the layout that brought them. */
  private static final Map<String, Integer> SINCE = Map.of("run", 2, "backend_pid", 2, "origin", 3);

  private Columns() {}

  /** Where among the values of a row that of a column is. */
  static int place(String name) {
    return Objects.requireNonNull(PLACES.get(name));
  }

  /** All of them; those that a layout does not have are null. */
  static String selected(int layout) {
    return NAMES.stream().map(name -> isIn(name, layout) ? expression(name) : "NULL")
        .collect(Collectors.joining(", "));
  }

  private static boolean isIn(String name, int layout) {
    return SINCE.getOrDefault(name, JournalLayout.FIRST) <= layout;
  }

  private static String expression(String name) {
    return "timestamptz".equals(TYPES.get(name))
        ? "pg_catalog.to_char(" + name + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        : name;
  }

  /**
   * What is not as it was made, if anything is.
   *
   * @param found names and types
   * @param layout of this journal
   */
  static Optional<Problem> difference(Identifier schema, List<List<@Nullable String>> found, int layout) {
    Map<String, String> there = found.stream()
        .collect(Collectors.toMap(row -> String.valueOf(row.get(0)), row -> String.valueOf(row.get(1))));
    return TYPES.entrySet().stream()
        .filter(column -> isIn(column.getKey(), layout))
        .filter(column -> !column.getValue().equals(there.get(column.getKey())))
        .findFirst()
        .map(column -> changed(schema, column.getKey(), column.getValue(), there.get(column.getKey())));
  }

  private static Problem changed(Identifier schema, String name, String type, @Nullable String found) {
    String fact = found == null
        ? "the journal in schema " + schema + " has no column \"" + name + "\""
        : "the column \"" + name + "\" of the journal in schema " + schema + " is of type " + found
            + ", and was made as "
            + type;
    return Problem.of(ProblemCode.JOURNAL, fact)
        .state("nothing was changed")
        .remedy(found == null
            ? "somebody changed the table: restore the journal from a backup"
            : "somebody changed the table: ALTER TABLE " + schema + ".journal ALTER COLUMN " + name + " TYPE " + type
                + " USING " + name + "::" + type + "; or restore the journal from a backup");
  }

}
