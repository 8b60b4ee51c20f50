package dev.whimbrel.history;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Identifier;
import java.util.List;
import java.util.Map;
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
      "os_user text", "host text", "tool text", "error text", "run text", "backend_pid int4", "service text")
      .map(column -> column.split(" ", 2))
      .collect(Collectors.toMap(c -> c[0], c -> c[1], (a, b) -> a, java.util.LinkedHashMap::new));

  /** All but the service, which is asked for and not read. */
  static final List<String> NAMES = TYPES.keySet().stream().filter(name -> !name.equals("service")).toList();

  private static final List<String> SINCE_THE_SECOND_LAYOUT = List.of("run", "backend_pid");

  private Columns() {}

  /** For the second layout, or for the first. */
  static String selected(List<String> missing) {
    return NAMES.stream().map(name -> missing.contains(name) ? "NULL" : expression(name))
        .collect(Collectors.joining(", "));
  }

  static List<String> newInTheSecondLayout() {
    return SINCE_THE_SECOND_LAYOUT;
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
   * @param missing what the layout of this journal does not have
   */
  static Optional<Problem> difference(Identifier schema, List<List<@Nullable String>> found, List<String> missing) {
    Map<String, String> there = found.stream()
        .collect(Collectors.toMap(row -> String.valueOf(row.get(0)), row -> String.valueOf(row.get(1))));
    return TYPES.entrySet().stream()
        .filter(column -> !missing.contains(column.getKey()))
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
