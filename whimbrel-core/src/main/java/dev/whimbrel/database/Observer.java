package dev.whimbrel.database;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Redaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a working session from a session of its own: what it waits for and how far an index has got. Never holds a transaction open.
 * Where no second session is to be had there is simply no news. Safe for use by several threads.
 */
public final class Observer implements AutoCloseable {
  /** How long an observer waits for the server. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int LONGEST_QUERY = 60;

  private final DatabaseUrl url;
  private final SessionSettings settings;
  private final Duration patience;
  private final Supplier<Session> watched;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile @Nullable Database database;
  private volatile boolean closed;

  /** What was seen of the session. */
  sealed interface Sighting {
    /**
     * The server has it.
     *
     * @param idle for how many seconds it has had nothing to do; 0 while it works
     * @param blockers what it waits for, empty if it waits for nothing
     */
    record There(long idle, List<Blocker> blockers) implements Sighting {}

    /** The server has no such session. */
    record Gone() implements Sighting {}

    /** The server did not answer. */
    record Unreachable() implements Sighting {}

    /** The server answers and lets us not look. */
    record Refused() implements Sighting {}
  }

  Observer(DatabaseUrl url, SessionSettings settings, Duration patience,
      Supplier<Session> watched) {
    this.url = url;
    this.patience = patience;
    this.settings = settings.withApplicationName(settings.applicationName() + " (watching)")
        .withConnectTimeout(patience);
    this.watched = watched;
  }

  /** What is to be said now, or an empty text. */
  public String news() {
    looking.lock();
    try {
      return said(connected().query(question(watched.get().pid())).get(0));
    } catch (WhimbrelException e) {
      giveUp();
      return "";
    } finally {
      looking.unlock();
    }
  }

  Sighting look() {
    Session session = watched.get();
    looking.lock();
    try {
      List<List<@Nullable String>> self = connected().query("""
          SELECT CASE WHEN a.state OPERATOR(pg_catalog.=) 'idle'
            THEN pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) a.state_change)::pg_catalog.int8
            ELSE 0 END
          FROM pg_catalog.pg_stat_get_activity(%s) a""".formatted(session.pid()));
      return self.isEmpty()
          ? new Sighting.Gone()
          : new Sighting.There(Long.parseLong(Objects.requireNonNullElse(self.get(0).get(0), "0")),
              blockers(session.pid()));
    } catch (WhimbrelException e) {
      giveUp();
      return mayBeThere(e, session) || closed ? new Sighting.Refused() : new Sighting.Unreachable();
    } finally {
      looking.unlock();
    }
  }

  /**
   * A server that says no is there, whatever it says. Through a pooler nothing can be concluded: it may have no session to spare for
   * an observer.
   */
  private static boolean mayBeThere(WhimbrelException e, Session session) {
    boolean answered = e.problems().stream().map(Problem::server).anyMatch(server -> server != null
        && (!server.sqlState().startsWith("08") || server.sqlState().equals("08P01")));
    return answered || session.isPooled();
  }

  private List<Blocker> blockers(int pid) {
    List<Blocker> blockers = new ArrayList<>();
    connected().query("""
        SELECT a.pid, %s FROM pg_catalog.pg_stat_activity a
        WHERE a.pid OPERATOR(pg_catalog.=) ANY (pg_catalog.pg_blocking_pids(%s)) ORDER BY a.backend_start"""
        .formatted(LockHolder.Session.COLUMNS, pid))
        .forEach(row -> blockers.add(new Blocker.Session(LockHolder.Session.of(row))));
    connected().query(prepared(pid)).forEach(row -> blockers.add(new Blocker.Prepared(
        Objects.requireNonNull(row.get(0)), Objects.requireNonNullElse(row.get(1), "a role that is gone"),
        Objects.requireNonNull(row.get(2)))));
    return blockers;
  }

  /**
   * A prepared transaction has no pid. Its locks are those without one, and the one on its own transaction id, among those of the same
   * virtual transaction, says which it is.
   */
  private static String prepared(int pid) {
    return """
        SELECT DISTINCT x.gid, x.owner, pg_catalog.to_char(x.prepared, 'YYYY-MM-DD HH24:MI:SS TZ')
        FROM pg_catalog.pg_locks w
        JOIN pg_catalog.pg_locks h ON h.granted AND h.pid IS NULL
          AND (h.database OPERATOR(pg_catalog.=) w.database AND h.relation OPERATOR(pg_catalog.=) w.relation
            OR h.transactionid::pg_catalog.text OPERATOR(pg_catalog.=) w.transactionid::pg_catalog.text)
        JOIN pg_catalog.pg_locks t ON t.pid IS NULL AND t.locktype OPERATOR(pg_catalog.=) 'transactionid'
          AND t.virtualtransaction OPERATOR(pg_catalog.=) h.virtualtransaction
        JOIN pg_catalog.pg_prepared_xacts x
          ON x.transaction::pg_catalog.text OPERATOR(pg_catalog.=) t.transactionid::pg_catalog.text
        WHERE w.pid OPERATOR(pg_catalog.=) %s AND NOT w.granted""".formatted(pid);
  }

  private Database connected() {
    Database open = database;
    if (open == null && !closed) {
      open = Database.open(url, settings);
      open.expectAnswersWithin(patience);
      database = open;
    }
    if (open == null || closed) { // it may have been closed while a session was being made for it
      giveUp();
      throw new WhimbrelException(Problem.of(ProblemCode.UNREACHABLE, "nobody looks any more"), null);
    }
    return open;
  }

  /** The next look is by a new session. */
  private void giveUp() {
    Database open = database;
    database = null;
    if (open != null) {
      open.sever();
    }
  }

  /** What a blocker runs may hold anything; of that only what is no literal is shown. */
  private static String said(List<@Nullable String> row) {
    String who = row.get(0);
    String query = Redaction.ofOthers(Objects.requireNonNullElse(row.get(1), ""), LONGEST_QUERY);
    String blocker = who == null ? "" : who + (query.isEmpty() ? "" : ", " + query) + ")";
    return Stream.of(blocker, Objects.requireNonNullElse(row.get(2), "")).filter(news -> !news.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String question(int pid) {
    return """
        SELECT b.who, b.query,
          (SELECT pg_catalog.concat_ws(' ', p.command, p.phase,
              CASE WHEN p.blocks_total OPERATOR(pg_catalog.>) 0
                THEN (100 OPERATOR(pg_catalog.*) p.blocks_done OPERATOR(pg_catalog./) p.blocks_total)::pg_catalog.text
                  OPERATOR(pg_catalog.||) '%%' END,
              CASE WHEN p.current_locker_pid OPERATOR(pg_catalog.>) 0
                THEN 'waits for pid ' OPERATOR(pg_catalog.||) p.current_locker_pid::pg_catalog.text END)
            FROM pg_catalog.pg_stat_progress_create_index p WHERE p.pid OPERATOR(pg_catalog.=) %1$d)
        FROM (SELECT 1) AS one(row) LEFT JOIN
          (SELECT pg_catalog.concat_ws(' ', 'waits for pid', a.pid, '(' OPERATOR(pg_catalog.||) pg_catalog.concat_ws(', ',
                CASE WHEN a.application_name OPERATOR(pg_catalog.<>) '' THEN a.application_name END, a.state)) AS who,
              pg_catalog.left(a.query, 1000) AS query
            FROM pg_catalog.pg_stat_activity a
            WHERE a.pid OPERATOR(pg_catalog.=) ANY (pg_catalog.pg_blocking_pids(%1$d)) ORDER BY a.pid LIMIT 1) AS b ON true"""
        .formatted(pid);
  }

  /** Does not wait for a look that is going on. */
  @Override
  public void close() {
    closed = true;
    Database open = database;
    if (open == null) {
      return;
    }
    if (looking.tryLock()) {
      try {
        open.close();
      } finally {
        looking.unlock();
      }
    } else {
      open.sever();
    }
  }
}
