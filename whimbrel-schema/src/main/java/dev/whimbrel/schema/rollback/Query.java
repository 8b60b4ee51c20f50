package dev.whimbrel.schema.rollback;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A question to the catalog, each in a file of its own. */
enum Query {
  TABLES("tables.sql");

  private final String file;

  Query(String file) {
    this.file = file;
  }

  String text() {
    try (InputStream stream = Objects.requireNonNull(Query.class.getResourceAsStream(file))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
