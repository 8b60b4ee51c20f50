package dev.whimbrel.simulation;

import dev.whimbrel.testkit.CatalogFingerprint;
import dev.whimbrel.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/**
 * A database in which simulations take place one after the other, seen from outside of the product. Its sessions are not those of
 * the product.
 */
final class Arena implements AutoCloseable {
  private static final String EMPTY = """
      SET client_min_messages = warning;
      DROP SCHEMA IF EXISTS whimbrel CASCADE;
      DROP SCHEMA public CASCADE;
      CREATE SCHEMA public;
      CREATE TABLE public.ledger (id bigint GENERATED ALWAYS AS IDENTITY, key text NOT NULL,
        run text NOT NULL DEFAULT pg_catalog.current_setting('application_name'));
      CREATE TABLE public.obstacle ();
      CREATE FUNCTION public.guard(id int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $guard$ BEGIN
        IF EXISTS (SELECT FROM public.obstacle) THEN
          RAISE unique_violation USING MESSAGE = 'obstructed';
        END IF;
        RETURN id;
      END $guard$""";

  /** What the product left behind, one row each. */
  private static final String LEFT = """
      SELECT 'session ' || a.application_name || ', ' || coalesce(a.state, '') || ': ' || left(a.query, 100)
      FROM pg_stat_activity a WHERE a.datname = current_database() AND a.application_name LIKE 'sim-%'
      UNION ALL
      SELECT 'advisory lock of pid ' || l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE d.datname = current_database() AND l.locktype = 'advisory'
      UNION ALL
      SELECT 'prepared transaction ' || gid FROM pg_prepared_xacts WHERE database = current_database()""";

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final TestDatabase server;
  private final String name;
  private final ScheduledExecutorService timer;
  private final Connection control;
  private final ConcurrentLinkedQueue<Future<?>> pending = new ConcurrentLinkedQueue<>();

  /** A row of the ledger. */
  record Entry(String key, String run) {}

  /** In a database of that name, which it makes and drops. */
  Arena(TestDatabase server, String name, ScheduledExecutorService timer) {
    this.server = server;
    this.name = name;
    this.timer = timer;
    server.execute("CREATE DATABASE " + name);
    this.control = connect("arena");
  }

  String url() {
    return server.url().replace("/" + server.name(), "/" + name);
  }

  Connection connect(String application) {
    Properties properties = new Properties();
    properties.setProperty("user", server.user());
    properties.setProperty("password", server.password());
    properties.setProperty("ApplicationName", application);
    try {
      return DriverManager.getConnection(
          "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + name, properties);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  void empty() {
    execute(control, EMPTY);
  }

  /** From now on no index that is guarded can be built. */
  void obstruct() {
    execute(control, "INSERT INTO public.obstacle DEFAULT VALUES");
  }

  void clearAway() {
    execute(control, "DELETE FROM public.obstacle");
  }

  boolean isObstructed() {
    return !rows(control, "SELECT FROM public.obstacle").isEmpty();
  }

  /** What the database looks like when nothing went wrong: each statement run by nothing but the driver. */
  CatalogFingerprint clean(Migrations migrations) {
    empty();
    try (Connection connection = connect("reference")) {
      for (Migrations.Generated generated : migrations.all()) {
        run(connection, generated.up());
      }
    } catch (SQLException | IOException e) {
      throw new AssertionError("the generated migrations do not run:\n" + migrations, e);
    }
    return fingerprint();
  }

  private static void run(Connection connection, Part part) throws SQLException, IOException {
    boolean together = part.mode().isOneTransaction();
    if (together) {
      execute(connection, "BEGIN");
    }
    for (Line line : part.lines()) {
      if (line.data().isEmpty()) {
        execute(connection, line.sql());
      } else {
        byte[] data = line.data().replace("\\.\n", "").getBytes(StandardCharsets.UTF_8);
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn(line.sql(), new ByteArrayInputStream(data));
      }
    }
    execute(connection, together ? "COMMIT; RESET ALL; DISCARD TEMP" : "RESET ALL");
  }

  /**
   * Without the journal, without what the simulator puts in the way itself, and without the numbers of the ledger's rows: what was
   * rolled back leaves gaps in them.
   */
  CatalogFingerprint fingerprint() {
    try {
      return CatalogFingerprint.of(control, List.of("whimbrel"))
          .without("content of public.ledger:")
          .without("content of public.obstacle:")
          .without("sequence value of public.ledger_id_seq:");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  List<Entry> ledger(Connection connection) {
    List<Entry> entries = new ArrayList<>();
    rows(connection, "SELECT key, run FROM public.ledger ORDER BY id")
        .forEach(row -> entries.add(new Entry(row.getFirst(), row.getLast())));
    return entries;
  }

  List<Entry> ledger() {
    return ledger(control);
  }

  /** For the one who reads about a violation. */
  String journal() {
    List<String> lines = new ArrayList<>();
    rows(control, "SELECT format('%s %s %s %s %s/%s batch %s %s', version, generation, event, direction, "
        + "statements_done, statements_total, batch, coalesce(error, '')) FROM whimbrel.journal ORDER BY id")
        .forEach(row -> lines.add(row.getFirst()));
    return String.join("\n", lines);
  }

  void later(Duration time, Runnable action) {
    pending.add(timer.schedule(action, time.toNanos(), TimeUnit.NANOSECONDS));
  }

  void signal(String function, String application) {
    synchronized (control) {
      rows(control, "SELECT " + function + "(pid)::text FROM pg_stat_activity WHERE application_name = '" + application
          + "' AND datname = current_database()");
    }
  }

  /** For a while, if the table is there and can be had. */
  void lock(String table, Duration time) {
    Connection other = connect("third");
    try {
      execute(other, "SET lock_timeout = 20");
      other.setAutoCommit(false);
      try {
        execute(other, "LOCK TABLE " + table);
      } catch (AssertionError e) {
        other.close(); // then this fault does not happen
        return;
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    later(time, () -> close(other));
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Until nothing more goes wrong. */
  void settle() {
    for (Future<?> future = pending.poll(); future != null; future = pending.poll()) {
      try {
        future.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** What is left behind; sessions that were closed have time to vanish. */
  List<String> left() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<String> left = rows(control, LEFT).stream().map(List::getFirst).toList();
      if (left.isEmpty() || System.nanoTime() > end) {
        return left;
      }
      Thread.onSpinWait();
      execute(control, "SELECT pg_catalog.pg_sleep(0.002)");
    }
  }

  private static void execute(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private static List<List<String>> rows(Connection connection, String sql) {
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
      List<List<String>> all = new ArrayList<>();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
          row.add(String.valueOf(rows.getString(column)));
        }
        all.add(row);
      }
      return all;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  @Override
  public void close() {
    close(control);
    server.execute("DROP DATABASE " + name + " WITH (FORCE)");
  }
}
