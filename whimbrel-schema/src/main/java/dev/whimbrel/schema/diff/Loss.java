package dev.whimbrel.schema.diff;

/** What a step takes from somebody that no later step can give back. */
public sealed interface Loss {
  /** Nothing that another plan could not make again. */
  record None() implements Loss {}

  /**
   * Rows or values that are there are gone.
   *
   * @param sentence what, such as {@code drops table public.orders with its rows}
   */
  record Drops(String sentence) implements Loss {}

  /**
   * Whether anything goes depends on the rows.
   *
   * @param sentence what, and when
   */
  record MayLose(String sentence) implements Loss {}

  /** Nothing. */
  static Loss none() {
    return new None();
  }
}
