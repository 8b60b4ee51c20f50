package dev.whimbrel.doctor;

import dev.whimbrel.database.Answer;
import dev.whimbrel.database.LockKey;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.doctor.Activity.Doing;
import dev.whimbrel.doctor.Activity.Locked;
import dev.whimbrel.doctor.Activity.Run;
import dev.whimbrel.doctor.Activity.Session;
import dev.whimbrel.doctor.Activity.Wait;
import dev.whimbrel.doctor.Activity.Waiter;
import dev.whimbrel.history.History;
import dev.whimbrel.peer.Sources;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.problem.WhimbrelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks at the runs that go on in a database. Takes no lock on anything, and holds no transaction open between two looks. */
public final class Lookout {
  /** Sessions that look on, as this one. */
  private static final String LOOKING_ON = "^whimbrel( watch|.* [(]watching[)])";

  private static final String OPENING = """
      BEGIN READ ONLY;
      SET LOCAL statement_timeout = 5000;
      SET LOCAL lock_timeout = 1000;
      SET LOCAL search_path = pg_catalog, pg_temp;
      SELECT pg_catalog.pg_stat_clear_snapshot();
      """;

  /** Where in the answer stands what: behind BEGIN, three settings and one query. */
  private static final int SESSIONS = 5;
  private static final int LOCKS = 6;
  private static final int WAITING = 7;
  private static final int PROGRESS = 8;

  private static final int LONGEST_QUERY = 8000;

  private static final Pattern OPEN_TRANSACTION = Pattern.compile("idle in transaction.*");

  private final Patient patient;

  private Lookout(Patient patient) {
    this.patient = patient;
  }

  /**
   * One look: one round trip, and one more for the journal where something runs.
   *
   * @throws WhimbrelException if the connection is lost, or the server refuses to answer
   */
  public static Activity look(Patient patient) {
    return new Lookout(patient).look();
  }

  private Activity look() {
    Answer answer = patient.database().send(OPENING + sessions() + ";\n" + locks() + ";\n" + waiting() + ";\n"
        + progress() + ";\nROLLBACK");
    ServerFailure failure = answer.failure();
    if (failure != null) {
      patient.database().send("ROLLBACK");
      throw new WhimbrelException(Problem.of(
          failure.connection() == ServerFailure.Link.LOST ? ProblemCode.UNREACHABLE : ProblemCode.DATABASE_ERROR,
          "the server does not tell what runs").server(failure.error()), null);
    }
    List<Row> sessions = rows(answer, SESSIONS);
    Optional<History> history = sessions.isEmpty() ? Optional.empty() : history();
    return new Activity(sessions.stream().map(row -> run(row, answer, history)).toList());
  }

  private static List<Row> rows(Answer answer, int command) {
    return answer.rows(command).stream().map(Row::new).toList();
  }

  /** A journal that cannot be read hides nothing else. */
  private Optional<History> history() {
    try {
      return Optional.of(patient.journal().read());
    } catch (WhimbrelException e) {
      if (patient.database().isClosed()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Of an alias of pg_stat_activity: what {@link #session} reads. */
  private static String columns(String a) {
    return """
        %1$s.pid, %1$s.application_name, %1$s.usename,
          CASE WHEN %1$s.client_addr IS NOT NULL THEN pg_catalog.host(%1$s.client_addr)
            WHEN %1$s.client_port IS NULL THEN 'a hidden place' ELSE 'local' END,
          %2$s, %1$s.state, %3$s, pg_catalog.left(%1$s.query, %4$d)""".formatted(a, Sql.time(a + ".backend_start"),
        Sql.age(a + ".state_change"), LONGEST_QUERY);
  }

  private static Session session(Row row, int from) {
    return new Session((int) row.number(from), row.text(from + 1), row.text(from + 2), row.text(from + 3),
        row.text(from + 4), row.text(from + 5), row.number(from + 6), QueryText.of(row.text(from + 7)));
  }

  private static String ours() {
    return """
        SELECT a.pid FROM pg_catalog.pg_stat_activity a
          WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid()
            AND a.application_name ~ '%s' AND a.application_name !~ '%s'
        UNION SELECT l.pid FROM (%s) AS l WHERE l.pid IS NOT NULL""".formatted(Sql.OURS, LOOKING_ON, held());
  }

  private static String held() {
    return """
        SELECT l.pid, l.objid::pg_catalog.int8 AS object FROM pg_catalog.pg_locks l
        WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid::pg_catalog.int8 = %d
          AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())"""
        .formatted(Integer.toUnsignedLong(LockKey.NAMESPACE));
  }

  private static String sessions() {
    return "SELECT " + columns("a") + ", h.object FROM (" + ours() + ") AS o JOIN pg_catalog.pg_stat_activity a"
        + " ON a.pid = o.pid LEFT JOIN (" + held()
        + ") AS h ON h.pid = a.pid ORDER BY a.backend_start, a.pid LIMIT 100";
  }

  /** Those of the system's own tables are of no interest; a relation without a name is one that is not committed yet. */
  private static String locks() {
    return """
        SELECT l.pid, COALESCE(%s, 'a relation that is not committed yet'), l.mode
        FROM (%s) AS o JOIN pg_catalog.pg_locks l ON l.pid = o.pid
          LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
          LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE l.locktype = 'relation' AND l.granted
          AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
          AND (n.nspname IS NULL OR n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT 500""".formatted(relation(), ours());
  }

  private static String relation() {
    return "CASE WHEN n.nspname = 'public' THEN '' ELSE pg_catalog.quote_ident(n.nspname) || '.' END"
        + " || pg_catalog.quote_ident(c.relname)";
  }

  private static String waiting() {
    return """
        SELECT l.pid, l.mode, CASE l.locktype WHEN 'relation' THEN COALESCE(%1$s, 'a relation')
            WHEN 'transactionid' THEN 'a transaction' WHEN 'virtualxid' THEN 'a transaction'
            WHEN 'advisory' THEN 'an advisory lock' ELSE 'a ' || l.locktype END,
          %2$s, b.pid, %3$s, %4$s
        FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity w ON w.pid = l.pid
          LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
            AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
          LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.pg_blocking_pids(l.pid)) AS b (pid)
          LEFT JOIN pg_catalog.pg_stat_activity s ON s.pid = b.pid
        WHERE NOT l.granted AND (l.pid IN (%5$s) OR b.pid IN (%5$s))
        ORDER BY l.waitstart, l.pid, b.pid LIMIT 500"""
        .formatted(relation(), Sql.age("l.waitstart"), columns("w"), columns("s"), ours());
  }

  private static String progress() {
    return """
        SELECT p.pid, p.command || ': ' || p.phase
            || CASE WHEN p.blocks_total > 0 THEN ' ' || (100 * p.blocks_done / p.blocks_total) || '%' ELSE '' END
            || CASE WHEN p.current_locker_pid > 0 THEN ', waits for pid ' || p.current_locker_pid ELSE '' END
        FROM pg_catalog.pg_stat_progress_create_index p""";
  }

  // From rows to values

  private Run run(Row row, Answer answer, Optional<History> history) {
    Session session = session(row, 0);
    int pid = session.pid();
    List<Row> waiting = rows(answer, WAITING);
    return new Run(session, lock(row), history.flatMap(read -> doing(row, read)).orElse(null),
        progress(answer, pid),
        rows(answer, LOCKS).stream().filter(lock -> lock.number(0) == pid)
            .map(lock -> new Locked(lock.text(1), lock.text(2))).toList(),
        waits(waiting, pid), queue(waiting, pid));
  }

  private @Nullable String lock(Row row) {
    if (row.find(8).isEmpty()) {
      return null;
    }
    return row.number(8) == Integer.toUnsignedLong(patient.journal().lockKey().object())
        ? "the migration lock of this journal"
        : "the migration lock of another journal or service";
  }

  private static @Nullable String progress(Answer answer, int pid) {
    return rows(answer, PROGRESS).stream().filter(row -> row.number(0) == pid).map(row -> row.text(1)).findFirst()
        .orElse(null);
  }

  private static @Nullable Wait waits(List<Row> waiting, int pid) {
    List<Row> mine = waiting.stream().filter(row -> row.number(0) == pid).toList();
    if (mine.isEmpty()) {
      return null;
    }
    Row first = mine.getFirst();
    return new Wait(first.text(1), first.text(2), first.number(3),
        mine.stream().map(row -> row.number(4) == 0 ? prepared() : session(row, 13)).distinct().toList());
  }

  private static Session prepared() {
    return new Session(0, "a prepared transaction", "", "", "", "", 0, "");
  }

  private static List<Waiter> queue(List<Row> waiting, int pid) {
    List<Waiter> queue = new ArrayList<>();
    waiting.stream().filter(row -> row.number(4) == pid)
        .forEach(row -> queue.add(new Waiter(session(row, 5), row.text(1), row.text(2), row.number(3))));
    return queue;
  }

  /** Of a session that works, or is in the middle of a transaction. */
  private Optional<Doing> doing(Row row, History history) {
    boolean works = row.text(5).equals("active") || OPEN_TRANSACTION.matcher(row.text(5)).matches();
    return works && patient.directory() instanceof Result.Ok<Sources> ok
        ? new Recognized(ok.value().set(), history).in(row.text(7))
        : Optional.empty();
  }
}
