package dev.whimbrel.testkit;

import dev.whimbrel.embedded.ServerAddress;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database of a test's own. {@link #query} and {@link #execute} share one session as superuser; code under test gets
 * sessions of its own through {@link #url} or {@link #connect}. Closing fails the test if sessions, advisory locks or
 * prepared transactions are left in the database, and drops it in any case.
 */
public final class TestDatabase implements AutoCloseable {
  private final TestServer server;
  private final ServerAddress address;
  private final String version;
  private @Nullable Connection session;

  TestDatabase(TestServer server, ServerAddress address, String version) {
    this.server = server;
    this.address = address;
    this.version = version;
  }

  public ServerAddress address() {
    return address;
  }

  public String host() {
    return address.host();
  }

  public int port() {
    return address.port();
  }

  public String user() {
    return address.user();
  }

  public String password() {
    return address.password();
  }

  /** The name of the database; it needs no quotes. */
  public String name() {
    return address.database();
  }

  /** A {@code postgresql://} URL with the password in it. */
  public String url() {
    return address.url();
  }

  /** The exact version of the server, such as {@code 18.6}. */
  public String version() {
    return version;
  }

  public int major() {
    return Integer.parseInt(version.substring(0, version.indexOf('.')));
  }

  /** A new session, in autocommit mode. The caller closes it. */
  public Connection connect() {
    return Sql.connect(address);
  }

  /** The rows of a query, every value as the driver writes it, null where the value is null. */
  public List<List<@Nullable String>> query(String sql) {
    return Sql.run(session(), connection -> Sql.rows(connection, sql));
  }

  /** The only value of a query that gives one row of one column. */
  public @Nullable String value(String sql) {
    List<List<@Nullable String>> rows = query(sql);
    if (rows.size() != 1 || rows.getFirst().size() != 1) {
      throw new AssertionError("not one value but " + rows + " from: " + sql);
    }
    return rows.getFirst().getFirst();
  }

  /** Runs one statement or several. */
  public void execute(String sql) {
    Sql.run(session(), connection -> {
      try (Statement statement = connection.createStatement()) {
        return statement.execute(sql);
      }
    });
  }

  /** What is committed in the database, as comparable text, without the given schemas. */
  public CatalogFingerprint fingerprint(String... excludedSchemas) {
    return Sql.run(connect(), connection -> {
      try (connection) {
        return CatalogFingerprint.of(connection, List.of(excludedSchemas));
      }
    });
  }

  /** Checks that nothing is left behind and drops the database. */
  @Override
  public void close() {
    endSession();
    Leaks leaks = server.asAdmin(connection -> Leaks.of(connection, name()));
    if (!leaks.rows().isEmpty()) {
      rollBackPrepared();
    }
    server.dropDatabase(name());
    leaks.check(name());
  }

  @Override
  public String toString() {
    return address.toString();
  }

  /** They would keep the database from being dropped. */
  private void rollBackPrepared() {
    String sql = "select format('rollback prepared %L', gid) from pg_catalog.pg_prepared_xacts "
        + "where database = pg_catalog.current_database()";
    for (List<@Nullable String> row : query(sql)) {
      execute(String.valueOf(row.getFirst()));
    }
    endSession();
  }

  private synchronized Connection session() {
    if (session == null) {
      session = connect();
    }
    return session;
  }

  private synchronized void endSession() {
    if (session != null) {
      Sql.run(session, connection -> {
        connection.close();
        return true;
      });
      session = null;
    }
  }
}
