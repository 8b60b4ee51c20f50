package dev.whimbrel.peer;

import dev.whimbrel.database.Database;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Literal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a role lacks to read a tool's tables and to keep them up: all of them, those that lie beside the history too. */
record Rights(Database database, PeerTable table, Map<String, List<String>> lacking) {
  private static final List<String> ORDER = List.of("USAGE", "CREATE", "SELECT", "INSERT", "UPDATE", "DELETE");

  Rights {
    lacking = new LinkedHashMap<>(lacking);
  }

  /** Asks the server, in one question. What is not there lacks nothing. */
  static Rights of(Database database, PeerTable table) {
    Map<String, List<String>> lacking = new LinkedHashMap<>();
    for (List<@Nullable String> row : database.query(question(table))) {
      lacking.computeIfAbsent(Objects.requireNonNull(row.get(0)), object -> new ArrayList<>())
          .add(Objects.requireNonNull(row.get(1)));
    }
    return new Rights(database, table, lacking);
  }

  private static String question(PeerTable table) {
    String schema = Literal.of(table.schema().name());
    String wanted = table.names().stream()
        .flatMap(name -> table.tool().bookkeeping().rights(name).stream()
            .map(right -> "(" + Literal.of(name) + ", " + Literal.of(right) + ")"))
        .collect(Collectors.joining(", "));
    String made = table.tool().bookkeeping().madeWhereMissing().stream().map(Literal::of)
        .collect(Collectors.joining(", "));
    return """
        WITH there AS (SELECT c.oid, c.relname, w.privilege, pg_catalog.format('%%I.%%I', n.nspname, c.relname) AS name
          FROM (VALUES %2$s) w(name, privilege)
          JOIN pg_catalog.pg_class c ON c.relname OPERATOR(pg_catalog.=) w.name::pg_catalog.name
          JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace AND n.nspname OPERATOR(pg_catalog.=) %1$s)
        SELECT 'SCHEMA ' OPERATOR(pg_catalog.||) pg_catalog.quote_ident(n.nspname), p.privilege
        FROM pg_catalog.pg_namespace n
        JOIN (SELECT 'USAGE' UNION ALL SELECT 'CREATE' FROM pg_catalog.unnest(ARRAY[%3$s]::pg_catalog.text[]) m(name)
            WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace o
              ON o.oid OPERATOR(pg_catalog.=) c.relnamespace WHERE c.relname OPERATOR(pg_catalog.=) m.name::pg_catalog.name
                AND o.nspname OPERATOR(pg_catalog.=) %1$s)) p(privilege) ON true
        WHERE n.nspname OPERATOR(pg_catalog.=) %1$s AND NOT pg_catalog.has_schema_privilege(n.oid, p.privilege)
        UNION ALL
        SELECT there.name, there.privilege FROM there
        WHERE NOT pg_catalog.has_table_privilege(there.oid, there.privilege)
        UNION ALL
        SELECT DISTINCT 'SEQUENCE ' OPERATOR(pg_catalog.||) pg_catalog.format('%%I.%%I', n.nspname, s.relname), 'USAGE'
        FROM there JOIN pg_catalog.pg_depend d ON d.refobjid OPERATOR(pg_catalog.=) there.oid
          AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
          AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype OPERATOR(pg_catalog.=) 'a'
        JOIN pg_catalog.pg_class s ON s.oid OPERATOR(pg_catalog.=) d.objid
        JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) s.relnamespace
        WHERE CASE WHEN s.relkind OPERATOR(pg_catalog.=) 'S' THEN NOT pg_catalog.has_sequence_privilege(s.oid, 'USAGE') END"""
        .formatted(schema, wanted, made);
  }

  /** All of it at once, and what to type. */
  Optional<Problem> problem() {
    return lacking.isEmpty()
        ? Optional.empty()
        : Optional.of(Problem.of(ProblemCode.JOURNAL, "the role " + database.identity().user() + " lacks "
            + lacking.entrySet().stream().map(one -> String.join(", ", sorted(one.getValue())) + " on "
                + one.getKey().replace("SCHEMA ", "schema ").replace("SEQUENCE ", "sequence "))
                .collect(Collectors.joining(" and "))
            + ", so it could not keep up the table " + table + " of " + table.tool().label())
            .state("nothing was changed")
            .remedy("as the owner: " + grants()));
  }

  /** The commands that give it all. */
  String grants() {
    String role = new Identifier(database.identity().user()).quoted();
    return lacking.entrySet().stream()
        .map(one -> "GRANT " + String.join(", ", sorted(one.getValue())) + " ON " + one.getKey() + " TO " + role)
        .collect(Collectors.joining("; "));
  }

  private static List<String> sorted(List<String> privileges) {
    return ORDER.stream().filter(privileges::contains).toList();
  }
}
