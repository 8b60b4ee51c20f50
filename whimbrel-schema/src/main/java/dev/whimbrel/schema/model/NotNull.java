package dev.whimbrel.schema.model;

/**
 * That a column or a domain takes no null. Before PostgreSQL 18 it has no name and is always valid and inherited.
 *
 * @param name or empty if it is the one that the server would choose, or if there is none
 */
public record NotNull(String name, Validity validity, Inheritance inheritance) {
  /** Whether children of the table get it. */
  public enum Inheritance {
    INHERITED, NO_INHERIT
  }

  /** As {@code NOT NULL} alone makes it. */
  public static NotNull plain() {
    return new NotNull("", Validity.VALID, Inheritance.INHERITED);
  }
}
