package dev.whimbrel.schema.rehearse;

/**
 * The modes in which relations are locked, the weakest first, with what waits for them.
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html">Explicit Locking</a>
 */
public enum LockMode {
  ACCESS_SHARE("AccessShareLock", Blocks.DROPS), ROW_SHARE("RowShareLock", Blocks.DROPS), ROW_EXCLUSIVE(
      "RowExclusiveLock", Blocks.DDL), SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock", Blocks.DDL), SHARE(
          "ShareLock", Blocks.WRITES), SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock", Blocks.WRITES), EXCLUSIVE(
              "ExclusiveLock", Blocks.WRITES), ACCESS_EXCLUSIVE("AccessExclusiveLock", Blocks.READS_AND_WRITES);

  /** What cannot go on meanwhile; each includes those before it. */
  public enum Blocks {
    DROPS, DDL, WRITES, READS_AND_WRITES
  }

  private final String word;
  private final Blocks blocks;

  LockMode(String word, Blocks blocks) {
    this.word = word;
    this.blocks = blocks;
  }

  /**
   * As {@code pg_locks} calls it.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static LockMode of(String word) {
    for (LockMode mode : values()) {
      if (mode.word.equals(word)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("no mode of a lock: " + word);
  }

  public Blocks blocks() {
    return blocks;
  }
}
