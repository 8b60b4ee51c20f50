package dev.whimbrel.plan;

/** Where a run is to lead. Versions are as people write them. */
public sealed interface Goal {
  /** Everything pending. */
  record Latest() implements Goal {}

  /** The next few pending ones. */
  record Next(int count) implements Goal {
    public Next {
      positive(count);
    }
  }

  /** Everything pending up to a version, that one included. */
  record UpTo(String version) implements Goal {}

  /** Reverts the last few, in the reverse order in which they were applied. */
  record Undo(int count) implements Goal {
    public Undo {
      positive(count);
    }
  }

  /** Reverts what the last run that applied something applied. */
  record UndoBatch() implements Goal {}

  /** Reverts everything after a version, which stays. */
  record BackTo(String version) implements Goal {}

  /** Up or down, whichever leads to a version. */
  record GoTo(String version) implements Goal {}

  /** Reverts the last one and applies it again. */
  record Redo() implements Goal {}

  /** Reverts everything. */
  record Reset() implements Goal {}

  /** Reverts everything and applies everything. */
  record Refresh() implements Goal {}

  private static void positive(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("not a number of migrations: " + count);
    }
  }
}
