package dev.whimbrel.migration;

/** What is done when a script is run. */
public sealed interface Work {
  /** The server runs its statements. */
  record Statements() implements Work {}

  /** Code of the application runs; the script has no statements, and its source is empty. */
  record Call(Code code) implements Work {}
}
