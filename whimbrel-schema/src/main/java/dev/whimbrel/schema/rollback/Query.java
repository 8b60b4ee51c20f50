package dev.whimbrel.schema.rollback;

import dev.whimbrel.schema.resource.Resource;

/** A question to the catalog, each in a file of its own. */
enum Query {
  TABLES("tables.sql");

  private final String file;

  Query(String file) {
    this.file = file;
  }

  String text() {
    return Resource.text(Query.class, file);
  }
}
