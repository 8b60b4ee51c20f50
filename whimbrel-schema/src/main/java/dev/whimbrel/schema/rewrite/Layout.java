package dev.whimbrel.schema.rewrite;

/** How parts become migrations. */
public enum Layout {
  /** A migration for each part: every format can say it, and each is recorded by itself. */
  FILE_PER_PART,
  /**
   * One migration. Where its transactions stand between statements that commit by themselves, it keeps them; otherwise each of its
   * statements commits by itself, and a run that was cut short goes on behind the last of them.
   */
  ONE_FILE
}
