package dev.whimbrel.migration;

/** The way back from a migration. */
public sealed interface Reversal {
  /** By running a script, which may be empty. */
  record By(Script script) implements Reversal {}

  /** There is none. */
  record None() implements Reversal {}
}
