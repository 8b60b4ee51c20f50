package dev.whimbrel.schema.model;

import java.util.List;

/**
 * A policy of row-level security.
 *
 * @param command {@code ALL}, {@code SELECT}, {@code INSERT}, {@code UPDATE} or {@code DELETE}
 * @param roles sorted; {@code public} for everybody
 * @param using an expression, or empty
 * @param check an expression, or empty
 */
public record Policy(ObjectId id, Combination combination, String command, List<String> roles, String using,
    String check)
    implements
      SchemaObject {
  public Policy {
    roles = roles.stream().sorted().toList();
  }

  /** How it goes together with others. */
  public enum Combination {
    PERMISSIVE, RESTRICTIVE
  }
}
