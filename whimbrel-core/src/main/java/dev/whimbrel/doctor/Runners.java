package dev.whimbrel.doctor;

import dev.whimbrel.database.LockKey;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Sessions of ours, and whoever holds a migration lock. */
final class Runners implements Check {
  /** A name that the URL gives, and that the server may have cut, follows ours in parentheses. */
  private static final Pattern AT_REST = Pattern.compile("whimbrel( doctor|.* \\(watching\\))( \\(.*)?",
      Pattern.DOTALL);

  @Override
  public String subject() {
    return "runs and the migration lock";
  }

  @Override
  public String question(Patient patient) {
    return """
        WITH held AS (
          SELECT l.pid, l.objid::pg_catalog.int8 AS object FROM pg_catalog.pg_locks l
          WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid::pg_catalog.int8 = %1$d
            AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
            AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())),
        session AS (
          SELECT * FROM pg_catalog.pg_stat_activity a
          WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid())
        SELECT COALESCE(a.pid, h.pid), a.application_name, a.application_name ~ '%2$s', h.object IS NOT NULL, h.object,
          CASE WHEN a.client_addr IS NULL THEN 'local' ELSE pg_catalog.host(a.client_addr) END,
          %3$s, a.state, %4$s, pg_catalog.left(a.query, 300), a.usename
        FROM session a FULL JOIN held h ON h.pid = a.pid
        WHERE a.application_name ~ '%2$s' OR h.object IS NOT NULL
        ORDER BY 1, 5 LIMIT 200""".formatted(Integer.toUnsignedLong(LockKey.NAMESPACE), Sql.OURS,
        Sql.time("a.backend_start"),
        Sql.age("a.state_change"));
  }

  /** Whether somebody holds the lock of the journal that is looked at. */
  static boolean ourLockIsHeld(List<Row> rows, Patient patient) {
    return rows.stream().anyMatch(row -> row.is(3) && isOfThisJournal(row, patient));
  }

  private static boolean isOfThisJournal(Row row, Patient patient) {
    return row.number(4) == Integer.toUnsignedLong(patient.journal().lockKey().object());
  }

  @Override
  public List<Finding> findings(List<Row> rows, Patient patient) {
    List<Finding> findings = new ArrayList<>();
    for (Row row : rows) {
      if (row.is(3)) {
        findings.add(holder(row, patient));
      } else if (!mayRest(row) && Limits.reached(row.number(8), patient.limits().idle())) {
        findings.add(without(row));
      }
    }
    return findings;
  }

  /** A session that looks on, or at which somebody sits, is idle by nature. */
  private static boolean mayRest(Row row) {
    return AT_REST.matcher(row.text(1)).matches();
  }

  private static Finding holder(Row row, Patient patient) {
    String lock = isOfThisJournal(row, patient)
        ? "the migration lock of this journal"
        : "the migration lock of another journal or service";
    if (row.find(0).isEmpty()) {
      return Finding.of("lock-of-prepared", "", Severity.ERROR, "a prepared transaction holds " + lock,
          "no run can begin until it is ended")
          .withRemedy(
              "find it with: " + Sql.psql("SELECT * FROM pg_prepared_xacts") + "\nand end it with ROLLBACK PREPARED");
    }
    if (isIdle(row) && Limits.reached(row.number(8), patient.limits().idle())) {
      return stale(row, lock);
    }
    return row.is(2) ? atWork(row, lock, patient) : foreign(row, lock);
  }

  private static Finding stale(Row row, String lock) {
    return Finding.of("stale-lock", "pid " + row.text(0), Severity.ERROR,
        who(row) + " holds " + lock + " and has done nothing for " + Ages.of(row.number(8)),
        "no run can begin while it is there; its program is frozen, or gone without a word")
        .withRemedy("if that program is dead, end its session with: " + Sql.psql(terminate(row)))
        .withFix(row.is(2) ? new Fix.EndSession((int) row.number(0), row.text(6)) : null);
  }

  private static Finding foreign(Row row, String lock) {
    return Finding.of("lock-of-stranger", "pid " + row.text(0), Severity.WARNING,
        who(row) + " holds " + lock + ", and does not go by the name of Whimbrel",
        "an application that migrates at its start does so rightly; a pooler that was handed the lock keeps it for ever")
        .withRemedy("if nobody migrates in that session, end it with: " + Sql.psql(terminate(row)));
  }

  private static Finding atWork(Row row, String lock, Patient patient) {
    boolean isLong = "active".equals(row.text(7)) && Limits.reached(row.number(8), patient.limits().longRun());
    return Finding.of(isLong ? "long-run" : "run-at-work", "pid " + row.text(0),
        isLong ? Severity.WARNING : Severity.ADVICE,
        who(row) + " holds " + lock + " and is at work: " + doing(row),
        isLong ? "other runs wait for it; it may wait for something itself" : "other runs wait until it is over")
        .withRemedy(isLong ? "if it is not wanted any more, end it with: " + Sql.psql(terminate(row)) : null);
  }

  private static Finding without(Row row) {
    boolean open = row.text(7).startsWith("idle in transaction");
    if (isIdle(row)) {
      return Finding.of("idle-run", "pid " + row.text(0), open ? Severity.WARNING : Severity.ADVICE,
          who(row) + " has done nothing for " + Ages.of(row.number(8)) + (open ? ", in an open transaction" : "")
              + "; it does not hold the migration lock",
          open
              ? "what it did is neither committed nor undone, and its locks stay; its program is frozen or gone"
              : "it waits for somebody's answer, or its program is gone; it is in nobody's way")
          .withRemedy("if that program is dead, end its session with: " + Sql.psql(terminate(row)))
          .withFix(open ? new Fix.EndSession((int) row.number(0), row.text(6)) : null);
    }
    return Finding.of("run-without-lock", "pid " + row.text(0), Severity.ADVICE,
        who(row) + " does not hold the migration lock: " + doing(row),
        "it looks at something; if it migrates, its lock was lost, and another run can begin beside it");
  }

  private static boolean isIdle(Row row) {
    return row.text(7).startsWith("idle");
  }

  private static String who(Row row) {
    String name = row.text(1).isEmpty() ? "no name" : row.text(1);
    return "pid " + row.text(0) + " (" + name + " as " + row.text(10) + " from " + row.text(5) + ", connected since "
        + row.text(6) + " UTC)";
  }

  private static String doing(Row row) {
    if (row.find(7).isEmpty()) {
      return "what it does is hidden from this role";
    }
    return row.text(7) + " for " + Ages.of(row.number(8)) + ": " + QueryText.of(row.text(9));
  }

  private static String terminate(Row row) {
    return "SELECT pg_terminate_backend(" + row.text(0) + ")";
  }
}
