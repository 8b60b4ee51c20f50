package dev.whimbrel.doctor;

import java.util.List;

/** Partitions that stand between attached and detached. */
final class Partitions implements Check {
  private static final String QUESTION = """
      SELECT pg_catalog.format('%I.%I', pn.nspname, p.relname), pg_catalog.format('%I.%I', cn.nspname, c.relname),
        (SELECT pg_catalog.min(a.pid) FROM pg_catalog.pg_stat_activity a
          WHERE a.datname = pg_catalog.current_database() AND a.state = 'active' AND a.pid <> pg_catalog.pg_backend_pid()
            AND a.query ~* 'detach\\s+partition')
      FROM pg_catalog.pg_inherits h
        JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
        JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
        JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid
        JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
      WHERE h.inhdetachpending
      ORDER BY 1, 2 LIMIT 200""";

  @Override
  public String subject() {
    return "partitions";
  }

  @Override
  public String question(Patient patient) {
    return QUESTION;
  }

  @Override
  public List<Finding> findings(List<Row> rows, Patient patient) {
    return rows.stream().map(Partitions::finding).toList();
  }

  private static Finding finding(Row row) {
    String finalize = "ALTER TABLE " + row.text(0) + " DETACH PARTITION " + row.text(1) + " FINALIZE";
    if (row.find(2).isPresent()) {
      return Finding.of("partition-being-detached", row.text(1), Severity.ADVICE,
          "the partition " + row.text(1) + " is being detached from " + row.text(0) + ", it seems by pid "
              + row.text(2),
          "it waits for the transactions that use the table")
          .withRemedy("look again when that is over: whimbrel doctor");
    }
    return Finding.of("pending-detach", row.text(1), Severity.ERROR,
        "the partition " + row.text(1) + " is half detached from " + row.text(0) + ", and nobody goes on with it",
        "queries on " + row.text(0)
            + " do not see its rows any more, and no other partition of it can be detached concurrently")
        .withRemedy("finish it with: " + Sql.psql(finalize))
        .withFix(new Fix.Statement(finalize,
            "it takes a lock on the partition alone that keeps everybody out for a moment"));
  }
}
