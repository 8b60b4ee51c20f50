package dev.whimbrel.migration;

import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a migration, ready to run.
 *
 * @param source the file it stands in
 * @param statements what to execute, in order; may be empty (a file of comments)
 * @param mode how much of it is one transaction
 * @param opening the file's own {@code BEGIN …}, absorbed into the runner's transaction, or null
 */
public record Script(Source source, List<Statement> statements, TransactionMode mode, @Nullable Statement opening) {
  public Script {
    Objects.requireNonNull(source);
    Objects.requireNonNull(mode);
    statements = List.copyOf(statements);
  }

  public String file() {
    return source.name();
  }
}
