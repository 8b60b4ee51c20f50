package dev.whimbrel.testkit;

import dev.whimbrel.embedded.ServerAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** JDBC for tests: an error of the server is an error of the test. */
final class Sql {
  /** What is done with a connection. */
  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  private Sql() {}

  static Connection connect(ServerAddress address) {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    properties.setProperty("password", address.password());
    properties.setProperty("ApplicationName", "whimbrel-testkit");
    String url = "jdbc:postgresql://" + address.host() + ":" + address.port() + "/" + address.database();
    try {
      return DriverManager.getConnection(url, properties);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot connect to " + address, e);
    }
  }

  static <T> T run(Connection connection, Work<T> work) {
    try {
      return work.with(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getSQLState() + " " + e.getMessage(), e);
    }
  }

  static List<List<@Nullable String>> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
      int width = result.getMetaData().getColumnCount();
      List<List<@Nullable String>> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(row(result, width));
      }
      return Collections.unmodifiableList(rows);
    }
  }

  private static List<@Nullable String> row(ResultSet result, int width) throws SQLException {
    List<@Nullable String> row = new ArrayList<>();
    for (int column = 1; column <= width; column++) {
      row.add(result.getString(column));
    }
    return Collections.unmodifiableList(row);
  }
}
