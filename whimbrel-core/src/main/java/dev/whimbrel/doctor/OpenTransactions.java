package dev.whimbrel.doctor;

import java.util.List;
import java.util.Optional;

/** Transactions of others that stay open: an index that is built concurrently waits for them. */
final class OpenTransactions implements Check {
  @Override
  public String subject() {
    return "open transactions";
  }

  @Override
  public String question(Patient patient) {
    return """
        SELECT a.pid, a.application_name, a.usename,
          CASE WHEN a.client_addr IS NULL THEN 'local' ELSE pg_catalog.host(a.client_addr) END,
          a.state, %2$s, %3$s, %4$s, pg_catalog.left(a.query, 300)
        FROM pg_catalog.pg_stat_activity a
        WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid()
          AND a.xact_start IS NOT NULL AND a.backend_type = 'client backend' AND a.application_name !~ '%1$s'
        ORDER BY a.xact_start, a.pid LIMIT 200""".formatted(Sql.OURS, Sql.age("a.state_change"),
        Sql.age("a.xact_start"), Sql.time("a.xact_start"));
  }

  @Override
  public List<Finding> findings(List<Row> rows, Patient patient) {
    return rows.stream().map(row -> finding(row, patient)).flatMap(Optional::stream).toList();
  }

  private static Optional<Finding> finding(Row row, Patient patient) {
    boolean idle = row.text(4).startsWith("idle in transaction");
    if (idle && Limits.reached(row.number(5), patient.limits().idleInTransaction())) {
      return Optional.of(Finding.of("idle-in-transaction", "pid " + row.text(0), Severity.WARNING,
          who(row) + " has done nothing for " + Ages.of(row.number(5)) + " in a transaction that is open since "
              + row.text(7) + " UTC, after: " + QueryText.of(row.text(8)),
          "its locks stay until it ends: an ALTER TABLE waits for it, and so may CREATE INDEX CONCURRENTLY")
          .withRemedy("let its program end the transaction, or end it with: " + terminate(row)));
    }
    if (!idle && Limits.reached(row.number(6), patient.limits().oldTransaction())) {
      return Optional.of(Finding.of("old-transaction", "pid " + row.text(0), Severity.WARNING,
          who(row) + " works in a transaction that is open since " + row.text(7) + " UTC, now on: "
              + QueryText.of(row.text(8)),
          "CREATE INDEX CONCURRENTLY waits for it, whatever tables it uses, and no dead row after it is cleaned away")
          .withRemedy("wait for it, or end it with: " + terminate(row)));
    }
    return Optional.empty();
  }

  private static String who(Row row) {
    String name = row.text(1).isEmpty() ? "no name" : row.text(1);
    return "pid " + row.text(0) + " (" + name + " as " + row.text(2) + " from " + row.text(3) + ")";
  }

  private static String terminate(Row row) {
    return Sql.psql("SELECT pg_terminate_backend(" + row.text(0) + ")");
  }
}
