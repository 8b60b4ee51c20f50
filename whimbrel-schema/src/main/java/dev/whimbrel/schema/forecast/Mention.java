package dev.whimbrel.schema.forecast;

import dev.whimbrel.sql.TableName;

/**
 * A relation that a query names.
 *
 * @param name as the query has it
 */
record Mention(TableName name, Access access) {
  /** What the query does with it. */
  enum Access {
    READ, WRITE
  }
}
