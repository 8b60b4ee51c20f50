package dev.whimbrel.examples.app;

import dev.whimbrel.migration.CodeMigration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Gives every order its total, by the rule for prices that the application has in Java. */
final class FillTotals {
  /** Between the files that add the column and that make it NOT NULL. */
  static final CodeMigration MIGRATION = CodeMigration
      .of("20260103000000", "fill totals", "1", FillTotals::fill)
      .reverting(FillTotals::empty);

  private static final int BATCH = 1000;

  private FillTotals() {}

  private static void fill(Connection connection) throws SQLException {
    try (Statement read = connection.createStatement();
        PreparedStatement write = connection.prepareStatement("UPDATE orders SET total = ? WHERE id = ?")) {
      read.setFetchSize(BATCH);
      try (ResultSet orders = read.executeQuery("SELECT id, price, quantity FROM orders")) {
        int waiting = 0;
        while (orders.next()) {
          write.setLong(1, Prices.total(orders.getLong("price"), orders.getInt("quantity")));
          write.setLong(2, orders.getLong("id"));
          write.addBatch();
          if (++waiting % BATCH == 0) {
            write.executeBatch();
          }
        }
        write.executeBatch();
      }
    }
  }

  private static void empty(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("UPDATE orders SET total = NULL");
    }
  }
}
