package dev.whimbrel.testkit;

import dev.whimbrel.catalog.Catalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what a fingerprint is made of: the catalog, and then the content of each table. */
final class CatalogReader {
  private final Connection connection;

  private CatalogReader(Connection connection) {
    this.connection = connection;
  }

  static List<String> read(Connection connection, Collection<String> excluded) throws SQLException {
    if (!connection.getAutoCommit()) {
      throw new IllegalArgumentException("the connection is not in autocommit mode");
    }
    CatalogReader reader = new CatalogReader(connection);
    List<String> entries = new ArrayList<>(Catalog.read(reader::rows, excluded).entries());
    reader.rows(Catalog.SNAPSHOT);
    try {
      for (List<@Nullable String> row : reader.rows(resource())) {
        if (!excluded.contains(row.get(2))) {
          entries.addAll(reader.content(String.valueOf(row.get(0)), String.valueOf(row.get(1))));
        }
      }
    } finally {
      reader.rows("rollback");
    }
    return entries;
  }

  /** The name comes quoted from the server. */
  private List<String> content(String kind, String name) {
    String sql = switch (kind) {
      case "S" -> "select format('sequence value of %s: %s', $name$" + name + "$name$, x::text) from "
          + "(select last_value, is_called from " + name + ") x";
      default -> "select format('content of %s: %s rows %s', $name$" + name + "$name$, count(*), "
          + "md5(coalesce(string_agg(h, '' order by h collate \"C\"), ''))) from "
          + "(select md5(t::text) as h from only " + name + " t) x";
    };
    return rows(sql).stream().map(row -> Objects.requireNonNull(row.getFirst())).toList();
  }

  private List<List<@Nullable String>> rows(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      boolean result = statement.execute(sql);
      if (!result) {
        return List.of();
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows(rows);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static List<List<@Nullable String>> rows(ResultSet rows) throws SQLException {
    List<List<@Nullable String>> all = new ArrayList<>();
    int width = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      List<@Nullable String> row = new ArrayList<>();
      for (int column = 1; column <= width; column++) {
        row.add(rows.getString(column));
      }
      all.add(row);
    }
    return all;
  }

  private static String resource() {
    try (InputStream in = Objects.requireNonNull(CatalogReader.class.getResourceAsStream("content.sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
