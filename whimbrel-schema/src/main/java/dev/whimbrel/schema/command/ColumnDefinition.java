package dev.whimbrel.schema.command;

import dev.whimbrel.sql.Identifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column as {@code CREATE TABLE} and {@code ADD COLUMN} have it.
 *
 * @param type as it was written, without what follows it
 * @param collation the name that follows {@code COLLATE}, or null
 * @param defaultValue the expression of its default, or null
 * @param nullability whether it says {@code NOT NULL} or is a primary key
 * @param generated where its values come from
 * @param constraints those that are written with it: checks, unique, primary key, references
 * @param text as it was written, from its name on
 */
public record ColumnDefinition(Identifier name, String type, @Nullable String collation,
    @Nullable String defaultValue, Nullability nullability, Generated generated, List<TableConstraint> constraints,
    String text) {
  public ColumnDefinition {
    constraints = List.copyOf(constraints);
  }

  /** Whether it may hold NULL. */
  public enum Nullability {
    NULLABLE, NOT_NULL
  }

  /** Where values come from. */
  public enum Generated {
    NOT, STORED, VIRTUAL, IDENTITY, SERIAL
  }
}
