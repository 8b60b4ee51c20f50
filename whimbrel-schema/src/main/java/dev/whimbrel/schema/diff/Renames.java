package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.ObjectId;
import java.util.List;

/**
 * What is the same object under another name: never guessed, always told. Their statements are run on a copy of the first schema, and
 * the plan is made from what that is like afterwards.
 *
 * @param renames in the order in which they are carried out
 */
public record Renames(List<Rename> renames) {
  public Renames {
    renames = List.copyOf(renames);
  }

  /** One object, as it is called before, and its new name (the last one: a column's own), unquoted. */
  public record Rename(ObjectId from, String to) {}

  public static Renames none() {
    return new Renames(List.of());
  }

  /**
   * What the comments {@code -- whimbrel: renamed KIND OLD to NEW} in a script say, with KIND one of table, column, view, materialized
   * view, type, domain, function, procedure, sequence, index, constraint, trigger, policy, schema.
   *
   * @param script SQL with such comments, each on a line of its own
   * @param before the schema in which the old names are looked up; an unqualified one is in {@code public}
   */
  public static dev.whimbrel.problem.Result<Renames> read(String script, DatabaseSchema before) {
    if (before.objects().isEmpty() || script.isEmpty()) {
      return dev.whimbrel.problem.Result.ok(none());
    }
    throw new UnsupportedOperationException("not read yet");
  }

  /** One statement for each, without a semicolon. */
  public List<String> statements() {
    if (renames.isEmpty()) {
      return List.of();
    }
    throw new UnsupportedOperationException("not written yet");
  }
}
