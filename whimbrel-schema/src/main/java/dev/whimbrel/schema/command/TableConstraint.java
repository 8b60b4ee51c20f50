package dev.whimbrel.schema.command;

import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A constraint as it is written, with a table or a column of it.
 *
 * @param name null where the server chooses one
 * @param columns of a key, a foreign key or {@code NOT NULL}; of a constraint of a column, that column; otherwise empty
 * @param expression what stands between the parentheses of a check, otherwise null
 * @param usingIndex the index that becomes the key, or null
 * @param references the table that a foreign key points at, or null
 * @param validity whether it says {@code NOT VALID} or {@code NOT ENFORCED}
 * @param text as it was written, with {@code CONSTRAINT name} if that was, and {@code NOT VALID} too
 */
public record TableConstraint(@Nullable Identifier name, Kind kind, List<Identifier> columns,
    @Nullable String expression, @Nullable Identifier usingIndex, @Nullable QualifiedName references,
    Validity validity, String text) {
  public TableConstraint {
    columns = List.copyOf(columns);
  }

  /** What it asks of rows. */
  public enum Kind {
    CHECK, NOT_NULL, UNIQUE, PRIMARY_KEY, FOREIGN_KEY, EXCLUDE
  }

  /** Whether rows that are there are looked at. */
  public enum Validity {
    CHECKED, NOT_VALID
  }
}
