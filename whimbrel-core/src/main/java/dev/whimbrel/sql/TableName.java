package dev.whimbrel.sql;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table as a script names it.
 *
 * @param schema or null where search_path decides
 * @param table its name in that schema
 */
public record TableName(@Nullable Identifier schema, Identifier table) {
  public TableName {
    Objects.requireNonNull(table);
  }

  /** May be the same table: what is not written, search_path decides. */
  boolean mayBe(TableName other) {
    return table.equals(other.table) && (schema == null || other.schema == null || schema.equals(other.schema));
  }

  /** As it may stand in SQL. */
  public String quoted() {
    return schema == null ? table.quoted() : schema.quoted() + "." + table.quoted();
  }

  @Override
  public String toString() {
    return quoted();
  }
}
