package dev.whimbrel;

import dev.whimbrel.embedded.ServerAddress;
import dev.whimbrel.testkit.CountingProxy;
import dev.whimbrel.testkit.TestDatabase;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A pool of an application: it keeps no connection, and counts what it gives and gets back. */
public final class TestPool implements DataSource {
  private final Opening opening;
  private final AtomicInteger given = new AtomicInteger();
  private final AtomicInteger returned = new AtomicInteger();

  private interface Opening {
    Connection open() throws SQLException;
  }

  private TestPool(Opening opening) {
    this.opening = opening;
  }

  /** One whose connections end at a database. */
  public static TestPool of(TestDatabase test) {
    return new TestPool(test::connect);
  }

  /** One whose connections pass through a proxy. */
  static TestPool of(CountingProxy proxy) {
    ServerAddress address = proxy.address();
    return new TestPool(() -> DriverManager.getConnection(
        "jdbc:postgresql://" + address.host() + ":" + address.port() + "/" + address.database(), address.user(),
        address.password()));
  }

  /** One that says why it gives nothing. */
  static TestPool failing(String message) {
    return new TestPool(() -> {
      throw new SQLException(message);
    });
  }

  int given() {
    return given.get();
  }

  int returned() {
    return returned.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = opening.open();
    given.incrementAndGet();
    return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{Connection.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("close")) {
            returned.incrementAndGet();
          }
          try {
            return method.invoke(connection, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setLoginTimeout(int seconds) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("nothing in it");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
