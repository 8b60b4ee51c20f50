package dev.whimbrel.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads entries from one snapshot. What depends on who made something, on the server's version or on the database's settings stands
 * between two marks in them, which no name and no text of the catalog holds.
 */
final class CatalogReader {
  private static final List<String> KINDS = List.of("schemas", "relations", "columns", "constraints", "indexes",
      "views", "sequences", "types", "routines", "triggers", "rules", "policies", "extensions", "comments", "settings",
      "others");

  private static final Pattern MARKED = Pattern.compile("(?s)\u0001.*?\u0002");
  private static final Pattern MARKS = Pattern.compile("[\u0001\u0002]");

  private CatalogReader() {}

  static Stream<String> read(Queries queries, Collection<String> excluded) {
    queries.rows(Catalog.SNAPSHOT);
    try {
      String scope = resource("scope").replace("(?)", array(excluded));
      return KINDS.stream()
          .flatMap(kind -> queries.rows(scope + resource(kind)).stream())
          .map(row -> Objects.requireNonNull(row.getFirst(), "an entry of the catalog came out as null"))
          .toList().stream();
    } finally {
      queries.rows("rollback");
    }
  }

  static String whole(String entry) {
    return MARKS.matcher(entry).replaceAll("");
  }

  static String structure(String entry) {
    return MARKED.matcher(entry).replaceAll("");
  }

  private static String array(Collection<String> names) {
    return names.stream().map(name -> "e'" + name.replace("\\", "\\\\").replace("'", "''") + "'")
        .collect(Collectors.joining(", ", "(array[", "]::text[])"));
  }

  private static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(CatalogReader.class.getResourceAsStream(name + ".sql"), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
