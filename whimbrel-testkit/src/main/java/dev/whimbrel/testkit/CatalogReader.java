package dev.whimbrel.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Reads what a fingerprint is made of, from one snapshot. */
final class CatalogReader {
  private static final List<String> KINDS = List.of("schemas", "relations", "columns", "constraints", "indexes",
      "views",
      "sequences", "types", "routines", "triggers", "rules", "policies", "extensions", "comments", "settings",
      "others");

  // so that names come out qualified, and values the same whatever the user or the database has set
  private static final String NEUTRAL = """
    set transaction isolation level repeatable read, read only;
    set local search_path = '';
    set local timezone = 'UTC';
    set local datestyle = 'ISO, YMD';
    set local intervalstyle = 'postgres';
    set local extra_float_digits = 1;
    set local bytea_output = 'hex';
    set local xmloption = 'content';
    set local quote_all_identifiers = off;
    set local row_security = off;
    """;

  private final Connection connection;
  private final Object[] excluded;
  private final List<String> entries = new ArrayList<>();

  private CatalogReader(Connection connection, Collection<String> excluded) {
    this.connection = connection;
    this.excluded = excluded.toArray();
  }

  static List<String> read(Connection connection, Collection<String> excluded) throws SQLException {
    if (!connection.getAutoCommit()) {
      throw new IllegalArgumentException("the connection is not in autocommit mode");
    }
    CatalogReader reader = new CatalogReader(connection, excluded);
    connection.setAutoCommit(false);
    try {
      reader.readAll();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    return reader.entries;
  }

  private void readAll() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(NEUTRAL);
    }
    for (String kind : KINDS) {
      rows(kind).forEach(row -> entries.add(row.getFirst()));
    }
    for (List<String> row : rows("content")) {
      readContent(row.getFirst(), row.getLast());
    }
  }

  private List<List<String>> rows(String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(resource("scope") + resource(name))) {
      statement.setArray(1, connection.createArrayOf("text", excluded));
      try (ResultSet rows = statement.executeQuery()) {
        return rows(rows);
      }
    }
  }

  private static List<List<String>> rows(ResultSet rows) throws SQLException {
    List<List<String>> all = new ArrayList<>();
    int width = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= width; column++) {
        row.add(Objects.requireNonNull(rows.getString(column), "an entry of the catalog came out as null"));
      }
      all.add(row);
    }
    return all;
  }

  /** The name comes quoted from the server. */
  private void readContent(String kind, String name) throws SQLException {
    String sql = switch (kind) {
      case "S" -> "select format('sequence value of %s: %s', $name$" + name + "$name$, x::text) from "
          + "(select last_value, is_called from " + name + ") x";
      default -> "select format('content of %s: %s rows %s', $name$" + name + "$name$, count(*), "
          + "md5(coalesce(string_agg(h, '' order by h collate \"C\"), ''))) from "
          + "(select md5(t::text) as h from only " + name + " t) x";
    };
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
      rows(rows).forEach(row -> entries.add(row.getFirst()));
    }
  }

  private static String resource(String name) {
    String path = "fingerprint/" + name + ".sql";
    try (InputStream in = Objects.requireNonNull(CatalogReader.class.getResourceAsStream(path), path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
