package dev.whimbrel.doctor;

import java.util.List;

/** Indexes that the server does not use, because building them did not come to its end. */
final class Indexes implements Check {
  private static final String QUESTION = """
      SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.format('%I.%I', tn.nspname, t.relname),
        c.relname ~ '_cc(new|old)[0-9]*$', i.indisunique, c.relkind = 'I', k.contype, pg_catalog.quote_ident(k.conname),
        i.indisreplident,
        (SELECT pg_catalog.min(l.pid) FROM pg_catalog.pg_locks l
          WHERE l.locktype = 'relation' AND l.relation = i.indrelid AND l.mode = 'ShareUpdateExclusiveLock' AND l.granted
            AND l.pid <> pg_catalog.pg_backend_pid()
            AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())),
        (SELECT pg_catalog.concat_ws(', ', p.command, p.phase) FROM pg_catalog.pg_stat_progress_create_index p
          WHERE p.relid = i.indrelid LIMIT 1),
        pg_catalog.pg_get_indexdef(i.indexrelid)
      FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
        JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
        LEFT JOIN pg_catalog.pg_constraint k
          ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')
      WHERE NOT i.indisvalid AND c.relpersistence <> 't'
      ORDER BY 1 LIMIT 200""";

  @Override
  public String subject() {
    return "indexes";
  }

  @Override
  public String question(Patient patient) {
    return QUESTION;
  }

  @Override
  public List<Finding> findings(List<Row> rows, Patient patient) {
    return rows.stream().map(Indexes::finding).toList();
  }

  private static Finding finding(Row row) {
    if (row.find(8).isPresent()) {
      return beingBuilt(row);
    }
    if (row.is(4)) {
      return incomplete(row);
    }
    if (row.find(5).isPresent() || row.is(7)) {
      return needed(row);
    }
    return row.is(2) ? leftover(row) : invalid(row);
  }

  private static Finding beingBuilt(Row row) {
    return Finding.of("index-being-built", row.text(0), Severity.ADVICE,
        "the index " + row.text(0) + " on " + row.text(1) + " is INVALID, and pid " + row.text(8)
            + " is at work on that table" + row.find(9).map(phase -> " (" + phase + ")").orElse(""),
        "it becomes valid when it is built; if the table is only vacuumed, the index is dead")
        .withRemedy("look again when that is over: whimbrel doctor");
  }

  private static Finding invalid(Row row) {
    return Finding.of("invalid-index", row.text(0), Severity.ERROR,
        "the " + kind(row) + " " + row.text(0) + " on " + row.text(1) + " is INVALID, and nobody builds it",
        (row.is(3) ? "it does not make sure that its values are unique: rows that are not may be there; " : "")
            + "no query uses it, every write pays for it, and CREATE INDEX IF NOT EXISTS takes it for the index")
        .withRemedy("drop it with: " + Sql.psql(drop(row)) + "\nand build it again with: "
            + Sql.psql(concurrently(row.text(10)))
            + "\nor, if the migration that builds it is still pending, with: whimbrel up")
        .withFix(new Fix.Statement(drop(row),
            "it waits for the transactions that use the table and holds nobody up; it does not build the index again"));
  }

  private static Finding leftover(Row row) {
    return Finding.of("reindex-leftover", row.text(0), Severity.WARNING,
        "the index " + row.text(0) + " on " + row.text(1) + " was left behind by a REINDEX CONCURRENTLY",
        "no query uses it, and every write pays for it")
        .withRemedy("drop it with: " + Sql.psql(drop(row)))
        .withFix(new Fix.Statement(drop(row), "it waits for the transactions that use the table and holds nobody up"));
  }

  /** Dropping it would take the constraint away; building it again does not. */
  private static Finding needed(Row row) {
    String reindex = "REINDEX INDEX " + (exclusion(row) ? "" : "CONCURRENTLY ") + row.text(0);
    Finding finding = Finding.of("invalid-index-of-constraint", row.text(0), Severity.ERROR,
        "the " + kind(row) + " " + row.text(0) + " on " + row.text(1) + " is INVALID, and "
            + row.find(6).map(name -> "the constraint " + name + " rests on it").orElse("it is the replica identity"),
        row.is(3) || exclusion(row)
            ? "the constraint does not hold: rows that break it may be there, and such rows have to go first"
            : "no query uses it, and every write pays for it")
        .withRemedy("build it again with: " + Sql.psql(reindex));
    return exclusion(row)
        ? finding
        : finding.withFix(new Fix.Statement(reindex, "it reads the whole table and holds nobody up"));
  }

  private static Finding incomplete(Row row) {
    return Finding.of("invalid-partitioned-index", row.text(0), Severity.WARNING,
        "the partitioned " + kind(row) + " " + row.text(0) + " on " + row.text(1)
            + " is INVALID: not every partition has its part of it",
        row.is(3) ? "it does not make sure that its values are unique" : "queries on those partitions do without it")
        .withRemedy("build the index on each partition that lacks it, and attach it with: ALTER INDEX " + row.text(0)
            + " ATTACH PARTITION …");
  }

  private static String kind(Row row) {
    return row.is(3) ? "UNIQUE index" : "index";
  }

  private static boolean exclusion(Row row) {
    return "x".equals(row.text(5));
  }

  private static String drop(Row row) {
    return "DROP INDEX CONCURRENTLY " + row.text(0);
  }

  private static String concurrently(String definition) {
    return definition.replaceFirst("^CREATE (UNIQUE )?INDEX ", "CREATE $1INDEX CONCURRENTLY ");
  }
}
