package dev.whimbrel.history;

import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.TableName;
import java.util.List;
import java.util.Objects;

/**
 * The history table of another tool that is kept up beside the journal of one service.
 *
 * @param tool whose table it is, by its label, such as {@code dbmate}
 * @param schema where it lies, as the catalog has it
 * @param name as the catalog has it
 * @param leftOut what its rows call the migrations that have no file; they are neither recorded nor touched
 */
public record MirroredTable(String tool, String schema, String name, List<String> leftOut) {
  public MirroredTable {
    Objects.requireNonNull(tool);
    Objects.requireNonNull(schema);
    Objects.requireNonNull(name);
    leftOut = List.copyOf(leftOut);
  }

  /** For people, and as it may be typed: in quotes where it must be. */
  public String written() {
    return new TableName(new Identifier(schema), new Identifier(name)).written();
  }
}
