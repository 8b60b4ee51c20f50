package dev.whimbrel.sql;

/** What the runner must know of a statement before it sends it. */
public enum StatementKind {
  /** Runs inside a transaction like any other. */
  ORDINARY,
  /** {@code BEGIN} or {@code START TRANSACTION}. */
  BEGIN,
  /** {@code COMMIT} or {@code END}, without {@code AND CHAIN}. */
  COMMIT,
  /** Any other transaction control that would end the runner's own transaction; savepoints are ordinary. */
  TRANSACTION_CONTROL,
  /** The server refuses it inside a transaction block. */
  OUTSIDE_TRANSACTION,
  /** {@code COPY … FROM STDIN}; its data follows in the script. */
  COPY_FROM_STDIN,
  /** May change {@code standard_conforming_strings}: the server must see it before the next statement is sent. */
  STRING_SETTING
}
