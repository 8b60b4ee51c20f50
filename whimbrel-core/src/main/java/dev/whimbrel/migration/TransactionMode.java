package dev.whimbrel.migration;

/** How much of a script is one transaction. */
public enum TransactionMode {
  /** All of it, with the journal row. */
  WHOLE,
  /** Nothing: each statement commits by itself, with a journal row of its own. */
  NONE,
  /** Each run of statements between two that cannot run in a transaction. */
  PER_SEGMENT
}
