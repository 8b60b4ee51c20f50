package dev.whimbrel.history;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.Database;
import dev.whimbrel.migration.MigrationSet;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import dev.whimbrel.sql.MadeTables;
import dev.whimbrel.sql.MadeTables.Made;
import dev.whimbrel.sql.MadeTables.Manner;
import dev.whimbrel.sql.TableName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells a history that has not begun from one that is gone: dropped, emptied or left behind by a restore. To take the second for the
 * first would run every migration once more over the data that is there.
 */
final class LostHistory {
  /** More tables than that are counted and not named. */
  private static final int MOST_NAMED = 6;

  private final Database database;
  private final Identifier schema;
  private final List<Made> tables;

  LostHistory(Database database, Identifier schema, MigrationSet set) {
    this.database = database;
    this.schema = schema;
    this.tables = MadeTables.of(set.migrations().stream().flatMap(m -> m.up().statements().stream()).toList());
  }

  /**
   * What the database shows.
   *
   * @param layout whether the table of the layout is there
   * @param journal whether the table of the rows is there
   * @param lastRow the highest number that a row ever got, or null if none did or the role may not know
   * @param used whether anything is in the database beside what came with it
   * @param tables how many of the directory's tables are there
   * @param services whose rows the journal holds, those included that are being written
   */
  private record Signs(boolean layout, boolean journal, @Nullable String lastRow, boolean used, int tables,
      int services) {}

  Journal.Emptiness sign(String beside) {
    Answer answer = look(beside);
    return new Journal.Emptiness(sign(signs(answer)), answer.rows(0));
  }

  private Optional<Problem> sign(Signs signs) {
    if (signs.layout() && !signs.journal()) {
      return Optional.of(gone("the journal in schema " + schema
          + " is gone: its table \"layout\" is there, its table \"journal\" is not"));
    }
    if (signs.journal() && signs.services() == 0 && signs.lastRow() != null && signs.used()) {
      String rows = signs.lastRow().equals("1") ? "1 row was" : signs.lastRow() + " rows were";
      return Optional.of(gone("the journal in schema " + schema + " is empty, and " + rows + " written to it"));
    }
    if (holdsEverything(signs)) {
      return Optional.of(gone("nothing is recorded in the journal, and "
          + (tables.size() == 1 ? "the table" : "all " + tables.size() + " tables")
          + " that the directory makes " + (tables.size() == 1 ? "is" : "are") + " in the database: " + named()));
    }
    return Optional.empty();
  }

  /** A service that makes only what it shares with others, and says IF NOT EXISTS for that, has nothing of its own to be found. */
  private boolean holdsEverything(Signs signs) {
    boolean own = signs.services() == 0 || tables.stream().anyMatch(table -> table.manner() == Manner.PLAIN);
    return own && !tables.isEmpty() && signs.tables() == tables.size();
  }

  private String named() {
    String names = tables.stream().limit(MOST_NAMED).map(table -> table.name().toString())
        .collect(Collectors.joining(", "));
    return tables.size() > MOST_NAMED ? names + ", …" : names;
  }

  private static Problem gone(String fact) {
    return Problem.of(ProblemCode.JOURNAL, fact)
        .state("nothing was changed")
        .remedy("restore the schema of the journal from a backup; or record which version the database is at with: "
            + "whimbrel baseline V; or, if everything is to run from the first migration on: "
            + "whimbrel up --from-scratch");
  }

  /**
   * In one implicit transaction: where there is no journal, the last query fails, and nothing is to be undone. The order counts: a
   * number is given to a row before others see it, so who had one when the first query looked is still writing when the second does,
   * or is seen by the third.
   */
  private Answer look(String beside) {
    Answer answer = database
        .send(beside + ";\n" + question() + ";\n" + writers() + ";\nSELECT DISTINCT service FROM " + schema
            + ".journal");
    if (answer.completed().size() < 2) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.JOURNAL, "what became of the journal in schema " + schema + " cannot be looked up")
              .server(Objects.requireNonNull(answer.failure()).error()).state("nothing was changed"),
          null);
    }
    return answer;
  }

  private static Signs signs(Answer answer) {
    List<@Nullable String> row = answer.rows(1).get(0);
    return new Signs("t".equals(row.get(0)), "t".equals(row.get(1)), row.get(2), "t".equals(row.get(3)),
        Integer.parseInt(Objects.requireNonNull(row.get(4))),
        writing(answer) + (answer.completed().size() > 3 ? answer.rows(3).size() : 0));
  }

  private static int writing(Answer answer) {
    return answer.completed().size() > 2
        ? Integer.parseInt(Objects.requireNonNull(answer.rows(2).get(0).get(0)))
        : 0;
  }

  /** How many others have written to the journal and not committed: another service that begins at the same moment. */
  private String writers() {
    return """
        SELECT pg_catalog.count(DISTINCT l.pid) FROM pg_catalog.pg_locks l
        JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) l.relation
        JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
        WHERE n.nspname OPERATOR(pg_catalog.=) %s AND c.relname OPERATOR(pg_catalog.=) 'journal'
          AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d
            WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
          AND l.mode OPERATOR(pg_catalog.=) 'RowExclusiveLock' AND l.granted
          AND l.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()""".formatted(Literal.of(schema.name()));
  }

  private String question() {
    return """
        SELECT
          EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace OPERATOR(pg_catalog.=) ours.oid
            AND c.relname OPERATOR(pg_catalog.=) 'layout'),
          EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace OPERATOR(pg_catalog.=) ours.oid
            AND c.relname OPERATOR(pg_catalog.=) 'journal'),
          (SELECT CASE WHEN pg_catalog.has_sequence_privilege(s.oid, 'SELECT') THEN pg_catalog.pg_sequence_last_value(s.oid) END
            FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class s ON s.oid OPERATOR(pg_catalog.=) d.objid
            JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.refobjid
            WHERE d.deptype OPERATOR(pg_catalog.=) 'i' AND s.relkind OPERATOR(pg_catalog.=) 'S'
              AND c.relnamespace OPERATOR(pg_catalog.=) ours.oid AND c.relname OPERATOR(pg_catalog.=) 'journal' LIMIT 1),
          EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
            WHERE n.nspname OPERATOR(pg_catalog.!~) '^(pg_|information_schema$)'
              AND n.nspname OPERATOR(pg_catalog.<>) %1$s
              AND c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'v', 'm', 'f']::pg_catalog."char"[])
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid OPERATOR(pg_catalog.=) c.oid
                AND d.deptype OPERATOR(pg_catalog.=) 'e')),
          (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c
            JOIN pg_catalog.unnest(ARRAY[%2$s]::pg_catalog.text[]) made(name)
              ON c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(made.name)
            WHERE c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'f']::pg_catalog."char"[]))
        FROM (SELECT 1) one LEFT JOIN pg_catalog.pg_namespace ours ON ours.nspname OPERATOR(pg_catalog.=) %1$s"""
        .formatted(Literal.of(schema.name()),
            tables.stream().map(Made::name).map(TableName::quoted).map(Literal::of).collect(Collectors.joining(", ")));
  }
}
