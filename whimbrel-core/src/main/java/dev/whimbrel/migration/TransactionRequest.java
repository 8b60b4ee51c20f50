package dev.whimbrel.migration;

/** What the author of a script said about its transaction, in a marker of the format or in a directive. */
public enum TransactionRequest {
  /** Nothing: the statements decide. */
  AUTOMATIC,
  /** No transaction: each statement commits by itself. */
  NONE,
  /** One transaction for each run of statements between two that cannot run in one. */
  PER_SEGMENT
}
