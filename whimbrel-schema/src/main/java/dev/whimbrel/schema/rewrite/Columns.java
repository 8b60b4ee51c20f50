package dev.whimbrel.schema.rewrite;

/** Where a column may stand in its table afterwards. */
public enum Columns {
  /** Where the migration puts it. */
  KEEP_ORDER,
  /** A column that takes the place of another one is the last of its table. */
  MAY_MOVE
}
