package dev.whimbrel.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Talks to a server over the driver, which the library under test does not know. */
final class Sessions {
  private Sessions() {}

  static Connection open(ServerAddress address) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + address.host() + ":" + address.port() + "/" + address.database(), address.user(),
        address.password());
  }

  /** The first column of the first row. */
  static String query(ServerAddress address, String sql) throws SQLException {
    try (
        Connection connection = open(address);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  static void execute(ServerAddress address, String sql) throws SQLException {
    try (Connection connection = open(address); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
