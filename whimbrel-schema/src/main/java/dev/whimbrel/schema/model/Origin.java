package dev.whimbrel.schema.model;

/** Where a column or a constraint of a child table comes from. */
public enum Origin {
  LOCAL,
  /** From a parent alone: it is not created by itself. */
  INHERITED,
  /** From a parent, and declared by the child as well. */
  BOTH
}
