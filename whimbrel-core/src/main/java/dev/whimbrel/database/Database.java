package dev.whimbrel.database;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.util.PSQLException;

/**
 * A session that knows what it talks to, and can be replaced by a new one when it is lost. Everything a run does goes through it:
 * lock, journal and migrations.
 *
 * <p>Not safe for use by several threads, except {@link #cancel} and what {@link #watch} and {@link #observer} give.
 */
public final class Database implements AutoCloseable {
  private static final String FROM_POOL = "the connection of the data source";

  /** A server that crashed needs some time before it answers again. */
  private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(60);

  /** How often a migration may have taken the same advisory lock. */
  private static final int MOST_TURNS = 1000;
  private static final int MOST_REFUSALS = 3;

  private Origin origin;
  private final SessionSettings settings;
  private final String label;
  private final FaultPoint faults;
  private final ReentrantLock working = new ReentrantLock();
  private volatile Session session;
  private volatile Sending sending;

  /** The inner ones last. */
  private final Deque<MigrationLock> held = new ArrayDeque<>();

  /** Lost sessions that may still work on the server. */
  private final Deque<Session> orphans = new ArrayDeque<>();

  /**
   * A text on its way.
   *
   * @param number counts them
   * @param since by {@link System#nanoTime}, or 0 when the answer is there
   */
  record Sending(Session session, long number, long since) {
    Sending over() {
      return new Sending(session, number, 0);
    }
  }

  /** Where the session comes from, which decides whether another one can be had. */
  private sealed interface Origin {
    record Address(DatabaseUrl url) implements Origin {}

    record Lent(Borrowed before) implements Origin {}

    /** The pool gives another one when this is lost. */
    record Pooled(DataSource pool, Connection taken, Borrowed before) implements Origin {}

    /** Only looked at: nothing of the session was changed. */
    record Seen() implements Origin {}
  }

  /**
   * Who waits for a lock of this run.
   *
   * @param sessions none where the server did not answer
   * @param failure why it did not, or null
   */
  public record Waiting(List<Blocker> sessions, @Nullable ServerFailure failure) {
    public Waiting {
      sessions = List.copyOf(sessions);
    }
  }

  /** Whether the server takes changes. */
  public enum Writability {
    WRITABLE,
    /** A standby in recovery. */
    STANDBY,
    /** {@code default_transaction_read_only} is on. */
    READ_ONLY
  }

  /**
   * Whom the server takes us for.
   *
   * @param database the name of the database
   * @param user the current user
   */
  public record Identity(String database, String user) {}

  private Database(Origin origin, SessionSettings settings, String label, FaultPoint faults, Session session) {
    this.origin = origin;
    this.settings = settings;
    this.label = label;
    this.faults = faults;
    this.session = session;
    this.sending = new Sending(session, 0, 0);
  }

  /**
   * Connects, waiting for a server that is not there yet as long as the settings allow.
   *
   * @throws WhimbrelException if the server cannot be reached, refuses the login or is not supported
   */
  public static Database open(DatabaseUrl url, SessionSettings settings) {
    return open(url, settings, waiting -> {});
  }

  /**
   * The same, telling about the wait.
   *
   * @param waiting is given, once a second or so, the reason why the server cannot be used yet
   */
  public static Database open(DatabaseUrl url, SessionSettings settings, Consumer<String> waiting) {
    return open(url, settings, waiting, FaultPoint.NONE);
  }

  /** The same with something in between; for tests. */
  public static Database open(DatabaseUrl url, SessionSettings settings, Consumer<String> waiting, FaultPoint faults) {
    Session session = Session.open(url, settings, waiting);
    return new Database(new Origin.Address(url), settings, url.label(), faults, session);
  }

  /**
   * Works on a connection that the application has. It must be a PostgreSQL connection outside a transaction; it is left open when
   * this is closed, with its settings and its role, without its temporary tables, prepared statements and own settings.
   *
   * @throws WhimbrelException if it is not usable
   */
  public static Database of(Connection connection, SessionSettings settings) {
    return lent(connection, settings, "the connection handed in", Origin.Lent::new);
  }

  /**
   * The same with a connection that a pool of the application gives, for as long as this is open. If it is lost, the pool is asked for
   * another.
   *
   * @throws WhimbrelException if the pool gives none, or one that is not usable
   */
  public static Database of(DataSource pool, SessionSettings settings) {
    Connection taken = take(pool);
    try {
      return lent(taken, settings, FROM_POOL, before -> new Origin.Pooled(pool, taken, before));
    } catch (WhimbrelException e) {
      giveUp(taken);
      throw e;
    }
  }

  /**
   * For a question that is one transaction and changes nothing: costs no round trip, and leaves the session as it is. What it tells of
   * the server is what the driver knows already. The connection stays the caller's.
   *
   * @throws WhimbrelException if the connection is not usable
   */
  public static Database glance(Connection connection) {
    String label = "the connection handed in";
    try {
      BaseConnection base = usable(connection, label);
      Borrowed.refuseBusy(base, label);
      return new Database(new Origin.Seen(), SessionSettings.standard(), label, FaultPoint.NONE, Session.seen(base));
    } catch (SQLException e) {
      throw notOurs(label, e);
    }
  }

  private static Database lent(Connection connection, SessionSettings settings, String label,
      Function<Borrowed, Origin> origin) {
    try {
      BaseConnection base = usable(connection, label);
      Borrowed before = Borrowed.from(base, label);
      Database lent = new Database(origin.apply(before), settings, label, FaultPoint.NONE,
          greet(base, before, settings, label));
      Pooler.inTheWay(base, lent.pid(), settings, label, null).ifPresent(problem -> {
        lent.giveBack(before);
        throw new WhimbrelException(problem, null);
      });
      return lent;
    } catch (SQLException e) {
      throw notOurs(label, e);
    }
  }

  /** What is of no use to us is given back as it was, too. */
  private static Session greet(BaseConnection connection, Borrowed before, SessionSettings settings, String label) {
    try {
      return Session.greet(connection, settings, label);
    } catch (WhimbrelException e) {
      try {
        before.restore(connection);
      } catch (WhimbrelException unrestored) {
        e.addSuppressed(unrestored);
      }
      throw e;
    }
  }

  private static BaseConnection usable(Connection connection, String label) throws SQLException {
    if (connection.isClosed()) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE, label + " is closed")
          .remedy("hand in an open connection; a pool that was closed gives none"), null);
    }
    BaseConnection base = connection.unwrap(BaseConnection.class);
    if (!connection.getAutoCommit()) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE, label + " is not in autocommit mode")
          .remedy("hand in a connection outside a transaction, with setAutoCommit(true)"), null);
    }
    return base;
  }

  private static WhimbrelException notOurs(String label, SQLException e) {
    return new WhimbrelException(
        Problem.of(ProblemCode.UNSUPPORTED_SERVER, label + " is not a connection of the PostgreSQL driver"), e);
  }

  private static Connection take(DataSource pool) {
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      throw noneLeft(e);
    }
  }

  /** A pool of the application that gives no connection. */
  public static WhimbrelException noneLeft(SQLException e) {
    return new WhimbrelException(
        Problem.of(ProblemCode.UNREACHABLE,
            "the data source gives no connection: " + Redaction.inText(String.valueOf(e.getMessage()))),
        e);
  }

  private static void giveUp(Connection taken) {
    try {
      taken.close();
    } catch (SQLException e) {
      // it is given up because something else went wrong, and that is told
    }
  }

  public Dialect dialect() {
    return session.dialect();
  }

  public SessionSettings settings() {
    return settings;
  }

  /** The SQL that puts this session into its known state. */
  public SessionState state() {
    return session.state();
  }

  /** The server process of this session. */
  public int pid() {
    return session.pid();
  }

  public Writability writability() {
    return session.writability();
  }

  public Identity identity() {
    return session.identity();
  }

  /** Host, port and database, without any secret. */
  public String label() {
    return label;
  }

  /** Lets our own role do what follows in a transaction; at its end the role is again what a migration may have set. */
  public List<String> ourselves() {
    return List.of("SET LOCAL SESSION AUTHORIZATION DEFAULT",
        "SET LOCAL ROLE " + new Identifier(identity().user()).quoted());
  }

  /** One round trip. An error of the server is part of the answer. */
  public Answer send(String sql) {
    Session current = session;
    try {
      faults.before(sql, current::sever);
      sending = new Sending(current, sending.number() + 1, System.nanoTime());
      Answer answer = SimpleProtocol.send(current.connection(), sql);
      sending = sending.over();
      faults.after(sql, current::sever);
      return answer;
    } catch (IOException e) {
      current.sever();
      return new Answer(List.of(), List.of(), lost(e));
    }
  }

  /**
   * Lends the connection to code, in the transaction that was opened with {@link #send}; for the code it is not in autocommit mode.
   * What follows may end the transaction, and then {@link #takeBack} has to be called.
   *
   * @return what the code threw, or null
   */
  public @Nullable Throwable lend(ConnectionWork work) {
    Session current = session;
    try {
      current.connection().setAutoCommit(false);
      LentConnection.during(this, current.connection(), work);
      return null;
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      return e;
    }
  }

  /** Ends what {@link #lend} began: no transaction is open, and the connection is in autocommit mode. */
  public void takeBack() {
    Session current = session;
    try {
      if (current.isClosed() || current.connection().getAutoCommit()) {
        return;
      }
      if (current.connection().getTransactionState() != TransactionState.IDLE) {
        send("ROLLBACK");
      }
      current.connection().setAutoCommit(true);
    } catch (SQLException e) {
      current.sever();
    }
  }

  /** Whether a transaction is open, as far as the driver heard of it. */
  public boolean isInTransaction() {
    return session.connection().getTransactionState() != TransactionState.IDLE;
  }

  /** Work of code that is lent our connection, so that it is looked after as our own. */
  @FunctionalInterface
  interface Sent {
    @Nullable
    Object call() throws Throwable;
  }

  @Nullable
  Object whileSending(Sent work) throws Throwable {
    sending = new Sending(session, sending.number() + 1, System.nanoTime());
    try {
      return work.call();
    } finally {
      sending = sending.over();
    }
  }

  /** What is on its way now, or the last that was. May be called by another thread. */
  Sending sending() {
    return sending;
  }

  /**
   * Looks after this session, from another one, until it is closed: who stands in the way of what it does, and whether the server
   * still does it. Of a connection that the application handed in, only the interrupt of this thread is passed on.
   */
  public Vigil watch() {
    return Vigil.over(this, observer().orElse(null), Vigil.Bounds.STANDARD);
  }

  /** Looks at this session from another one, where there can be one. */
  public Optional<Observer> observer() {
    return origin instanceof Origin.Address address ? Optional.of(observer(address.url())) : Optional.empty();
  }

  private Observer observer(DatabaseUrl url) {
    return new Observer(url, settings, Observer.PATIENCE, () -> session);
  }

  /** The driver's copy interface does not close a connection that broke. */
  private boolean isLost(SQLException e) {
    boolean broken = e instanceof PSQLException p && p.getServerErrorMessage() == null
        && String.valueOf(e.getSQLState()).startsWith("08");
    if (broken) {
      sever();
    }
    return broken || isClosed();
  }

  private static ServerFailure lost(IOException e) {
    return ServerFailure.of(new SQLException(e.getMessage(), "08006", e), ServerFailure.Link.LOST);
  }

  /**
   * Sends commands that put the session in order. A cancel that came too late may hit them, so they are sent once more; if that fails,
   * too, the session is given up: what a migration left in it must not reach the next.
   */
  public void tidy(List<String> commands) {
    String text = String.join("\n;\n", commands);
    for (int attempt = 1; attempt <= 2; attempt++) {
      ServerFailure failure = send(text).failure();
      if (failure == null || failure.connection() == ServerFailure.Link.LOST) {
        return;
      }
    }
    sever();
  }

  /**
   * The rows of one query of our own.
   *
   * @throws WhimbrelException if the server refuses it
   */
  public List<List<@Nullable String>> query(String sql) {
    Answer answer = send(sql);
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw failed(failure);
    }
    return answer.rows(0);
  }

  /** One round trip with the data of a {@code COPY … FROM STDIN}. */
  public @Nullable ServerFailure copyIn(String copy, InputStream data) {
    Session current = session;
    try {
      faults.before(copy, current::sever);
      sending = new Sending(current, sending.number() + 1, System.nanoTime());
      new CopyManager(current.connection()).copyIn(copy, data);
      sending = sending.over();
      faults.after(copy, current::sever);
      return null;
    } catch (SQLException e) {
      sending = sending.over();
      return ServerFailure.of(e, isLost(e) ? ServerFailure.Link.LOST : ServerFailure.Link.ALIVE);
    } catch (IOException e) {
      current.sever();
      return lost(e);
    }
  }

  /** Asks the server to stop what this session runs. May be called from another thread. */
  public void cancel() {
    try {
      session.connection().cancelQuery();
    } catch (SQLException e) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.DATABASE_ERROR, "the server did not take the request to cancel"), e);
    }
  }

  /**
   * Does work while this session holds the migration lock. The lock is polled, never waited for on the server: a waiting session
   * would hold a snapshot, and an index built concurrently by the holder would wait for it for ever.
   *
   * @param wait how long to try
   * @param waiting is given the holder, about once a second
   * @throws WhimbrelException with {@code LOCKED} if it stays held, with {@code LOCK_LOST} if it was gone at the end
   */
  public <T> T locked(LockKey key, Duration wait, Consumer<LockHolder> waiting, Supplier<T> work) {
    // the lock is the session's: to two threads that share one it would be granted twice
    if (!working.tryLock()) {
      throw new WhimbrelException(Problem.of(ProblemCode.USAGE, "another thread is at work with this session")
          .remedy("open a Database for each thread"), null);
    }
    try {
      return lockedByThisThread(Advisory.of(key), wait, waiting, work);
    } finally {
      working.unlock();
    }
  }

  /**
   * Does work while this session holds the lock of another tool, too. May stand inside the work of {@link #locked} alone.
   *
   * @param wait how long to try
   * @param waiting is given the holder, about once a second
   * @throws WhimbrelException as {@link #locked}
   */
  public <T> T lockedBeside(ForeignLock key, Duration wait, Consumer<LockHolder> waiting, Supplier<T> work) {
    Lock lock = Lock.of(key);
    boolean isHeld = !lock.isCounted() && held.stream().anyMatch(one -> one.lock().equals(lock));
    return isHeld ? work.get() : lockedByThisThread(lock, wait, waiting, work);
  }

  private <T> T lockedByThisThread(Lock key, Duration wait, Consumer<LockHolder> waiting, Supplier<T> work) {
    MigrationLock lock = new MigrationLock(this, key);
    lock.acquire(wait, waiting);
    held.addLast(lock);
    boolean isDone = false;
    T result;
    try {
      result = work.get();
      isDone = true;
    } finally { // an Error ends it, too, and so does what other languages throw unchecked
      held.removeLast();
      if (!isDone) {
        lock.releaseQuietly();
      }
    }
    lock.release();
    return result;
  }

  /**
   * Gives back the advisory locks that a migration took for itself and left; ours stays, and so does what an application's session
   * held when it was borrowed. Those of a session that was lost went with it,
   * and what the server refuses, as after a cancel, ends with the session at the latest: what was done is told all the same.
   */
  public void dropForeignLocks() {
    String before = switch (origin) {
      case Origin.Address address -> "false";
      case Origin.Lent lent -> lent.before().held();
      case Origin.Pooled pooled -> pooled.before().held();
      case Origin.Seen seen -> "true";
    };
    String drop = """
        SELECT CASE WHEN l.mode OPERATOR(pg_catalog.=) 'ShareLock' THEN
            CASE WHEN l.objsubid OPERATOR(pg_catalog.=) 1 THEN pg_catalog.pg_advisory_unlock_shared(k.key)
              ELSE pg_catalog.pg_advisory_unlock_shared(k.high, k.low) END
          ELSE
            CASE WHEN l.objsubid OPERATOR(pg_catalog.=) 1 THEN pg_catalog.pg_advisory_unlock(k.key)
              ELSE pg_catalog.pg_advisory_unlock(k.high, k.low) END
          END
        FROM pg_catalog.pg_locks l, LATERAL (SELECT
            (l.classid::pg_catalog.int8 OPERATOR(pg_catalog.<<) 32) OPERATOR(pg_catalog.|) l.objid::pg_catalog.int8 AS key,
            l.classid::pg_catalog.int8::pg_catalog.bit(32)::pg_catalog.int4 AS high,
            l.objid::pg_catalog.int8::pg_catalog.bit(32)::pg_catalog.int4 AS low) k
        WHERE l.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() AND l.locktype OPERATOR(pg_catalog.=) 'advisory'
          AND l.granted AND NOT (%s) AND NOT (%s)""".formatted(ours(), before);
    int refusals = 0;
    for (int turn = 0; turn < MOST_TURNS && refusals < MOST_REFUSALS; turn++) { // a lock that was taken n times is given back n times
      Answer answer = send(drop);
      ServerFailure failure = answer.failure();
      if (failure == null ? answer.rows(0).isEmpty() : failure.connection() == ServerFailure.Link.LOST) {
        return;
      }
      refusals += failure == null ? 0 : 1;
    }
  }

  /**
   * Who waits on the server for a lock of another tool that this run holds. Nobody waits like that for our own, so where no other is held
   * the server is not asked.
   */
  public Waiting waitingForUs() {
    if (held.size() < 2) {
      return new Waiting(List.of(), null);
    }
    Answer answer = send("""
            SELECT l.pid, %s
            FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid
            WHERE l.locktype OPERATOR(pg_catalog.=) 'advisory' AND NOT l.granted
              AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d
                WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
              AND (%s)
            ORDER BY a.backend_start, l.pid""".formatted(LockHolder.Session.COLUMNS, ours()));
    ServerFailure failure = answer.failure();
    return failure == null
        ? new Waiting(
            answer.rows(0).stream().<Blocker>map(row -> new Blocker.Session(LockHolder.Session.of(row))).toList(),
            null)
        : new Waiting(List.of(), failure);
  }

  /** The condition under which a row of pg_locks named l is of a lock that the run holds. */
  private String ours() {
    return Stream.concat(Stream.of("false"), held.stream().map(lock -> lock.lock().isThatOf("l")))
        .collect(Collectors.joining(" OR "));
  }

  /** Whether {@link #recover} can have another session: not of a connection that the application handed in. */
  public boolean isReplaceable() {
    return origin instanceof Origin.Address || origin instanceof Origin.Pooled;
  }

  /**
   * Replaces a session that was lost by a new one, which holds the migration lock again if the lost one held it. When this returns,
   * the lost session has ended on the server too: what it did is decided, and can be read.
   *
   * @param waiting is given, now and then, what it waits for
   * @throws WhimbrelException if there is no new session to be had, or another run got the lock and keeps it
   */
  public void recover(Consumer<String> waiting) {
    if (!isReplaceable()) {
      throw new WhimbrelException(Problem.of(ProblemCode.UNREACHABLE, "the connection handed in was lost"), null);
    }
    orphans.add(session);
    session.sever();
    Session fresh = another(waiting);
    if (fresh.writability() != Writability.WRITABLE) {
      fresh.sever();
      throw new WhimbrelException(Problem.of(ProblemCode.READ_ONLY,
          "the server at " + label + " takes no writes any more"), null);
    }
    session = fresh;
    while (!orphans.isEmpty()) { // more than one, if a session was lost while it looked for the end of another
      new Orphan(this, orphans.getFirst()).end(LONGEST_RECOVERY, waiting);
      orphans.removeFirst();
    }
    for (MigrationLock lock : held) {
      lock.acquire(LONGEST_RECOVERY, holder -> waiting.accept("waiting for another run: " + holder.describe()));
    }
  }

  private Session another(Consumer<String> waiting) {
    return switch (origin) {
      case Origin.Address address ->
        Session.open(address.url(), settings.withConnectTimeout(LONGEST_RECOVERY), waiting);
      case Origin.Pooled pooled -> anotherOf(pooled);
      case Origin.Lent lent -> session;
      case Origin.Seen seen -> session;
    };
  }

  private Session anotherOf(Origin.Pooled pooled) {
    giveUp(pooled.taken());
    Connection taken = take(pooled.pool());
    try {
      BaseConnection base = usable(taken, FROM_POOL);
      Borrowed before = Borrowed.from(base, FROM_POOL);
      Session fresh = greet(base, before, settings, FROM_POOL);
      origin = new Origin.Pooled(pooled.pool(), taken, before);
      return fresh;
    } catch (SQLException e) {
      giveUp(taken);
      throw noneLeft(e);
    } catch (WhimbrelException e) {
      giveUp(taken);
      throw e;
    }
  }

  /** A longer silence is taken for a lost connection. */
  void expectAnswersWithin(Duration patience) {
    try {
      session.connection().setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
    } catch (SQLException e) {
      throw failed(ServerFailure.of(e, ServerFailure.Link.LOST));
    }
  }

  /** Closes the connection without a word to the server. May be called by another thread. */
  void sever() {
    session.sever();
  }

  public boolean isClosed() {
    return session.isClosed();
  }

  static WhimbrelException failed(ServerFailure failure) {
    ProblemCode code = failure.connection() == ServerFailure.Link.LOST
        ? ProblemCode.UNREACHABLE
        : ProblemCode.DATABASE_ERROR;
    return new WhimbrelException(
        Problem.of(code, "the server refused a query of Whimbrel's own").server(failure.error()), null);
  }

  private void giveBack(Borrowed before) {
    ServerFailure failure = isClosed() ? null : send(before.restoring(state())).failure();
    if (failure != null && failure.connection() == ServerFailure.Link.ALIVE) {
      sever(); // nobody is to work on with what we set
      throw failed(failure);
    }
  }

  /** Ends the session; one that the application handed in is given back as it was. */
  @Override
  public void close() {
    switch (origin) {
      case Origin.Address address -> end();
      case Origin.Lent lent -> giveBack(lent.before());
      case Origin.Pooled pooled -> {
        try {
          giveBack(pooled.before());
        } finally {
          giveUp(pooled.taken());
        }
      }
      case Origin.Seen seen -> {
      }
    }
  }

  private void end() {
    try {
      session.connection().close();
    } catch (SQLException e) {
      throw new WhimbrelException(Problem.of(ProblemCode.DATABASE_ERROR, "the connection did not close"), e);
    }
  }
}
