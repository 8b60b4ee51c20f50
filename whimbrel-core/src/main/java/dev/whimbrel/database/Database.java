package dev.whimbrel.database;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.WhimbrelException;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.Lexicon;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * One session that knows what it talks to. Everything a run does goes through it: lock, journal and migrations.
 *
 * <p>Not safe for use by several threads, except {@link #cancel}.
 */
public final class Database implements AutoCloseable {
  /** The oldest major version that is tested. */
  private static final int OLDEST = 14;

  private static final String ASK = """
      SELECT pg_catalog.current_setting('server_version_num'), pg_catalog.current_setting('server_version'),
        pg_catalog.current_setting('standard_conforming_strings'), pg_catalog.pg_is_in_recovery(),
        pg_catalog.current_setting('transaction_read_only'), pg_catalog.pg_backend_pid(), pg_catalog.current_database(),
        CURRENT_USER, pg_catalog.version()""";

  private final BaseConnection connection;
  private final SessionSettings settings;
  private final String label;
  private final Dialect dialect;
  private final int pid;
  private final Writability writability;
  private final Identity identity;
  private final @Nullable Borrowed borrowed;
  private final SessionState state;

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

  private Database(BaseConnection connection, SessionSettings settings, String label,
      @Nullable Borrowed borrowed, SessionState state, List<@Nullable String> facts) {
    this.connection = connection;
    this.borrowed = borrowed;
    this.state = state;
    this.settings = settings;
    this.label = label;
    Lexicon.Strings strings = "off".equals(facts.get(2)) ? Lexicon.Strings.BACKSLASH_ESCAPES : Lexicon.Strings.STANDARD;
    this.dialect = new Dialect.Postgres(Integer.parseInt(text(facts, 0)), text(facts, 1), new Lexicon(strings));
    this.pid = Integer.parseInt(text(facts, 5));
    this.writability = "t".equals(facts.get(3))
        ? Writability.STANDBY
        : "on".equals(facts.get(4))
            ? Writability.READ_ONLY
            : Writability.WRITABLE;
    this.identity = new Identity(text(facts, 6), text(facts, 7));
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
    return greet(Connecting.connect(url, settings, waiting), settings, url.label(), null);
  }

  /**
   * Works on a connection that the application has. It must be a PostgreSQL connection outside a transaction; it is left open when
   * this is closed, with its settings and its role, without its temporary tables, prepared statements and own settings.
   *
   * @throws WhimbrelException if it is not usable
   */
  public static Database of(Connection connection, SessionSettings settings) {
    try {
      BaseConnection base = connection.unwrap(BaseConnection.class);
      if (!connection.getAutoCommit()) {
        throw new WhimbrelException(Problem.of(ProblemCode.USAGE, "the connection handed in is not in autocommit mode")
            .remedy("hand in a connection outside a transaction, with setAutoCommit(true)"), null);
      }
      return greet(base, settings, "the connection handed in", Borrowed.from(base));
    } catch (SQLException e) {
      throw new WhimbrelException(Problem.of(ProblemCode.UNSUPPORTED_SERVER,
          "the connection handed in is not a connection of the PostgreSQL driver"), e);
    }
  }

  private static Database greet(BaseConnection connection, SessionSettings settings, String label,
      @Nullable Borrowed borrowed) {
    SessionState state = SessionState.supportedBy(connection, settings);
    Answer answer = SimpleProtocol.send(connection, String.join(";\n", state.settings()) + ";\n" + ASK);
    ServerFailure failure = answer.failure();
    if (failure != null) {
      throw new WhimbrelException(
          Problem.of(ProblemCode.UNREACHABLE, "the server at " + label + " does not answer as expected")
              .server(failure.error()),
          null);
    }
    Database database = new Database(connection, settings, label, borrowed, state,
        answer.rows(state.settings().size()).get(0));
    if (database.dialect() instanceof Dialect.Postgres postgres && postgres.major() < OLDEST) {
      database.close();
      throw new WhimbrelException(Problem.of(ProblemCode.UNSUPPORTED_SERVER,
          "the server is " + database.dialect().label() + ", and " + OLDEST + " is the oldest version supported"),
          null);
    }
    return database;
  }

  public Dialect dialect() {
    return dialect;
  }

  public SessionSettings settings() {
    return settings;
  }

  /** The SQL that puts this session into its known state. */
  public SessionState state() {
    return state;
  }

  /** The server process of this session. */
  public int pid() {
    return pid;
  }

  public Writability writability() {
    return writability;
  }

  public Identity identity() {
    return identity;
  }

  /** Host, port and database, without any secret. */
  public String label() {
    return label;
  }

  /** Lets our own role do what follows in a transaction; at its end the role is again what a migration may have set. */
  public List<String> ourselves() {
    return List.of("SET LOCAL SESSION AUTHORIZATION DEFAULT",
        "SET LOCAL ROLE " + new Identifier(identity.user()).quoted());
  }

  /** One round trip. An error of the server is part of the answer. */
  public Answer send(String sql) {
    return SimpleProtocol.send(connection, sql);
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
    try {
      new CopyManager(connection).copyIn(copy, data);
      return null;
    } catch (SQLException e) {
      return ServerFailure.of(e, isClosed() ? ServerFailure.Link.LOST : ServerFailure.Link.ALIVE);
    } catch (IOException e) {
      return ServerFailure.of(new SQLException(e.getMessage(), "08006", e), ServerFailure.Link.LOST);
    }
  }

  /** Asks the server to stop what this session runs. May be called from another thread. */
  public void cancel() {
    try {
      connection.cancelQuery();
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
    MigrationLock lock = new MigrationLock(this, key);
    lock.acquire(wait, waiting);
    T result;
    try {
      result = work.get();
    } catch (RuntimeException e) {
      lock.releaseQuietly();
      throw e;
    }
    lock.release();
    return result;
  }

  public boolean isClosed() {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  static WhimbrelException failed(ServerFailure failure) {
    ProblemCode code = failure.connection() == ServerFailure.Link.LOST
        ? ProblemCode.UNREACHABLE
        : ProblemCode.DATABASE_ERROR;
    return new WhimbrelException(
        Problem.of(code, "the server refused a query of Whimbrel's own").server(failure.error()), null);
  }

  private static String text(List<@Nullable String> row, int column) {
    return Objects.requireNonNull(row.get(column), () -> String.format(Locale.ROOT, "column %d is null", column));
  }

  private void giveBack(Borrowed session) {
    ServerFailure failure = isClosed() ? null : send(session.restoring(state)).failure();
    if (failure != null && failure.connection() == ServerFailure.Link.ALIVE) {
      throw failed(failure);
    }
  }

  /** Ends the session; one that the application handed in is given back as it was. */
  @Override
  public void close() {
    if (borrowed != null) {
      giveBack(borrowed);
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      throw new WhimbrelException(Problem.of(ProblemCode.DATABASE_ERROR, "the connection did not close"), e);
    }
  }
}
