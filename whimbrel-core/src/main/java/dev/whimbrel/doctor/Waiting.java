package dev.whimbrel.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who waits for a lock, and for whom. */
final class Waiting implements Check {
  @Override
  public String subject() {
    return "sessions that wait";
  }

  @Override
  public String question(Patient patient) {
    return """
        SELECT w.pid, w.application_name, w.application_name ~ '%1$s', %2$s, b.pid, s.application_name,
          s.application_name ~ '%1$s', s.state, %3$s, pg_catalog.left(s.query, 300), pg_catalog.left(w.query, 300)
        FROM (SELECT l.pid, pg_catalog.min(l.waitstart) AS since FROM pg_catalog.pg_locks l WHERE NOT l.granted GROUP BY 1) q
          JOIN pg_catalog.pg_stat_activity w ON w.pid = q.pid
          CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.pg_blocking_pids(w.pid)) AS b (pid)
          LEFT JOIN pg_catalog.pg_stat_activity s ON s.pid = b.pid
        WHERE w.datname = pg_catalog.current_database() AND w.pid <> pg_catalog.pg_backend_pid()
        ORDER BY q.since, w.pid, b.pid LIMIT 200""".formatted(Sql.OURS, Sql.age("q.since"), Sql.age("s.state_change"));
  }

  @Override
  public List<Finding> findings(List<Row> rows, Patient patient) {
    Map<String, List<Row>> byWaiter = new LinkedHashMap<>();
    rows.forEach(row -> byWaiter.computeIfAbsent(row.text(0), pid -> new ArrayList<>()).add(row));
    return byWaiter.values().stream()
        .filter(blockers -> matters(blockers, patient))
        .map(Waiting::finding)
        .toList();
  }

  private static boolean matters(List<Row> blockers, Patient patient) {
    return blockers.stream().anyMatch(row -> row.is(2) || row.is(6))
        || Limits.reached(blockers.getFirst().number(3), patient.limits().waiting());
  }

  private static Finding finding(List<Row> blockers) {
    Row row = blockers.getFirst();
    List<String> holders = blockers.stream().map(Waiting::holder).distinct().toList();
    return Finding.of("waiting", "pid " + row.text(0), Severity.WARNING,
        "pid " + row.text(0) + " (" + name(row.text(1)) + ": " + QueryText.of(row.text(10)) + ") has waited "
            + Ages.of(row.number(3)) + " for a lock behind " + String.join(", ", holders),
        row.is(2)
            ? "a migration waits, and on a table whatever comes later waits behind it"
            : blockers.stream().anyMatch(b -> b.is(6))
                ? "a migration keeps it waiting"
                : "a migration that needs the same table waits behind both")
        .withRemedy(remedy(row));
  }

  private static String holder(Row row) {
    if (row.number(4) == 0) {
      return "a prepared transaction";
    }
    return "pid " + row.text(4) + " (" + name(row.text(5)) + ", "
        + row.find(7).map(state -> state + " for " + Ages.of(row.number(8)) + ": " + QueryText.of(row.text(9)))
            .orElse("what it does is hidden from this role")
        + ")";
  }

  private static String name(String application) {
    return application.isEmpty() ? "no name" : application;
  }

  private static String remedy(Row row) {
    return row.number(4) == 0
        ? "end the prepared transaction; they are listed by: " + Sql.psql("SELECT * FROM pg_prepared_xacts")
        : "wait, or end what it waits for with: " + Sql.psql("SELECT pg_terminate_backend(" + row.text(4) + ")");
  }
}
