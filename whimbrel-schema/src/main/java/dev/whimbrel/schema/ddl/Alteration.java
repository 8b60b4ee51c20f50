package dev.whimbrel.schema.ddl;

import java.util.List;

/** How one object becomes another of the same id. */
public sealed interface Alteration {
  /**
   * By these statements, in their order.
   *
   * @param statements without semicolons; none if nothing is left to do, as where a parent hands the change on
   */
  record InPlace(List<String> statements) implements Alteration {
    public InPlace {
      statements = List.copyOf(statements);
    }
  }

  /** Only by dropping it and creating it anew. */
  record Replace() implements Alteration {}
}
