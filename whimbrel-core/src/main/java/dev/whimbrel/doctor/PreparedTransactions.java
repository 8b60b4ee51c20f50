package dev.whimbrel.doctor;

import dev.whimbrel.sql.Literal;
import java.util.List;

/** Transactions that wait for the second half of a two-phase commit; they outlive sessions and restarts. */
final class PreparedTransactions implements Check {
  @Override
  public String subject() {
    return "prepared transactions";
  }

  @Override
  public String question(Patient patient) {
    return """
        SELECT p.gid, p.owner, %s, %s,
          (SELECT pg_catalog.string_agg(DISTINCT pg_catalog.format('%%I.%%I', n.nspname, c.relname), ', ')
            FROM pg_catalog.pg_locks x
              JOIN pg_catalog.pg_locks l ON l.virtualtransaction = x.virtualtransaction AND l.pid IS NULL
              JOIN pg_catalog.pg_class c ON c.oid = l.relation
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE x.locktype = 'transactionid' AND x.transactionid = p.transaction AND x.pid IS NULL AND x.granted
              AND l.locktype = 'relation' AND c.relkind IN ('r', 'p'))
        FROM pg_catalog.pg_prepared_xacts p WHERE p.database = pg_catalog.current_database()
        ORDER BY p.prepared, 1 LIMIT 200""".formatted(Sql.time("p.prepared"), Sql.age("p.prepared"));
  }

  @Override
  public List<Finding> findings(List<Row> rows, Patient patient) {
    return rows.stream().map(row -> finding(row, patient)).toList();
  }

  private static Finding finding(Row row, Patient patient) {
    boolean old = Limits.reached(row.number(3), patient.limits().prepared());
    return Finding.of("prepared-transaction", row.text(0), old || row.find(4).isPresent()
        ? Severity.WARNING
        : Severity.ADVICE,
        "the transaction \"" + row.text(0) + "\" of " + row.text(1) + " is prepared since " + row.text(2) + " UTC ("
            + Ages.of(row.number(3)) + ") and neither committed nor rolled back"
            + row.find(4).map(tables -> "; it holds locks on " + tables).orElse(""),
        "it belongs to no session: its locks stay until somebody ends it, over restarts, and no dead row after it is cleaned away")
        .withRemedy("if its transaction manager has forgotten it: "
            + Sql.psql("ROLLBACK PREPARED " + Literal.of(row.text(0))));
  }
}
