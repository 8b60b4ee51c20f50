package dev.whimbrel.testkit;

import dev.whimbrel.catalog.Catalog;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * All that SQL can create in a database, one entry each, in an order of its own: two databases are the same if their
 * fingerprints are equal. Entries hold no numbers that the server gives, names are qualified, privileges that are
 * written down count as much as those that hold by default. Of the rows of a table there is the count and a digest.
 * Left out are temporary tables, roles and tablespaces, and what an extension brings with it.
 *
 * @param entries sorted; some are several lines long
 */
public record CatalogFingerprint(List<String> entries) {
  public CatalogFingerprint {
    entries = entries.stream().sorted().toList();
  }

  /**
   * Reads the database of a connection, without the given schemas. The connection is in autocommit mode; its settings
   * are afterwards what they were.
   */
  public static CatalogFingerprint of(Connection connection, Collection<String> excludedSchemas) throws SQLException {
    return new CatalogFingerprint(CatalogReader.read(connection, excludedSchemas));
  }

  /** The same without the entries that begin with these words, such as {@code "sequence value"}. */
  public CatalogFingerprint without(String beginning) {
    return new CatalogFingerprint(entries.stream().filter(entry -> !entry.startsWith(beginning)).toList());
  }

  /** What only this one has, marked with a minus sign, and only the other, with a plus; empty if they are equal. */
  public String difference(CatalogFingerprint other) {
    return String.join("\n", new Catalog(entries).difference(new Catalog(other.entries)));
  }

  @Override
  public String toString() {
    return String.join("\n", entries);
  }
}
